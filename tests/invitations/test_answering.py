"""What the page behind an invitation does, for people with and without an account."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from idp.accounts.creation import NewPerson
from idp.accounts.models import Account, EmailChange
from idp.admissions.models import AdmissionRecord
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink
from idp.infrastructure.web.application import Application
from idp.invitations.answering import accept, decline
from idp.invitations.changing import correct_address, withdraw
from idp.invitations.models import Invitation
from idp.invitations.new_person import JourneyEntries, accept_as_new_person
from idp.invitations.opening import note_opened
from idp.organizations.active.choice import find_chosen
from idp.organizations.entitlements.at_portals import give_product, take_product
from idp.organizations.entitlements.models import MembershipProduct
from idp.organizations.models import MemberRole, Membership, Organization
from idp.protocol.admission import CompletedJourney
from idp.sessions.models import SsoSession
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.actors import operator, person_actor
from tests.factories.invitations import create_invitation, find_link_id, invitation_of, invite_addresses, invited_link
from tests.factories.organizations import create_organization, join
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import create_session, sign_in, sign_in_beside
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of
from tests.security.racing import race

NEW = "neu@example.test"
PERSON = {"given_name": "Grace", "family_name": "Neu", "password": "vier Enten im Regenfass"}
ACCEPT, DECLINE = {"accept": "yes"}, {"decline": "yes"}


@pytest.fixture
def organization(database: Database) -> Organization:
    return create_organization(database, "Hafenwerk GmbH")


@pytest.fixture
def account(database: Database) -> Account:
    return create_account(database, language="en")


@pytest.fixture
def link(app: Application, database: Database, organization: Organization) -> str:
    """An invitation to an address without an account."""
    return create_invitation(app, database, organization, NEW)


@pytest.fixture
def known_link(app: Application, database: Database, organization: Organization, account: Account) -> str:
    """An invitation to the address of an account."""
    return create_invitation(app, database, organization, account.email)


def accept_known(client: PageClient, link: str) -> None:
    """Accept as whom the browser has signed in."""
    client.submit(client.get(link, follow_redirects=True), ACCEPT)


def test_a_person_without_an_account_gets_account_membership_and_session_at_once(
    client: PageClient, database: Database, organization: Organization, link: str
) -> None:
    page = client.submit(client.get(link, follow_redirects=True), PERSON, follow_redirects=True)

    account = database.one(select(Account))
    assert (account.email, account.name) == (NEW, "Grace Neu")
    assert account.email_verified_at is not None
    assert database.one(select(Membership)).organization_id == organization.id
    assert database.one(select(AdmissionRecord.portal)) == "shop"
    assert database.one(select(SsoSession)).account_id == account.id
    assert (page.request.path, page.status_code) == (f"/invitation/accepted/{invitation_of(database, NEW).id}", 200)
    assert "Hafenwerk GmbH" in page.text


def test_the_page_names_the_inviter_but_no_operator(
    client: PageClient, database: Database, organization: Organization, account: Account, link: str
) -> None:
    assert (
        "Sie sind eingeladen, Beispiel-Shop für Hafenwerk GmbH zu nutzen."
        in client.get(link, follow_redirects=True).text
    )

    database.change(invitation_of(database, NEW), inviter_id=account.id)

    assert f"Sie wurden von {account.name} eingeladen" in client.get(link, follow_redirects=True).text


def test_no_organization_is_made(client: PageClient, database: Database, link: str) -> None:
    client.submit(client.get(link, follow_redirects=True), PERSON)

    assert database.count(Organization) == 1


def test_the_portal_may_lead_to_its_sign_in_instead(make_app, database: Database) -> None:  # type: ignore[no-untyped-def]
    """Portal A: the link asks for data and a password, and leads to the sign-in with the address filled in."""
    app = make_app(portals={"shop": {"registration": {"after_invitation": "sign_in_page"}}})
    link = create_invitation(app, database, create_organization(database), NEW)
    client = app.test_client()

    page = client.submit(client.get(link, follow_redirects=True), PERSON, follow_redirects=True)

    assert database.count(SsoSession) == 0
    assert forms_of(page)[0].fields["email"] == NEW


def test_an_account_accepts_and_keeps_what_it_is(
    client: PageClient, database: Database, organization: Organization, account: Account, known_link: str
) -> None:
    sign_in(client, database, account)
    page = client.get(known_link, follow_redirects=True)

    assert client.submit(page, ACCEPT).status_code == 303
    assert database.one(select(Membership)).account_id == account.id
    assert database.count(Account) == 1
    invitation = invitation_of(database, account.email)
    assert (invitation.state, invitation.account_id) == ("accepted", account.id)


@pytest.mark.threat(95)
def test_who_accepts_goes_on_by_a_new_request_of_the_application(
    client: PageClient, database: Database, account: Account, known_link: str
) -> None:
    """Whatever the browser had begun before the invitation was answered."""
    login = "https://shop.example.test/login"
    create_relying_party(database, client, initiate_login_uri=login).authorize(prompt="login")
    sign_in(client, database, account)
    page = client.get(known_link, follow_redirects=True)

    assert client.submit(page, ACCEPT).location == f"{login}?iss=https%3A%2F%2Fid.example.test"


def test_the_session_acts_for_the_organization_from_then_on(
    client: PageClient, database: Database, organization: Organization, account: Account, known_link: str
) -> None:
    """At the portal of the invitation, also where the account has other organizations."""
    join(database, create_organization(database, "Andere GmbH"), account)
    session_id = sign_in(client, database, account).id

    accept_known(client, known_link)

    with client.application.app_context():
        assert find_chosen(session_id, "shop") == organization.id


def test_an_account_declines(client: PageClient, database: Database, account: Account, known_link: str) -> None:
    sign_in(client, database, account)

    page = client.submit(client.get(known_link, follow_redirects=True), DECLINE)

    assert page.status_code == 200
    assert invitation_of(database, account.email).state == "declined"
    assert database.count(Membership) == 0


def test_an_address_with_an_account_is_led_to_its_sign_in_and_back(
    client: PageClient, database: Database, account: Account, known_link: str
) -> None:
    page = client.get(known_link, follow_redirects=True)
    start = client.get(page.text.partition('class="btn btn-primary" href="')[2].partition('"')[0].replace("&amp;", "&"))

    answer = client.get(start.location)
    assert account.email in answer.text
    number = next(number for number, form in enumerate(forms_of(answer)) if "password" in form.fields)
    answer = client.submit(answer, {"password": PASSWORD}, form=number, follow_redirects=True)
    assert answer.request.path == "/invitation"
    client.submit(answer, ACCEPT)
    assert database.one(select(Membership)).account_id == account.id


@pytest.mark.threat(70)
@pytest.mark.parametrize("answer", [ACCEPT, DECLINE])
def test_another_account_answers_nothing(
    client: PageClient, database: Database, account: Account, known_link: str, answer: dict[str, str]
) -> None:
    """A forwarded link; and a form that was opened before the account was switched."""
    sign_in(client, database, account)
    page = client.get(known_link, follow_redirects=True)
    sign_in(client, database, create_account(database))

    refused = client.submit(page, answer)

    assert refused.status_code == 403
    assert account.email in refused.text
    assert database.count(Membership) == 0
    assert invitation_of(database, account.email).is_open


def test_an_account_that_is_signed_in_beside_is_switched_to(
    client: PageClient, database: Database, account: Account, known_link: str
) -> None:
    sign_in(client, database, create_account(database))
    sign_in_beside(client, database, account)
    page = client.get(known_link, follow_redirects=True)
    number = next(number for number, form in enumerate(forms_of(page)) if form.action == "/account/switch")
    page = client.submit(page, form=number, follow_redirects=True)

    client.submit(page, ACCEPT)

    assert database.one(select(Membership)).account_id == account.id


@pytest.mark.threat(70)
@pytest.mark.parametrize("field", ["email", "organization_id", "role", "billing", "portal"])
def test_what_was_offered_can_not_be_edited(
    client: PageClient, database: Database, organization: Organization, link: str, field: str
) -> None:
    other = create_organization(database, "Andere GmbH")
    page = client.get(link, follow_redirects=True)
    forged = {"email": "x@example.test", "organization_id": other.id, "role": "administrator", "billing": "yes"}
    form = forms_of(page)[0]

    data = form.fields | PERSON | {field: forged.get(field, "werkbank")}
    client.post("/register/invitation", data=data, headers=same_site(client))

    membership = database.one(select(Membership))
    assert (membership.organization_id, membership.role, membership.billing) == (organization.id, "member", False)
    assert database.one(select(Account)).email == NEW


def same_site(client: PageClient) -> dict[str, str]:
    return {"Origin": client.application.settings.issuer, "Sec-Fetch-Site": "same-origin"}


@pytest.mark.threat(70)
def test_it_is_accepted_once(app: Application, client: PageClient, database: Database, link: str) -> None:
    page, other = client.get(link, follow_redirects=True), app.test_client()
    second = other.get(link, follow_redirects=True)
    client.submit(page, PERSON)

    assert other.submit(second, PERSON | {"given_name": "Mallory"}).status_code == 410
    assert other.get(link, follow_redirects=True).status_code == 410
    assert database.one(select(Account)).given_name == "Grace"
    assert database.count(Membership) == 1


def test_an_account_that_was_made_meanwhile_accepts_signed_in(
    client: PageClient, database: Database, link: str
) -> None:
    page = client.get(link, follow_redirects=True)
    account = create_account(database, email=NEW, language="en")

    answer = client.submit(page, PERSON, follow_redirects=True)

    assert (answer.request.path, "Anmelden und antworten" in answer.text) == ("/invitation", True)
    assert database.count(Membership) == 0
    sign_in(client, database, account)
    accept_known(client, link)
    assert database.one(select(Membership)).account_id == account.id


def test_a_member_keeps_the_right_that_it_has(
    client: PageClient, database: Database, organization: Organization, account: Account, known_link: str
) -> None:
    join(database, organization, account, role="administrator")
    sign_in(client, database, account)

    accept_known(client, known_link)

    assert database.one(select(Membership)).role == "administrator"
    assert invitation_of(database, account.email).state == "accepted"


def test_a_membership_that_has_ended_is_given_anew(
    client: PageClient, database: Database, organization: Organization, account: Account, known_link: str
) -> None:
    join(database, organization, account, expires_at=current_time() - timedelta(days=1))
    sign_in(client, database, account)

    accept_known(client, known_link)

    assert database.one(select(Membership)).expires_at is None


def test_products_are_those_that_were_offered_and_are_still_there(
    app: Application, client: PageClient, database: Database, organization: Organization, account: Account
) -> None:
    with app.app_context(), transaction() as session:
        for product in ("mail", "web", "shop"):
            give_product(session, organization.id, "shop", product, product.title(), operator())
    invite_addresses(app, organization, account.email, products=("mail", "web"))
    with app.app_context(), transaction() as session:
        take_product(session, organization.id, "shop", "web", operator())
    sign_in(client, database, account)

    accept_known(client, invited_link(app, database, account.email))

    assert database.count(MembershipProduct) == 1


def test_an_administrator_needs_no_products(
    app: Application, client: PageClient, database: Database, organization: Organization, account: Account
) -> None:
    invite_addresses(app, organization, account.email, role=MemberRole.ADMINISTRATOR, billing=True)
    sign_in(client, database, account)

    accept_known(client, invited_link(app, database, account.email))

    membership = database.one(select(Membership))
    assert (membership.role, membership.billing) == ("administrator", True)


def test_a_withdrawn_invitation_is_explained(
    app: Application, client: PageClient, database: Database, organization: Organization, link: str
) -> None:
    page = client.get(link, follow_redirects=True)
    with app.app_context(), transaction() as session:
        withdraw(session, organization.id, invitation_of(database, NEW).id, operator())

    assert client.submit(page, PERSON).status_code == 410
    assert client.get(link, follow_redirects=True).status_code == 410
    assert database.count(Account) == 0


@pytest.mark.threat(70)
def test_the_link_to_a_wrong_address_is_void_once_it_was_corrected(
    app: Application, client: PageClient, database: Database, organization: Organization, link: str
) -> None:
    page = client.get(link, follow_redirects=True)
    with app.app_context(), transaction() as session:
        correct_address(session, organization.id, invitation_of(database, NEW).id, "richtig@example.test", operator())

    assert client.submit(page, PERSON).status_code == 410
    assert client.get(link, follow_redirects=True).status_code == 410
    newer = invited_link(app, database, "richtig@example.test")
    client.submit(client.get(newer, follow_redirects=True), PERSON)
    assert database.one(select(Account)).email == "richtig@example.test"


def test_an_expired_invitation_is_explained(client: PageClient, database: Database, link: str) -> None:
    database.change(database.one(select(OneTimeLink)), expires_at=current_time() - timedelta(seconds=1))

    assert client.get(link, follow_redirects=True).status_code == 410


def test_a_deleted_organization_is_explained(
    client: PageClient, database: Database, organization: Organization, link: str
) -> None:
    page = client.get(link, follow_redirects=True)
    with database.transaction() as session:
        session.execute(delete(Organization).where(Organization.id == organization.id))

    assert client.submit(page, PERSON).status_code == 404
    assert database.count(Account) == 0


@pytest.mark.threat(77)
@pytest.mark.threat(94)
def test_opening_changes_nothing_but_the_note_that_it_was_opened(
    client: PageClient, database: Database, account: Account, known_link: str
) -> None:
    """A program that opens links, and one that sends the forms it finds without being signed in."""
    client.head(known_link)
    page = client.get(known_link, follow_redirects=True)
    for number in range(len(forms_of(page))):
        client.submit(page, form=number)

    assert invitation_of(database, account.email).state == "opened"
    assert database.one(select(OneTimeLink.state)) == "open"
    assert database.count(Membership) == 0


@pytest.mark.threat(94)
def test_a_robot_that_presses_the_button_of_a_new_person_makes_nothing(
    client: PageClient, database: Database, link: str
) -> None:
    page = client.get(link, follow_redirects=True)

    assert client.submit(page).status_code == 422
    assert database.count(Account) == database.count(Membership) == 0
    assert database.one(select(Invitation)).is_open


@pytest.mark.threat(72)
def test_who_accepted_is_the_only_reader_of_the_page_that_says_so(
    app: Application, client: PageClient, database: Database, account: Account, known_link: str
) -> None:
    sign_in(client, database, account)
    accept_known(client, known_link)
    address = f"/invitation/accepted/{invitation_of(database, account.email).id}"
    stranger = app.test_client()
    sign_in(stranger, database, create_account(database))

    assert client.get(address).status_code == 200
    assert stranger.get(address).status_code == 404


def test_an_address_that_was_never_proved_is_proved_by_the_link_and_the_session(
    client: PageClient, app: Application, database: Database, organization: Organization
) -> None:
    account = create_account(database, email_verified_at=None)
    sign_in(client, database, account)

    accept_known(client, create_invitation(app, database, organization, account.email))

    assert database.one(select(Account)).email_verified_at is not None


@pytest.mark.threat(70)
@pytest.mark.parametrize("answer", [accept, decline])
def test_the_service_itself_refuses_another_account(  # type: ignore[no-untyped-def]
    app: Application, database: Database, account: Account, known_link: str, answer
) -> None:
    """Whatever page calls it; the link stays open for whom it was sent to."""
    token, other = known_link.rpartition("/")[2], create_account(database)
    for who, expected in ((other, LinkProblem.UNKNOWN), (account, None)):
        actor = person_actor(who.id, create_session(database, who).id)
        with app.app_context(), transaction() as session:
            found = answer(session, token, who.id, actor)
        assert (found if isinstance(found, LinkProblem) else None) is expected


@pytest.mark.threat(70)
@pytest.mark.parametrize("how", ["recovery address", "address to come"])
def test_an_account_that_only_has_to_do_with_the_invited_address_does_not_accept(
    client: PageClient, database: Database, account: Account, link: str, how: str
) -> None:
    """The invited address is no account's own: a new person is asked for, whoever is signed in. Issue 10."""
    if how == "recovery address":
        database.change(account, recovery_email=NEW, recovery_email_verified_at=current_time())
    else:
        values = {"kind": "email", "old_email": account.email, "new_email": NEW}
        expires_at = current_time() + timedelta(days=1)
        database.save(EmailChange(account_id=account.id, expires_at=expires_at, **values))
    sign_in(client, database, account)

    page = client.get(link, follow_redirects=True)

    assert "password" in forms_of(page)[0].fields
    assert "accept" not in dict(forms_of(page)[0].buttons)
    client.submit(page, PERSON)
    assert database.rows(select(Membership.account_id).where(Membership.account_id == account.id)) == []


@pytest.mark.threat(70)
def test_of_two_that_accept_at_once_one_membership_comes(
    app: Application, database: Database, account: Account, known_link: str
) -> None:
    token, session_id = known_link.rpartition("/")[2], create_session(database, account).id

    def act(_number: int) -> bool:
        with app.app_context(), transaction() as session:
            return isinstance(accept(session, token, account.id, person_actor(account.id, session_id)), LinkProblem)

    assert sorted(race(2, act)) == [False, True]
    assert database.count(Membership) == 1


def new_person(email: str = NEW) -> NewPerson:
    return NewPerson(email=email, given_name="Grace", family_name="Neu", language="en", password_hash="-")


@pytest.mark.threat(70)
def test_a_new_person_of_another_address_than_the_invited_one_is_refused(
    app: Application, database: Database, link: str
) -> None:
    """Whatever page calls it; the link stays open for whom it was sent to."""
    with app.app_context(), transaction() as session:
        person = new_person("mallory@example.test")
        assert accept_as_new_person(session, find_link_id(session, link), person, person_actor()) is None
    assert database.count(Account) == 0

    with app.app_context(), transaction() as session:
        link_id = find_link_id(session, link)
        assert isinstance(accept_as_new_person(session, link_id, new_person(), person_actor()), Invitation)


def test_the_admission_keeps_how_it_came_and_what_was_agreed_to(
    app: Application, database: Database, organization: Organization, link: str
) -> None:
    """At the portal of the invitation, wherever it is answered."""
    journey = CompletedJourney(2, {"terms": {"version": "2026"}})
    with app.app_context(), transaction() as session:
        elsewhere = replace(person_actor(), portal="forum")
        entered = JourneyEntries(journey=journey, profile={})
        accept_as_new_person(session, find_link_id(session, link), new_person(), elsewhere, entered)

    admission = database.one(select(AdmissionRecord))
    assert (admission.portal, admission.journey_version) == ("shop", 2)
    assert (admission.evidence, admission.terms_accepted) == ({"way": "invitation"}, {"terms": {"version": "2026"}})
    event = database.one(select(AuditEvent).where(AuditEvent.action == "invitation.accepted"))
    invitation = invitation_of(database, NEW)
    assert (event.portal, event.actor_id, event.subject) == ("shop", invitation.account_id, invitation.account_id)
    assert (event.organization_id, event.details) == (organization.id, {"invitation": invitation.id})
    created = database.one(select(AuditEvent).where(AuditEvent.action == "account.created"))
    assert (created.portal, created.actor_id) == ("shop", invitation.account_id)
    joined = database.one(select(AuditEvent).where(AuditEvent.action == "membership.added"))
    assert (joined.portal, joined.actor_id) == ("shop", invitation.account_id)


@pytest.mark.parametrize("state", ["accepted", "declined", "withdrawn"])
def test_only_this_invitation_is_noted_as_opened_and_only_while_it_waits(
    app: Application, database: Database, organization: Organization, link: str, state: str
) -> None:
    invite_addresses(app, organization, "other@example.test")
    ended, waiting = invitation_of(database, "other@example.test"), invitation_of(database, NEW)
    with database.engine.begin() as connection:
        note_opened(connection, waiting.id)
    assert [invitation_of(database, email).state for email in (NEW, ended.email)] == ["opened", "sent"]

    database.change(ended, state=state, ended_at=current_time())
    with database.engine.begin() as connection:
        note_opened(connection, ended.id)
    assert invitation_of(database, ended.email).state == state


def test_who_accepts_represents_an_organization_that_no_account_represents(
    app: Application, client: PageClient, database: Database, organization: Organization
) -> None:
    """Issue 10, item 2: an application has created it and named its administrator. The page says so before."""
    for email in (NEW, "next@example.test"):
        invite_addresses(app, organization, email, role=MemberRole.ADMINISTRATOR, represents=True)
    said = "dass Sie Hafenwerk GmbH vertreten dürfen"

    page = client.get(invited_link(app, database, NEW), follow_redirects=True)
    assert said in page.text
    client.submit(page, PERSON)

    first = database.one(select(Account))
    assert database.one(select(Organization)).representative_id == first.id
    assert database.one(select(Membership)).role == "administrator"
    actions = database.rows(select(AuditEvent.action).where(AuditEvent.organization_id == organization.id))
    assert "membership.representative_appointed" in actions

    second = app.test_client()
    assert isinstance(second, PageClient)
    page = second.get(invited_link(app, database, "next@example.test"), follow_redirects=True)
    assert said not in page.text
    second.submit(page, PERSON)
    assert database.one(select(Organization)).representative_id == first.id
    assert database.rows(select(Membership.role)) == ["administrator"] * 2


def test_who_accepts_represents_nothing_where_that_was_not_offered(
    app: Application, client: PageClient, database: Database, organization: Organization
) -> None:
    invite_addresses(app, organization, NEW, role=MemberRole.ADMINISTRATOR)

    client.submit(client.get(invited_link(app, database, NEW), follow_redirects=True), PERSON)

    assert database.one(select(Organization)).representative_id is None


def test_an_account_that_is_about_to_be_deleted_represents_nothing(
    app: Application, client: PageClient, database: Database, organization: Organization, account: Account
) -> None:
    invite_addresses(app, organization, account.email, role=MemberRole.ADMINISTRATOR, represents=True)
    with database.transaction() as session:
        session.get_one(Account, account.id).delete_after = current_time() + timedelta(days=30)
    sign_in(client, database, account)

    accept_known(client, invited_link(app, database, account.email))

    assert database.one(select(Membership)).account_id == account.id
    assert database.one(select(Organization)).representative_id is None
