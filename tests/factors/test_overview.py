"""The page of a person's second factors."""

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.factors.recovery_codes.models import RecoveryCode
from idp.factors.registry import get_factor
from idp.factors.totp.models import TotpSecret
from idp.infrastructure.database import transaction
from idp.organizations.models import Organization
from idp.sessions import SsoSession
from idp.sessions.models import RememberedSignIn
from tests.factories.accounts import create_account
from tests.factories.factors import MULTI, create_app_of, create_recovery_codes
from tests.factories.organizations import create_membership
from tests.factories.relying_parties import RelyingParty, create_relying_party
from tests.factories.sessions import create_session, sign_in
from tests.provisioning.crowd import all_at_once
from tests.provisioning.pages import forms_of

PAGE = "/account/security"
REMOVE = "/account/security/totp/remove"


def remove(client, item_id: str):
    """Send the removal form of the page with another id where it is not the one shown."""
    page = client.get(PAGE)
    return client.submit(page, {"id": item_id}, form=_removal(page))


def _removal(page) -> int:
    return next(number for number, form in enumerate(forms_of(page)) if form.action == REMOVE)


def test_every_kind_that_can_be_set_up_has_its_card(client, database, person):
    sign_in(client, database, person)

    page = client.get(PAGE)

    assert page.status_code == 200
    assert 'id="totp"' in page.text
    assert 'id="recovery_codes"' not in page.text
    assert 'id="mailed_codes"' not in page.text


def test_an_app_is_removed_and_its_owner_told(client, database, person, phone, mailbox):
    sign_in(client, database, person, **MULTI)

    answer = remove(client, phone.id)

    assert answer.location.startswith(PAGE)
    assert database.count(TotpSecret) == 0
    assert (mailbox.only.message, mailbox.only.recipient) == ("factor_removed", person.email)
    event = database.one(select(AuditEvent))
    assert (event.action, event.subject) == ("factor.removed", person.id)


def test_recovery_codes_go_with_the_last_factor(client, database, person, phone):
    create_recovery_codes(database, person)
    sign_in(client, database, person, **MULTI)

    remove(client, phone.id)

    assert database.count(RecoveryCode) == 0


def test_recovery_codes_stay_while_another_factor_is_there(app, client, database, person, phone):
    create_app_of(database, app.secret_box, person)
    create_recovery_codes(database, person)
    sign_in(client, database, person, **MULTI)

    remove(client, phone.id)

    assert database.count(RecoveryCode) == 10


@pytest.mark.threat(59)
def test_removing_asks_for_a_recent_sign_in(client, database, person, phone, clock):
    sign_in(client, database, person, **MULTI)
    page = client.get(PAGE)
    number = next(number for number, form in enumerate(forms_of(page)) if form.action == REMOVE)
    clock.shift(11 * 60)

    answer = client.submit(page, {"id": phone.id}, form=number)

    assert answer.location.endswith("/confirm")
    assert database.count(TotpSecret) == 1


@pytest.mark.threat(59)
def test_a_password_alone_removes_nothing(client, database, person, phone):
    session = sign_in(client, database, person, **MULTI)
    page = client.get(PAGE)
    database.change(session, amr=["pwd"], acr="1")

    assert client.submit(page, {"id": phone.id}, form=_removal(page)).location.startswith("/signin")
    assert database.count(TotpSecret) == 1


@pytest.mark.threat(59)
def test_somebody_elses_app_is_refused(app, client, database, person, phone):
    stranger = create_account(database)
    theirs = create_app_of(database, app.secret_box, stranger)
    sign_in(client, database, person, **MULTI)

    assert remove(client, theirs.id).status_code == 403
    assert database.count(TotpSecret) == 2


@pytest.mark.parametrize("demand", ["portal", "organization", "administrator"])
def test_the_last_factor_stays_where_one_is_demanded(make_app, database, person, phone, demand):
    portals = {"shop": {"second_factor": {"policy": "all"}}} if demand == "portal" else {}
    if demand != "portal":
        policy = "all" if demand == "organization" else "administrators"
        member = create_membership(database, person, role="administrator")
        organization = database.one(select(Organization).where(Organization.id == member.organization_id))
        database.change(organization, second_factor=policy)
    client = make_app(portals=portals).test_client()
    sign_in(client, database, person, **MULTI)

    answer = remove(client, phone.id)

    assert answer.status_code == 409
    assert database.count(TotpSecret) == 1


def test_of_two_factors_one_may_go_where_one_is_demanded(make_app, database, person, phone):
    app = make_app(portals={"shop": {"second_factor": {"policy": "all"}}})
    create_app_of(database, app.secret_box, person)
    client = app.test_client()
    sign_in(client, database, person, **MULTI)

    assert remove(client, phone.id).status_code == 303


def test_two_removals_at_once_leave_one_where_one_is_demanded(make_app, database, person, phone):
    app = make_app(portals={"shop": {"second_factor": {"policy": "all"}}})
    second = create_app_of(database, app.secret_box, person)
    # One session would end the other: both tabs belong to one browser.
    first = app.test_client()
    sign_in(first, database, person, **MULTI)
    page = first.get(PAGE)
    number = next(number for number, form in enumerate(forms_of(page)) if form.action == REMOVE)
    cookies = list(first._cookies.values())

    def tab(item_id: str) -> int:
        copy = app.test_client()
        for cookie in cookies:
            copy.set_cookie(cookie.key, cookie.value, domain="id.example.test", secure=True)
        return copy.submit(page, {"id": item_id}, form=number).status_code

    statuses = all_at_once([lambda: tab(phone.id), lambda: tab(second.id)])

    assert sorted(statuses) == [303, 409]
    assert database.count(TotpSecret) == 1


@pytest.mark.threat(35)
def test_what_was_opened_elsewhere_ends(app, client, database, person, phone, clock):
    elsewhere = app.test_client()
    sign_in(elsewhere, database, person, **MULTI)
    there = create_relying_party(database, elsewhere)
    lost = there.obtain_tokens()
    sign_in(client, database, person, **MULTI)
    kept = RelyingParty(there.registered, client, there.verifier).obtain_tokens()
    now = person.email_verified_at
    remembered = RememberedSignIn(
        account_id=person.id,
        portal="shop",
        token_hash="x",
        authenticated_at=now,
        amr=["pwd"],
        acr="1",
        expires_at=now.replace(year=2030),
    )
    database.save(remembered)

    remove(client, phone.id)

    assert elsewhere.get("/").location.startswith("/signin")
    assert there.userinfo(lost["access_token"]).status_code == 401
    assert client.get("/").status_code == 200
    assert there.userinfo(kept["access_token"]).status_code == 200
    assert database.one(select(RememberedSignIn.revoked_at)) is not None


def test_other_people_stay_signed_in(client, database, person, phone):
    other = create_session(database, create_account(database))
    sign_in(client, database, person, **MULTI)

    remove(client, phone.id)

    assert database.one(select(SsoSession.ended_at).where(SsoSession.id == other.id)) is None


@pytest.mark.threat(59)
def test_an_app_is_removed_for_its_owner_only(app, database, person, phone):
    stranger = create_account(database)
    with app.app_context(), transaction() as session:
        assert get_factor("totp").remove(session, stranger.id, phone.id) is None
    assert database.count(TotpSecret) == 1
