"""Who is invited and has no account walks the pages that the portal asks of invited people."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from idp.accounts.models import Account
from idp.admissions.models import AdmissionRecord
from idp.agreements.models import Agreement
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.web.browser_session import browser_hash
from idp.invitations.changing import withdraw
from idp.organizations.models import Membership
from idp.registration.invited import find_begun
from idp.registration.models import Registration
from idp.sessions.models import SsoSession
from tests.conftest import FROZEN_AT
from tests.factories.accounts import create_account
from tests.factories.activations import create_activation
from tests.factories.actors import operator
from tests.factories.admissions import create_admission
from tests.factories.invitations import create_invitation, invitation_of
from tests.factories.organizations import create_organization
from tests.factories.registration_pages import NEW_PASSWORD
from tests.factories.texts import texts

NEW = "neu@example.test"
NAME = {"given_name": "Grace", "family_name": "Neu", "profile_department": "Netze"}
PORTAL = {
    "texts": texts("terms", "privacy"),
    "registration": {
        "fields": {"department": {"label": {"de": "Abteilung", "en": "Department"}}},
        "invitation": [["name", "profile"], ["text_terms"], ["password", "agreements"]],
    },
}
PASSWORD = {"password": NEW_PASSWORD, "text_privacy": "y"}


@pytest.fixture
def app(make_app):
    return make_app(portals={"shop": PORTAL})


@pytest.fixture
def organization(database):
    return create_organization(database, "Hafenwerk GmbH")


@pytest.fixture
def link(app, database, organization):
    """An invitation to an address without an account."""
    return create_invitation(app, database, organization, NEW)


@pytest.fixture
def second(client, link):
    """The page after the name."""
    return client.submit(client.get(link, follow_redirects=True), NAME, follow_redirects=True)


@pytest.fixture
def third(client, second):
    """The last page."""
    return client.submit(second, {"text_terms": "y"}, follow_redirects=True)


def test_opening_the_link_tells_of_the_organization_and_stores_nothing(client, database, link):
    assert "Einladung von Hafenwerk GmbH" in client.get(link, follow_redirects=True).text
    assert database.count(Registration) == 0


def test_the_last_page_makes_account_membership_and_session_with_what_was_entered(client, database, third):
    assert (database.count(Account), database.count(Membership)) == (0, 0)

    done = client.submit(third, PASSWORD, follow_redirects=True)

    account = database.one(select(Account))
    assert (account.email, account.name, account.email_verified_at is not None) == (NEW, "Grace Neu", True)
    assert database.one(select(Membership)).account_id == account.id
    assert database.one(select(SsoSession)).account_id == account.id
    assert "Hafenwerk GmbH" in done.text
    admission = database.one(select(AdmissionRecord))
    assert (admission.profile, admission.evidence) == ({"department": "Netze"}, {"way": "invitation"})
    assert sorted(admission.texts_agreed) == ["privacy=1", "terms=1"]
    assert database.count(Agreement) == 2
    row = database.one(select(Registration))
    assert (row.state, row.account_id, row.password_hash) == ("completed", account.id, "")


def test_an_account_that_an_operator_has_created_keeps_its_id_and_gets_the_fields_of_the_portal(app, client, database):
    person = create_account(database, password=None, given_name="Grace", family_name="Hafen")
    first = client.get(create_activation(app, database, person), follow_redirects=True)
    assert 'value="Grace"' in first.text

    second = client.submit(first, {"family_name": "Neu", "profile_department": "Netze"}, follow_redirects=True)
    client.submit(client.submit(second, {"text_terms": "y"}, follow_redirects=True), PASSWORD)

    account = database.one(select(Account))
    assert (account.id, account.name) == (person.id, "Grace Neu")
    assert database.one(select(AdmissionRecord.profile)) == {"department": "Netze"}


def test_the_way_back_keeps_what_was_entered(client, third):
    assert "Schritt 3 von 3" in third.text
    first = client.get(third.request.path.replace("/page/3", "/page/1"))

    assert 'value="Grace"' in first.text
    assert 'value="Netze"' in first.text


def test_the_link_leads_on_in_the_browser_that_has_begun(client, link, second):
    assert client.get(link, follow_redirects=True).request.path == second.request.path


def test_another_browser_begins_anew_and_sees_nothing_of_what_was_entered(app, link, second):
    other = app.test_client()

    lost = other.get(second.request.path, follow_redirects=True)
    assert (lost.status_code, "Erneut registrieren" in lost.text) == (404, False)
    first = other.get(link, follow_redirects=True)
    assert first.request.path == "/register/invitation"
    assert "Grace" not in first.text


def test_of_two_browsers_that_answer_at_once_one_does(app, client, database, link, third):
    other = app.test_client()
    page = other.submit(other.get(link, follow_redirects=True), NAME | {"given_name": "Ole"}, follow_redirects=True)
    page = other.submit(page, {"text_terms": "y"}, follow_redirects=True)
    client.submit(third, PASSWORD)

    late = other.submit(page, PASSWORD, follow_redirects=True)

    assert (late.status_code, "Bereits beantwortet" in late.text) == (410, True)
    assert database.one(select(Account.given_name)) == "Grace"


@pytest.mark.parametrize(
    ("what", "said"),
    [("expired", "abgelaufen"), ("withdrawn", "Diese Einladung gilt nicht mehr"), ("used", "Bereits beantwortet")],
)
def test_an_invitation_that_has_ended_is_explained_on_each_page(
    app, client, database, clock, organization, third, what, said
):
    match what:
        case "expired":
            clock.shift(timedelta(days=8))
        case "withdrawn":
            with app.app_context(), transaction() as session:
                withdraw(session, organization.id, invitation_of(database, NEW).id, operator())
        case "used":
            client.submit(third, PASSWORD)
    accounts = database.count(Account)

    path = third.request.path
    for page in (client.get(path), client.get(path.replace("/page/3", "/page/1")), client.submit(third, PASSWORD)):
        assert (page.status_code, said in page.text) == (410, True)
    assert database.count(Account) == accounts


def test_an_account_that_was_made_meanwhile_is_left_alone(client, database, third):
    create_account(database, email=NEW, given_name="Ada")

    answer = client.submit(third, PASSWORD, follow_redirects=True)

    assert (answer.history[0].status_code, answer.request.path) == (303, "/invitation")
    assert (database.one(select(Account.given_name)), database.count(Membership)) == ("Ada", 0)


def test_a_password_of_the_name_of_an_earlier_page_is_refused(client, third):
    page = client.submit(third, {"password": "grace neu grace neu", "text_privacy": "y"})

    assert page.status_code == 422


def test_a_password_of_the_invited_address_is_refused_on_the_only_page(make_app, database):
    app = make_app()
    link = create_invitation(app, database, create_organization(database), "wilhelmine.hafen@example.test")
    client = app.test_client()
    entry = {"given_name": "Mira", "family_name": "Neu", "password": "wilhelmine.hafen"}

    assert client.submit(client.get(link, follow_redirects=True), entry).status_code == 422
    assert client.submit(client.get(link, follow_redirects=True), entry | {"password": NEW_PASSWORD}).status_code == 303


def test_the_rules_of_other_portals_of_the_account_hold_too(make_app, database):
    """The password is one for all of them."""
    app = make_app(portals={"forum": {"password": {"require_special": True}}})
    person, client = create_account(database, password=None), app.test_client()
    create_admission(database, person, "forum")

    page = client.get(create_activation(app, database, person), follow_redirects=True)

    assert client.submit(page, {"password": "zieglerLamperot77"}).status_code == 422
    assert client.submit(page, {"password": "ziegel-Lampe-rot-77"}).status_code == 303


def test_the_rules_of_the_inviting_portal_hold_beside_those_of_another_one(make_app, database):
    """Nor is the password made of the name of either."""
    forum, shop = {"name": "Grindofleh"}, {"password": {"require_special": True}}
    app = make_app(portals={"forum": forum, "shop": shop})
    person, client = create_account(database, password=None), app.test_client()
    create_admission(database, person, "forum")

    page = client.get(create_activation(app, database, person), follow_redirects=True)

    for refused in ("zieglerLamperot77", "grindofleh-grindofleh"):
        assert client.submit(page, {"password": refused}).status_code == 422
    assert client.submit(page, {"password": "ziegel-Lampe-rot-77"}).status_code == 303


@pytest.mark.parametrize(("minutes", "sessions"), [(5, 1), (24 * 60, 0)])
def test_a_password_that_was_typed_a_day_ago_signs_in_nobody(make_app, database, clock, minutes, sessions):
    """The password comes first here."""
    pages = {"registration": {"invitation": [["password"], ["name"]]}}
    app = make_app(portals={"shop": pages})
    client, link = app.test_client(), create_invitation(app, database, create_organization(database), NEW)
    page = client.submit(client.get(link, follow_redirects=True), {"password": NEW_PASSWORD}, follow_redirects=True)
    clock.shift(timedelta(minutes=minutes))

    client.submit(page, {"given_name": "Grace", "family_name": "Neu"}, follow_redirects=True)

    assert (database.count(Account), database.count(SsoSession)) == (1, sessions)


def test_what_another_tab_has_changed_is_not_overwritten(client, database, third):
    with database.transaction() as session:
        session.execute(update(Registration).values(pages_done=0))

    assert client.submit(third, PASSWORD).status_code == 303
    assert database.count(Account) == 0


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("change", "is_found"),
    [
        ({}, True),
        ({"invitation_link_id": "lnk_2"}, False),
        ({"browser_hash": "another"}, False),
        ({"state": "completed"}, False),
        ({"expires_at": FROZEN_AT}, False),
        ({"is_of_account": True}, False),
    ],
)
def test_what_was_begun_behind_the_link_is_found_in_its_browser(app, database, change, is_found):
    with app.test_request_context(base_url=app.settings.issuer):
        given = {"browser_hash": browser_hash(), "portal": "shop", "email": NEW, "language": "de"}
        given |= {"invitation_link_id": "lnk_1", "state": "approved", "expires_at": FROZEN_AT + timedelta(seconds=1)}
        row = Registration(**given | change)
        database.save(row)
        found = find_begun("lnk_1")
    assert (found.id if found else None) == (row.id if is_found else None)


def test_of_several_that_were_begun_behind_the_link_the_latest_goes_on(app, database):
    with app.test_request_context(base_url=app.settings.issuer):
        given = {"browser_hash": browser_hash(), "portal": "shop", "email": NEW, "language": "de", "state": "approved"}
        given |= {"invitation_link_id": "lnk_1", "expires_at": current_time() + timedelta(hours=1)}
        rows = [Registration(**given, created_at=FROZEN_AT + timedelta(seconds=at)) for at in (0, 2, 1)]
        for row in rows:
            database.save(row)
        assert find_begun("lnk_1").id == rows[1].id
