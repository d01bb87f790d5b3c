"""An organization that is created with the first account, where the portal lets people do that."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.infrastructure.web.application import Application
from idp.organizations.active.models import LastOrganization
from idp.organizations.models import Membership, Organization
from idp.registration.models import Registration
from tests.factories.accounts import create_account
from tests.factories.invitations import create_invitation
from tests.factories.organizations import create_organization
from tests.factories.registration_pages import EMAIL, NEW_PASSWORD, open_link, register
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sign_in_pages import follow_local
from tests.provisioning.applications import ISSUER
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient, forms_of

MakeApp = Callable[..., Application]


def browser_at(make_app: MakeApp, setting: str) -> PageClient:
    return make_app(portals={"shop": {"organizations": {"with_registration": setting}}}).test_client()


@pytest.fixture
def required(make_app: MakeApp) -> PageClient:
    return browser_at(make_app, "required")


@pytest.fixture
def optional(make_app: MakeApp) -> PageClient:
    return browser_at(make_app, "optional")


@pytest.mark.parametrize(
    ("kind", "company", "name"),
    [("company", " Hafenwerk  GmbH ", "Hafenwerk GmbH"), ("private", "", "Grace Neu"), ("private", "X", "Grace Neu")],
)
def test_account_organization_and_membership_are_made_at_once(
    required: PageClient, database: Database, mailbox: Mailbox, kind: str, company: str, name: str
) -> None:
    """The person represents and administers it, and acts for it. Issue 10, item 2."""
    register(required, kind=kind, company=company)
    assert database.count(Organization) == 0

    required.submit(open_link(required, mailbox.only.link))

    account, made = database.one(select(Account)), database.one(select(Organization))
    assert (made.name, made.kind, made.representative_id) == (name, kind, account.id)
    own = database.one(select(Membership))
    assert (own.account_id, own.role, own.billing, own.expires_at) == (account.id, "administrator", True, None)
    last = database.one(select(LastOrganization))
    assert (last.account_id, last.portal, last.organization_id) == (account.id, "shop", made.id)


def test_the_waiting_application_learns_of_the_organization(
    required: PageClient, database: Database, mailbox: Mailbox
) -> None:
    """Issue 10, item 2."""
    rp = create_relying_party(database, required, scope="openid organization")
    register(
        required,
        path=rp.authorize(prompt="create", scope="openid organization").location,
        kind="company",
        company="Hafenwerk GmbH",
    )
    answer = follow_local(required, required.submit(open_link(required, mailbox.only.link)))

    tokens = rp.redeem(answer_of(answer)["code"]).get_json()

    claims = rp.userinfo(tokens["access_token"]).get_json()
    assert (claims["organization"]["name"], claims["groups"]) == ("Hafenwerk GmbH", ["administrator"])


def test_who_wants_none_gets_none(optional: PageClient, database: Database, mailbox: Mailbox) -> None:
    """That is the choice which nobody makes. Issue 10, item 2."""
    register(optional)
    optional.submit(open_link(optional, mailbox.only.link))

    assert (database.count(Account), database.count(Organization)) == (1, 0)


def test_who_wants_one_gets_one(optional: PageClient, database: Database, mailbox: Mailbox) -> None:
    """Issue 10, item 2."""
    register(optional, kind="company", company="Hafenwerk GmbH")
    optional.submit(open_link(optional, mailbox.only.link))

    assert database.one(select(Organization.name)) == "Hafenwerk GmbH"


@pytest.mark.threat(71)
@pytest.mark.parametrize("kind", ["company", "private"])
def test_where_the_portal_does_not_offer_it_a_forged_form_makes_none(
    client: PageClient, database: Database, mailbox: Mailbox, kind: str
) -> None:
    """Issue 10, item 2."""
    page = client.get("/register")
    fields = {**forms_of(page)[0].fields, "kind": kind, "company": "Hafenwerk GmbH"}
    entry = {"given_name": "Grace", "family_name": "Neu", "email": EMAIL, "password": NEW_PASSWORD}
    client.post("/register", data=fields | entry, headers={"Origin": ISSUER, "Sec-Fetch-Site": "same-origin"})
    client.submit(open_link(client, mailbox.only.link))

    assert (database.count(Account), database.count(Organization)) == (1, 0)


@pytest.mark.parametrize(
    ("kind", "company"),
    [("company", ""), ("company", "\u202e"), ("company", "x" * 201), ("company", "a\x1bb"), ("none", ""), ("", "")],
)
def test_what_is_no_organization_is_said_at_the_form(
    required: PageClient, database: Database, kind: str, company: str
) -> None:
    """Issue 10, item 2."""
    assert register(required, kind=kind, company=company).status_code == 422
    assert database.count(Registration) == 0


@pytest.mark.parametrize(
    ("sent", "kind", "company"),
    [
        ({"organization_kind": "private"}, "private", ""),
        ({"organization_kind": "company", "organization_name": " Hafenwerk GmbH "}, "company", "Hafenwerk GmbH"),
        ({"organization_name": "Hafenwerk GmbH"}, "none", "Hafenwerk GmbH"),
        ({"organization_kind": "guild", "organization_name": "x" * 201}, "none", ""),
        ({"organization_name": "a\u202eb"}, "none", ""),
        ({}, "none", ""),
    ],
)
def test_the_order_of_the_application_fills_in_the_form(
    optional: PageClient, database: Database, sent: dict[str, str], kind: str, company: str
) -> None:
    """What can't be used is passed over. Issue 10, item 2."""
    location = create_relying_party(database, optional).authorize(prompt="create", **sent).location
    fields = forms_of(optional.get(location))[0].fields

    assert (fields["kind"], fields["company"]) == (kind, company)


@pytest.mark.threat(74)
def test_the_person_has_the_last_word(required: PageClient, database: Database, mailbox: Mailbox) -> None:
    """What the application says of an organization is shown, escaped, and never taken. Issue 10, item 2."""
    sent = {"organization_kind": "company", "organization_name": "<b>Fremd</b>"}
    location = create_relying_party(database, required).authorize(prompt="create", **sent).location
    assert "<b>Fremd" not in required.get(location).text

    register(required, path=location, kind="private", company="")
    required.submit(open_link(required, mailbox.only.link))

    assert database.one(select(Organization.name)) == "Grace Neu"


@pytest.mark.threat(63)
def test_two_registrations_of_an_address_make_one_organization(
    required: PageClient, database: Database, mailbox: Mailbox
) -> None:
    """As two tabs, or a form that was sent twice. Issue 10, item 2."""
    for _ in range(2):
        register(required, kind="company", company="Hafenwerk GmbH")
    for mail in mailbox.mails:
        required.submit(open_link(required, mail.link))

    assert (database.count(Account), database.count(Organization), database.count(Membership)) == (1, 1, 1)


def test_an_address_that_has_an_account_gets_none(required: PageClient, database: Database, mailbox: Mailbox) -> None:
    """The account that is there is left as it is. Issue 10, item 2."""
    register(required, kind="company", company="Hafenwerk GmbH")
    create_account(database, email=EMAIL)
    required.submit(open_link(required, mailbox.only.link))

    assert database.count(Organization) == 0


@pytest.mark.threat(63)
def test_the_code_and_then_the_link_make_one_organization(
    required: PageClient, database: Database, mailbox: Mailbox
) -> None:
    """Issue 10, item 2."""
    page, link = register(required, kind="company", company="Hafenwerk GmbH"), mailbox.only.link
    open_page = open_link(required, link)

    required.submit(page, {"code": mailbox.only.code})
    required.submit(open_page)

    assert (database.count(Organization), database.count(Membership)) == (1, 1)


@pytest.mark.threat(70)
def test_who_was_invited_never_gets_a_new_organization(make_app: MakeApp, database: Database) -> None:
    """Also where everybody who registers creates one. The account acts for the one that invited. Issue 10, item 2."""
    app = make_app(portals={"shop": {"organizations": {"with_registration": "required"}}})
    inviting, browser = create_organization(database), app.test_client()
    page = browser.get(create_invitation(app, database, inviting, EMAIL), follow_redirects=True)
    assert "kind" not in forms_of(page)[0].fields

    browser.submit(page, {"given_name": "Grace", "family_name": "Neu", "password": NEW_PASSWORD})

    assert database.one(select(Organization.id)) == inviting.id
    assert database.one(select(Membership.role)) == "member"
    assert database.one(select(LastOrganization.organization_id)) == inviting.id
