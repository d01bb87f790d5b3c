"""A person's own pages."""

import json
from datetime import timedelta

import pyotp

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.consent.models import Consent
from idp.infrastructure.clock import current_time
from idp.sessions.models import Device, RememberedSignIn
from tests.factories.accounts import create_account
from tests.factories.clients import create_client
from tests.factories.factors import MULTI, create_app_of, create_recovery_codes
from tests.factories.organizations import create_membership
from tests.factories.sessions import create_session
from tests.journeys.gallery import shown, shown_problem, shown_wrong
from tests.journeys.gallery.links import NEW_DEVICE
from tests.journeys.gallery.signin import create_maps
from tests.journeys.guest import Guest
from tests.journeys.house import House

LONG = "wilhelmine.von-und-zu-oberschwallenbach@verwaltung.stadtwerke-sankt-andreasberg-braunlage.example"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"


def somebody_with_a_past(guest: Guest, house: House) -> Account:
    """Signed in with a second factor, known for long, under a long name."""
    number = house.database.count(Account)
    account = create_account(
        house.database,
        given_name="Wilhelmine Friederike",
        family_name="von und zu Oberschwallenbach-Donaudampfschifffahrt",
        email=f"{number}.{LONG}",
        username=f"wilhelmine.{number}",
        recovery_email=f"{number}.{LONG}",
        recovery_email_verified_at=current_time(),
    )
    create_app_of(
        house.database, house.box, account, name="Diensthandy", last_used_at=current_time() - timedelta(days=2)
    )
    create_recovery_codes(house.database, account)
    house.give_passkey(account, "Schlüsselbund mit dem blauen Anhänger aus Sankt Andreasberg")
    house.give_passkey(account, "Laptop", is_suspicious=True)
    create_membership(house.database, account)
    return house.let_in(guest, account, user_agent=NEW_DEVICE, place="Braunlage, Deutschland", **MULTI)


def _open_home(guest: Guest) -> None:
    """Without the applications on this machine that journeys have left in the house."""
    guest.open("/")
    here = r"/localhost|127\.0\.0\.1/.test(each.textContent)"
    guest.page.evaluate(f"document.querySelectorAll('main li').forEach(each => {here} && each.remove())")


@shown("/")
def home(guest: Guest, house: House) -> None:
    somebody_with_a_past(guest, house)
    _open_home(guest)


@shown("/")
def home_before_deletion(guest: Guest, house: House) -> None:
    house.let_in(guest, create_account(house.database, delete_after=current_time() + timedelta(days=9)))
    _open_home(guest)


@shown("/account")
def profile(guest: Guest, house: House) -> None:
    somebody_with_a_past(guest, house)
    guest.open("/account")


@shown("/account")
def profile_plain(guest: Guest, house: House) -> None:
    house.let_in(guest)
    guest.open("/account")


@shown_wrong("/account", "given_name", "family_name")
def profile_wrong(guest: Guest, house: House) -> None:
    profile_plain(guest, house)
    guest.submit(given_name="", family_name="")


@shown("/account")
def profile_saved(guest: Guest, house: House) -> None:
    profile_plain(guest, house)
    guest.submit(given_name="Grace")


@shown("/account/details")
def personal_details(guest: Guest, house: House) -> None:
    somebody_with_a_past(guest, house)
    guest.open("/account/details")


@shown_wrong("/account/details", "phone_number")
def personal_details_wrong(guest: Guest, house: House) -> None:
    house.let_in(guest)
    guest.open("/account/details")
    guest.submit(phone_number="030 1234567", postal_code="10115")


@shown("/account/details")
def personal_details_saved(guest: Guest, house: House) -> None:
    house.let_in(guest)
    guest.open("/account/details")
    guest.submit(phone_number="+49 30 1234567", street_address="Lindenweg 5", postal_code="10115", locality="Berlin")


@shown("/account")
def profile_waiting_for_mail(guest: Guest, house: House) -> None:
    email_sent(guest, house)
    guest.open("/account")


@shown("/account")
def profile_before_deletion(guest: Guest, house: House) -> None:
    house.let_in(guest, create_account(house.database, delete_after=current_time() + timedelta(days=9)))
    guest.open("/account")


@shown("/account")
def deletion_cancelled(guest: Guest, house: House) -> None:
    home_before_deletion(guest, house)
    with guest.page.expect_navigation():
        guest.page.locator("main .notice button").click()


@shown("/account/email")
def email(guest: Guest, house: House) -> None:
    somebody_with_a_past(guest, house)
    guest.open("/account/email")


@shown_wrong("/account/email", "email")
def email_wrong(guest: Guest, house: House) -> None:
    house.let_in(guest)
    guest.open("/account/email")
    guest.submit(email="nobody")


@shown("/account/email")
def email_sent(guest: Guest, house: House) -> None:
    account = house.let_in(guest)
    guest.open("/account/email")
    guest.submit(email=f"new.{account.email}")
    if guest.page.locator("main summary").count():
        guest.page.locator("main summary").click()


@shown("/account/email/confirm")
def email_confirm(guest: Guest, house: House) -> None:
    account = house.let_in(guest)
    guest.open("/account/email")
    guest.submit(email=f"new.{account.email}")
    guest.open(guest.link_in_mail(f"new.{account.email}", "/account/email/link/"))


@shown("/account/email/confirm")
def email_confirm_in_another_browser(guest: Guest, house: House) -> None:
    account = house.let_in(guest)
    guest.open("/account/email")
    guest.submit(email=f"new.{account.email}")
    guest.page.context.clear_cookies()
    guest.open(guest.link_in_mail(f"new.{account.email}", "/account/email/link/"))


@shown("/account/email/confirm")
def email_changed(guest: Guest, house: House) -> None:
    email_confirm(guest, house)
    guest.submit()


def given_address(guest: Guest, house: House) -> str:
    """Open the link to an address that support has given to an account; returns the code."""
    account = create_account(house.database, language=guest.language)
    given = house.run("users", "change-address", account.email, f"new.{account.email}", "--reason", "called", "--json")
    guest.open(guest.link_in_mail(f"new.{account.email}", "/account/email/support/"))
    code: str = json.loads(given)["code"]
    return code


@shown_wrong("/account/email/support", "code")
def email_by_support_wrong(guest: Guest, house: House) -> None:
    given_address(guest, house)
    guest.submit(code="no code")


@shown("/account/email/support")
def email_changed_by_support(guest: Guest, house: House) -> None:
    guest.fill(code=given_address(guest, house))


@shown("/account/email/undo")
def email_undo(guest: Guest, house: House) -> None:
    account = house.let_in(guest)
    guest.open("/account/email")
    guest.submit(email=f"new.{account.email}")
    guest.open(guest.link_in_mail(f"new.{account.email}", "/account/email/link/"))
    guest.submit()
    guest.open(guest.link_in_mail(account.email, "/account/email/undo/link/"))


@shown("/account/email/undo")
def email_undone(guest: Guest, house: House) -> None:
    email_undo(guest, house)
    guest.submit()


@shown_problem("/account/email/confirm")
def email_link_unknown(guest: Guest, house: House) -> None:
    guest.open("/account/email/link/made-up")


@shown("/account/recovery-email")
def recovery_email(guest: Guest, house: House) -> None:
    house.let_in(guest)
    guest.open("/account/recovery-email")


@shown_wrong("/account/recovery-email", "email")
def recovery_email_wrong(guest: Guest, house: House) -> None:
    recovery_email(guest, house)
    guest.submit(email="nobody")


@shown("/account/recovery-email")
def recovery_email_there(guest: Guest, house: House) -> None:
    somebody_with_a_past(guest, house)
    guest.open("/account/recovery-email")
    guest.page.locator(".ask summary").click()


@shown("/account/recovery-email")
def recovery_email_sent(guest: Guest, house: House) -> None:
    account = house.let_in(guest)
    guest.open("/account/recovery-email")
    guest.submit(email=f"second.{account.email}")


@shown("/account/recovery-email/confirm")
def recovery_email_confirm(guest: Guest, house: House) -> None:
    account = house.let_in(guest)
    guest.open("/account/recovery-email")
    guest.submit(email=f"second.{account.email}")
    guest.open(guest.link_in_mail(f"second.{account.email}", "/account/recovery-email/link/"))


@shown("/account/recovery-email/confirm")
def recovery_email_done(guest: Guest, house: House) -> None:
    recovery_email_confirm(guest, house)
    guest.submit()


@shown("/account/password")
def password(guest: Guest, house: House) -> None:
    house.let_in(guest)
    guest.open("/account/password")


@shown_wrong("/account/password", "password")
def password_wrong(guest: Guest, house: House) -> None:
    password(guest, house)
    guest.submit(password="short")


@shown("/account/security")
def security_empty(guest: Guest, house: House) -> None:
    house.let_in(guest)
    guest.open("/account/security")


@shown("/account/security")
def security(guest: Guest, house: House) -> None:
    somebody_with_a_past(guest, house)
    guest.open("/account/security")
    guest.page.locator(".ask summary").first.click()


@shown("/account/security/totp/*/name")
def rename(guest: Guest, house: House) -> None:
    security(guest, house)
    with guest.page.expect_navigation():
        guest.page.locator("a.row-action[href*='/totp/']").click()


@shown_wrong("/account/security/totp/*/name", "name")
def rename_wrong(guest: Guest, house: House) -> None:
    rename(guest, house)
    guest.submit(name="")


@shown("/account/security/totp")
def app(guest: Guest, house: House) -> None:
    house.let_in(guest)
    guest.open("/account/security/totp")


@shown_wrong("/account/security/totp", "code")
def app_wrong(guest: Guest, house: House) -> None:
    app(guest, house)
    guest.submit(code="123")


@shown("/account/security/recovery-codes")
def app_connected(guest: Guest, house: House) -> None:
    app(guest, house)
    secret = guest.page.locator("#secret").text_content() or ""
    guest.submit(code=pyotp.TOTP(secret).now())


@shown("/account/security/recovery-codes")
def app_connected_codes(guest: Guest, house: House) -> None:
    app_connected(guest, house)
    guest.submit()


@shown("/account/security")
def app_connected_done(guest: Guest, house: House) -> None:
    app_connected_codes(guest, house)
    guest.follow("main .actions .btn-primary")


@shown("/account/security/recovery-codes")
def recovery_codes(guest: Guest, house: House) -> None:
    somebody_with_a_past(guest, house)
    guest.open("/account/security/recovery-codes")


@shown("/account/security/recovery-codes")
def recovery_codes_made(guest: Guest, house: House) -> None:
    recovery_codes(guest, house)
    guest.submit()


@shown("/account/security/passkeys")
def passkeys(guest: Guest, house: House) -> None:
    somebody_with_a_past(guest, house)
    guest.open("/account/security/passkeys")
    for summary in guest.page.locator("main .rows > li:first-child summary").all():
        summary.click()


@shown("/account/security/passkeys/new")
def passkey_new(guest: Guest, house: House) -> None:
    house.let_in(guest)
    guest.open("/account/security/passkeys/new")


@shown("/account/sessions")
def sessions(guest: Guest, house: House) -> None:
    account = somebody_with_a_past(guest, house)
    database = house.database
    create_session(database, account, user_agent=PHONE, place="Sankt Andreasberg, Deutschland")
    create_session(database, account, user_agent="", ip="2001:db8:85a3:8d3:1319:8a2e:370:7348")
    hold = {
        "authenticated_at": current_time(),
        "amr": ["pwd"],
        "acr": "1",
        "expires_at": current_time() + timedelta(hours=11),
    }
    database.save(RememberedSignIn(account_id=account.id, portal="shop", token_hash=account.id, **hold))
    until = current_time() + timedelta(days=29)
    database.save(
        Device(account_id=account.id, token_hash=account.id, user_agent=PHONE, place="Braunlage", trusted_until=until)
    )
    guest.open("/account/sessions")
    guest.page.locator(".ask summary").first.click()


@shown("/account/sessions")
def sessions_one(guest: Guest, house: House) -> None:
    house.let_in(guest)
    guest.open("/account/sessions")


@shown("/account/history")
def history_empty(guest: Guest, house: House) -> None:
    house.let_in(guest)
    guest.open("/account/history")


@shown("/account/history")
def history(guest: Guest, house: House) -> None:
    account = somebody_with_a_past(guest, house)
    # Five on each day, whatever time it is.
    noon = current_time().replace(hour=12, minute=0) - timedelta(days=1)
    actions = ["sign_in.succeeded", "sign_in.failed", "password.changed", "factor.added", "email_change.confirmed"]
    house.database.save(
        *(
            AuditEvent(
                action=actions[number % len(actions)],
                subject=account.id,
                ip="203.0.113.7",
                portal="works" if number % 3 else "shop",
                at=noon - timedelta(days=number // 5, minutes=number),
                details={"device": {"browser": "Firefox", "system": "Windows"}},
            )
            for number in range(30)
        )
    )
    guest.open("/account/history?page=1")


@shown("/account/applications")
def applications_empty(guest: Guest, house: House) -> None:
    house.let_in(guest)
    guest.open("/account/applications")


@shown("/account/applications")
def applications(guest: Guest, house: House) -> None:
    account = somebody_with_a_past(guest, house)
    maps = create_maps(house, consent="explicit")
    plain = create_client(house.database, client_name="Notizen", consent="explicit")
    for client in (maps, plain):
        scopes = ["openid", "profile", "email", "offline_access"]
        house.database.save(Consent(account_id=account.id, client_id=client.client_id, scopes=scopes))
    guest.open("/account/applications")
    guest.page.locator("main details summary").first.click()
    guest.page.locator("main .ask summary").first.click()


@shown("/account/export")
def export(guest: Guest, house: House) -> None:
    house.let_in(guest)
    guest.open("/account/export")


@shown("/account/export/readable")
def export_readable(guest: Guest, house: House) -> None:
    somebody_with_a_past(guest, house)
    guest.open("/account/export/readable")


@shown("/account/deletion")
def deletion(guest: Guest, house: House) -> None:
    house.let_in(guest)
    guest.open("/account/deletion")


@shown_wrong("/account/deletion", "confirm")
def deletion_without_the_tick(guest: Guest, house: House) -> None:
    deletion(guest, house)
    with guest.page.expect_navigation():
        guest.page.locator("main .btn-danger").click()


@shown("/account/deletion")
def deletion_pending(guest: Guest, house: House) -> None:
    house.let_in(guest, create_account(house.database, delete_after=current_time() + timedelta(days=9)))
    guest.open("/account/deletion")
