"""Signing in where a second factor is asked for: policies, relying parties, and the ways around that are closed."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from idp.factors.registry import get_factor
from idp.infrastructure.clock import current_time
from idp.interactions import Interaction
from idp.organizations.models import Organization
from idp.sessions import SsoSession
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.factors import MULTI, create_app_of, finish, open_code_page, shown_app, type_code
from tests.factories.organizations import create_membership
from tests.factories.registration_pages import NEW_PASSWORD, open_link, request_reset
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import PASSWORD_FORM
from tests.provisioning.meanwhile import at_once, meanwhile, moments
from tests.provisioning.pages import forms_of

ACR_1, ACR_2 = "urn:einlass:acr:1", "urn:einlass:acr:2"
ESSENTIAL = '{"id_token": {"acr": {"essential": true, "values": ["urn:einlass:acr:2"]}}}'


@pytest.fixture
def rp(database, client):
    return create_relying_party(database, client)


def demand_of_organization(database, person, policy: str, role: str) -> None:
    member = create_membership(database, person, role=role)
    organization = database.one(select(Organization).where(Organization.id == member.organization_id))
    database.change(organization, second_factor=policy)


def tokens_after(client, rp, answer) -> dict:
    answer = finish(client, answer)
    return rp.read_id_token(rp.redeem(answer_of(answer)["code"]).get_json()["id_token"])


# Relying parties


def test_a_relying_party_hears_what_was_checked(client, rp, person, phone):
    page = open_code_page(client, person.email, rp.authorize().location)

    claims = tokens_after(client, rp, type_code(client, page, phone.code()))

    assert (claims["amr"], claims["acr"]) == (["pwd", "otp", "mfa"], ACR_2)


@pytest.mark.parametrize("wish", [{"acr_values": ACR_2}, {"claims": ESSENTIAL}], ids=["acr_values", "essential"])
def test_a_session_of_one_factor_is_stepped_up(client, database, rp, person, phone, wish):
    sign_in(client, database, person, acr=ACR_1)
    page = client.get(rp.authorize(**wish).location, follow_redirects=True)

    assert page.request.path.endswith("/factor/totp")
    claims = tokens_after(client, rp, type_code(client, page, phone.code()))

    assert (claims["amr"], claims["acr"]) == (["pwd", "otp", "mfa"], ACR_2)


@pytest.mark.threat(58)
def test_a_step_up_makes_no_old_proof_look_like_a_new_one(client, database, rp, person, phone):
    """Nor does it open what takes a recent sign-in, such as the page for a new password."""
    signed_in_at = current_time() - timedelta(hours=1)
    sign_in(client, database, person, acr=ACR_1, authenticated_at=signed_in_at)
    page = client.get(rp.authorize(acr_values=ACR_2).location, follow_redirects=True)

    claims = tokens_after(client, rp, type_code(client, page, phone.code()))

    assert (claims["acr"], claims["auth_time"]) == (ACR_2, int(signed_in_at.timestamp()))
    assert client.get("/account/security/totp").location == "/signin?next=/account/security/totp&fresh=1"


def test_a_session_of_two_factors_is_not_asked_again(client, database, rp, person, phone):
    sign_in(client, database, person, **MULTI)

    assert answer_of(rp.authorize(claims=ESSENTIAL))["code"]


def test_a_wish_is_answered_truthfully_where_there_is_no_factor(client, database, rp, person):
    sign_in(client, database, person, acr=ACR_1)

    claims = rp.read_id_token(rp.obtain_tokens(acr_values=ACR_2)["id_token"])

    assert (claims["amr"], claims["acr"]) == (["pwd"], ACR_1)


def test_without_a_page_a_demand_is_refused(client, database, rp, person, phone):
    sign_in(client, database, person, acr=ACR_1)

    assert answer_of(rp.authorize(claims=ESSENTIAL, prompt="none"))["error"] == "login_required"


def test_without_a_page_a_wish_is_answered_with_what_there_is(client, database, rp, person):
    sign_in(client, database, person, acr=ACR_1)

    claims = rp.read_id_token(rp.obtain_tokens(acr_values=ACR_2, prompt="none")["id_token"])

    assert claims["acr"] == ACR_1


def test_a_demand_leads_somebody_without_a_factor_to_set_one_up(client, rp, person):
    page = open_code_page(client, person.email, rp.authorize(claims=ESSENTIAL).location)

    assert page.request.path.endswith("/enrol")
    assert not any(name == "later" for form in forms_of(page) for name, _ in form.buttons)


# Policies


@pytest.mark.parametrize(
    ("portal", "organization", "role", "is_asked"),
    [
        ("off", None, None, False),
        ("optional", None, None, False),
        ("all", None, None, True),
        ("administrators", None, None, False),
        ("administrators", "off", "administrator", True),
        ("administrators", "off", "member", False),
        ("optional", "all", "member", True),
        ("optional", "administrators", "administrator", True),
        ("optional", "administrators", "member", False),
        ("off", "all", "member", True),
    ],
)
def test_who_has_to_set_one_up(make_app, database, person, portal, organization, role, is_asked):
    client = make_app(portals={"shop": {"second_factor": {"policy": portal}}}).test_client()
    if organization:
        demand_of_organization(database, person, organization, role)

    page = open_code_page(client, person.email)

    assert page.request.path.endswith("/enrol") == is_asked


@pytest.fixture
def strict(make_app):
    """A portal that wants a factor of everybody, from the fourteenth day on."""
    return make_app(portals={"shop": {"second_factor": {"policy": "all", "grace_days": 14}}})


def put_off(client, page):
    number = next(number for number, form in enumerate(forms_of(page)) if ("later", "yes") in form.buttons)
    return client.submit(page, {"later": "yes"}, form=number)


def test_within_the_grace_it_may_be_put_off(strict, person):
    client = strict.test_client()

    answer = put_off(client, open_code_page(client, person.email))

    assert finish(client, answer).request.path == "/"


def test_putting_it_off_holds_for_one_sign_in(strict, person):
    client, other = strict.test_client(), strict.test_client()
    put_off(client, open_code_page(client, person.email))

    assert open_code_page(other, person.email).request.path.endswith("/enrol")


def test_putting_it_off_holds_for_one_person(strict, database, person):
    """The first puts it off and stops at the new password; the next one signs in in the same browser."""
    database.change(person, password_change_due_at=person.password_changed_at)
    client = strict.test_client()
    page = open_code_page(client, person.email)
    assert put_off(client, page).location.endswith("/new-password")

    other = open_code_page(client, create_account(database).email, page.request.path.partition("/enrol")[0])

    assert other.request.path.endswith("/enrol")


def test_after_the_grace_it_may_not(strict, person, clock):
    client = strict.test_client()
    early = open_code_page(client, person.email)
    clock.shift(14 * 24 * 3600 - 60)
    assert "later" in open_code_page(strict.test_client(), person.email).text
    clock.shift(60)
    page = open_code_page(late := strict.test_client(), person.email)

    assert early.request.path.endswith("/enrol")
    assert not any(name == "later" for form in forms_of(page) for name, _ in form.buttons)
    forced = late.submit(page, form=0, follow_redirects=False)
    assert late.get("/").location.startswith("/signin")
    assert forced.status_code == 303


def test_setting_one_up_completes_the_sign_in_and_ends_with_recovery_codes(strict, database, person):
    client = strict.test_client()
    page = open_code_page(client, person.email)
    link = next(part.split('"')[0] for part in page.text.split('href="') if part.startswith("/account/security/totp"))
    page = client.get(link)
    app = shown_app(page)

    codes = client.submit(page, {"code": app.code()}, follow_redirects=True)
    assert codes.request.path == "/account/security/recovery-codes"
    shown = client.submit(codes)
    assert shown.text.count("<li><code>") == 10
    assert finish(client, client.get(f"/signin/{link.split('=')[1]}/complete")).request.path == "/"

    assert database.one(select(SsoSession.amr)) == ["pwd", "otp", "mfa"]


# Threat 58: around the factor


def waiting(client, person) -> str:
    """The interaction of a sign-in that waits for the factor."""
    return open_code_page(client, person.email).request.path.split("/")[2]


@pytest.mark.threat(58)
@pytest.mark.parametrize("path", ["/interaction/{0}", "/consent/{0}", "/signin/{0}/complete", "/signin/{0}/enrol"])
def test_nothing_opens_before_the_factor(client, database, person, phone, path):
    interaction = waiting(client, person)

    client.get(path.format(interaction), follow_redirects=True)

    assert database.count(SsoSession) == 0
    assert client.get("/").location.startswith("/signin")


@pytest.mark.threat(58)
def test_a_waiting_sign_in_can_not_put_the_factor_off(client, database, person, phone):
    interaction = waiting(client, person)
    page = client.get(f"/signin/{interaction}/factor/totp")

    token = forms_of(page)[0].fields["csrf_token"]
    headers = {"Origin": "https://id.example.test", "Sec-Fetch-Site": "same-origin"}
    client.post(f"/signin/{interaction}/enrol", data={"csrf_token": token, "later": "yes"}, headers=headers)

    assert client.get(f"/signin/{interaction}/complete").location.endswith("/factor")
    assert database.count(SsoSession) == 0


@pytest.mark.threat(58)
def test_starting_again_asks_for_both_again(app, client, database, person, phone):
    type_code(client, open_code_page(client, person.email), "000000")

    again = open_code_page(client, person.email)

    assert again.request.path.endswith("/factor/totp")
    assert database.count(SsoSession) == 0


@pytest.mark.threat(58)
def test_a_factor_of_one_person_never_counts_for_another_in_the_same_sign_in(app, client, database, person, phone):
    """The attacker's own account and app, then the victim's password, all in one interaction."""
    victim = create_account(database)
    create_app_of(database, app.secret_box, victim)
    page = open_code_page(client, person.email)
    interaction = page.request.path.split("/")[2]
    named = client.submit(client.get(f"/signin/{interaction}"), {"email": victim.email}, follow_redirects=True)
    client.submit(named, {"password": PASSWORD}, form=PASSWORD_FORM)

    answer = type_code(client, page, phone.code())

    assert answer.status_code == 422
    pending = database.one(select(Interaction.pending_amr).where(Interaction.id == interaction))
    assert pending == ["pwd"]


@pytest.mark.threat(58)
def test_a_factor_does_not_outlive_the_password_it_goes_with(app, client, database, person, phone, clock):
    page = open_code_page(client, person.email)
    clock.shift(60)
    database.change(person, password_changed_at=person.password_changed_at.replace(minute=1))

    finish(client, type_code(client, page, phone.code()))

    assert database.count(SsoSession) == 0


@pytest.mark.threat(35, 58)
@pytest.mark.parametrize("is_factor_gone", [False, True], ids=["ended", "ended, factor removed"])
def test_a_session_that_has_ended_is_not_stepped_up(app, client, database, rp, person, phone, is_factor_gone):
    """Signed out from afar while its page asks for the code: that must not bring it back."""
    session = sign_in(client, database, person, acr=ACR_1)
    page = client.get(rp.authorize(claims=ESSENTIAL).location, follow_redirects=True)
    database.change(session, ended_at=current_time())
    if is_factor_gone:
        with app.app_context(), database.transaction() as within:
            get_factor("totp").remove_all(within, person.id)

    type_code(client, page, phone.code())
    for step in ("complete", "enrol", "factor"):
        assert client.get(page.request.path.replace("factor/totp", step), follow_redirects=True).status_code == 400

    assert database.rows(select(SsoSession.id).where(SsoSession.ended_at.is_(None))) == []


@pytest.mark.threat(58)
def test_a_step_up_whose_factor_is_gone_renews_nothing(app, client, database, rp, person, phone, clock):
    session = sign_in(client, database, person, acr=ACR_1)
    clock.shift(60)
    page = client.get(rp.authorize(acr_values=ACR_2).location, follow_redirects=True)
    with app.app_context(), database.transaction() as within:
        get_factor("totp").remove_all(within, person.id)
    database.change(person, has_second_factor=False)

    answer = finish(client, client.get(page.request.path.replace("factor/totp", "complete")))

    assert rp.read_id_token(rp.redeem(answer_of(answer)["code"]).get_json()["id_token"])["acr"] == ACR_1
    assert database.one(select(SsoSession.authenticated_at)) == session.authenticated_at


@pytest.mark.threat(58)
def test_the_answer_comes_within_a_quarter_of_an_hour(client, person, phone, clock):
    page = open_code_page(client, person.email)
    clock.shift(15 * 60 + 1)

    assert type_code(client, page, phone.code()).status_code == 400


# Threat 54


@pytest.mark.threat(54)
def test_a_reset_keeps_the_second_factor(app, client, database, person, phone, mailbox):
    browser = app.test_client()
    request_reset(browser, person.email)
    assert browser.submit(open_link(browser, mailbox.only.link), {"password": NEW_PASSWORD}).status_code == 303
    assert browser.get("/").location.startswith("/signin")

    page = open_code_page(client, person.email, password=NEW_PASSWORD)

    assert page.request.path.endswith("/factor/totp")
    assert database.count(SsoSession) == 0
    assert type_code(client, page, phone.code()).status_code == 303


@pytest.mark.threat(58)
def test_a_session_that_ends_while_a_code_is_checked_is_not_stepped_up(app, database, clock):
    """After each statement in turn, as long as the session is not held."""
    ended = []
    for moment in moments():
        person, client = create_account(database), app.test_client()
        phone, session = create_app_of(database, app.secret_box, person), sign_in(client, database, person, acr=ACR_1)
        rp = create_relying_party(database, client)
        page = client.get(rp.authorize(claims=ESSENTIAL).location, follow_redirects=True)
        ending = update(SsoSession).where(SsoSession.id == session.id).values(ended_at=current_time())
        done = []

        with meanwhile(app, moment, lambda ending=ending, done=done: done.append(at_once(database, ending))):
            type_code(client, page, phone.code())

        own = select(SsoSession.id).where(SsoSession.account_id == person.id, SsoSession.ended_at.is_(None))
        assert database.rows(own) == ([] if done == [True] else [session.id])
        ended.append(done == [True])
    assert set(ended) == {False, True}
