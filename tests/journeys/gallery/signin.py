"""From "who is it?" to the application."""

from urllib.parse import urlencode

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest, new_token
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.authorizations import create_authorization
from tests.factories.clients import CreatedClient, change_client, create_client
from tests.factories.registration_pages import NEW_PASSWORD
from tests.journeys.gallery import shown, shown_problem, shown_wrong
from tests.journeys.guest import Guest
from tests.journeys.house import House

CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # RFC 7636, appendix B
RETURN = "https://shop.example.test/callback"
WRONG = "not-the-password"
MAPS = {
    "client_uri": "https://maps.example.test",
    "policy_uri": "https://maps.example.test/privacy",
    "tos_uri": "https://maps.example.test/terms",
    "contacts": ["hilfe@maps.example.test"],
}


def create_maps(house: House, **values: object) -> CreatedClient:
    """An application of another company, which registered itself: no start page lists it."""
    client = create_client(house.database, **{"client_name": "Kartenwerkstatt Mittelgebirge", **MAPS, **values})
    change_client(house.database, client, registration_token_hash=digest(new_token()))
    return client


def come_from(guest: Guest, client: CreatedClient, **changes: str) -> None:
    """From an application to the page that its request leads to."""
    parameters = {
        "client_id": client.client_id,
        "redirect_uri": RETURN,
        "response_type": "code",
        "scope": "openid",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "ui_locales": guest.language,
    }
    guest.open(f"/authorize?{urlencode(parameters | changes)}")


@shown("/signin/*")
def name(guest: Guest, house: House) -> None:
    come_from(guest, create_client(house.database))


@shown_wrong("/signin/*", "email")
def name_missing(guest: Guest, house: House) -> None:
    guest.open("/signin")
    guest.submit()


@shown("/signin/*/password")
def password(guest: Guest, house: House) -> None:
    come_from(guest, create_client(house.database))
    guest.submit(email=create_account(house.database).email)


@shown_wrong("/signin/*/password", "password")
def password_wrong(guest: Guest, house: House) -> None:
    guest.open("/signin")
    guest.sign_in(create_account(house.database).email, WRONG)


@shown_wrong("/signin/*/password", "password")
def password_missing(guest: Guest, house: House) -> None:
    guest.open("/signin")
    guest.sign_in(create_account(house.database).email, "")


@shown_wrong("/signin/*", "email")
def name_that_is_no_address(guest: Guest, house: House) -> None:
    come_from(guest, create_client(house.database, portal="shop"))
    guest.submit(email="mira")


@shown_wrong("/signin/*/password")
def password_too_often(guest: Guest, house: House) -> None:
    guest.open("/signin")
    guest.submit(email=create_account(house.database).email)
    for _ in range(11):
        guest.submit(password=WRONG)


@shown("/signin/*")
def both_together(guest: Guest, house: House) -> None:
    come_from(guest, create_client(house.database, portal="works"))


@shown_wrong("/signin/*", "email", "password")
def both_missing(guest: Guest, house: House) -> None:
    both_together(guest, house)
    guest.submit()


@shown_wrong("/signin/*", "password")
def both_wrong(guest: Guest, house: House) -> None:
    both_together(guest, house)
    guest.submit(email=create_account(house.database).email, password=WRONG)


def long_ago(guest: Guest, house: House) -> Account:
    """A person whose sign-in is no recent one."""
    return house.let_in(guest, authenticated_at=current_time().replace(year=2025))


@shown("/signin/*/confirm")
def confirm(guest: Guest, house: House) -> None:
    long_ago(guest, house)
    guest.open("/account/export/readable")


@shown("/signin/*/confirm")
def confirm_to_save(guest: Guest, house: House) -> None:
    house.give_passkey(long_ago(guest, house), "Schlüsselbund")
    guest.open("/account/password")
    guest.submit(password=NEW_PASSWORD)


@shown_wrong("/signin/*/confirm", "password")
def confirm_wrong(guest: Guest, house: House) -> None:
    confirm_to_save(guest, house)
    guest.submit(password=WRONG)


@shown("/account/password")
def confirmed(guest: Guest, house: House) -> None:
    long_ago(guest, house)
    guest.open("/account/password")
    guest.submit(password=NEW_PASSWORD)
    guest.submit(password=PASSWORD)
    guest.page.wait_for_url("**/account/password?changed=1")


@shown("/signin/*/account")
def choose_account(guest: Guest, house: House) -> None:
    account = house.let_in(guest)
    come_from(guest, create_client(house.database), prompt="select_account")
    guest.expect_text(account.email)


@shown("/signin/*/new-password")
def new_password(guest: Guest, house: House) -> None:
    account = create_account(house.database, password_change_due_at=current_time(), password_change_reason="policy")
    guest.open("/signin")
    guest.sign_in(account.email, PASSWORD)


@shown_wrong("/signin/*/new-password", "password")
def new_password_too_weak(guest: Guest, house: House) -> None:
    new_password(guest, house)
    guest.page.locator("[name=password]").fill("short")
    with guest.page.expect_navigation():
        guest.page.locator("main form:has([name=password]) .btn-primary").click()


@shown("/signin/*/enrol")
def second_factor_demanded(guest: Guest, house: House) -> None:
    come_from(guest, create_client(house.database, portal="works"))
    guest.submit(email=create_account(house.database).email, password=PASSWORD)


@shown("/signin/*/not-admitted")
def not_admitted(guest: Guest, house: House) -> None:
    house.let_in(guest)
    come_from(guest, create_client(house.database, portal="society"))


@shown("/signin/*/journey")
def journey(guest: Guest, house: House) -> None:
    house.let_in(guest)
    come_from(guest, create_client(house.database, portal="museum"))


@shown_wrong("/signin/*/journey", "text_terms")
def journey_without_agreeing(guest: Guest, house: House) -> None:
    journey(guest, house)
    guest.submit()


@shown("/consent/*")
def consent(guest: Guest, house: House) -> None:
    house.let_in(guest)
    client = create_maps(house, consent="explicit", scope="openid profile email offline_access")
    come_from(guest, client, scope="openid profile email offline_access", prompt="consent")


@shown("/logout")
def sign_out(guest: Guest, house: House) -> None:
    house.let_in(guest)
    guest.open("/logout")


@shown("/logout")
def sign_out_to_an_unknown_address(guest: Guest, house: House) -> None:
    house.let_in(guest)
    asked = {"client_id": create_client(house.database).client_id, "post_logout_redirect_uri": "https://other.example/"}
    guest.open(f"/logout?{urlencode(asked)}")


@shown("/logout")
def applications_told(guest: Guest, house: House) -> None:
    """The page leaves by itself; without its script it stays."""
    guest.page.route("**/frontchannel_logout.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    guest.page.route("https://shop.example.test/**", lambda route: route.fulfill(body=""))
    account = house.let_in(guest)
    client = create_client(house.database, frontchannel_logout_uri="https://shop.example.test/bye")
    of = {"account_id": account.id, "subject": account.id, "session_id": house.sessions_of(account)[0].id}
    create_authorization(house.database, client, **of)
    guest.open("/logout")
    guest.submit()
    guest.page.wait_for_load_state("load")
    assert [url.partition("?")[0] for url in guest.observed.foreign] == ["https://shop.example.test/bye"]
    guest.observed.foreign.clear()


@shown("/signed-out")
def signed_out(guest: Guest, house: House) -> None:
    sign_out(guest, house)
    guest.submit()


@shown_problem("/signin/int_unknown")
def lost(guest: Guest, house: House) -> None:
    guest.open("/signin/int_unknown")


@shown_problem("/authorize")
def application_unknown(guest: Guest, house: House) -> None:
    guest.open("/authorize?client_id=app_unknown")


@shown("/authorize")
def answer_by_form(guest: Guest, house: House) -> None:
    """The page leaves by itself; without its script it stays."""
    guest.page.route("**/form_post.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    house.let_in(guest)
    come_from(guest, create_client(house.database), response_mode="form_post")


@shown("/signin/*")
def asked_again_by_the_application(guest: Guest, house: House) -> None:
    house.let_in(guest)
    come_from(guest, create_client(house.database), prompt="login")


@shown_problem("/authorize")
def request_refused(guest: Guest, house: House) -> None:
    come_from(guest, create_maps(house, client_name="Beispiel-Shop"), redirect_uri="https://other.example/callback")


@shown_problem("/signin/*")
def without_cookies(guest: Guest, house: House) -> None:
    come_from(guest, create_client(house.database))
    guest.page.context.clear_cookies()
    guest.open(f"{guest.page.url}?cookies=set")
