"""The pages on which administrators invite people and see what became of it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.invitations.models import Invitation
from idp.mail.models import OutboxMail
from idp.organizations.entitlements.models import OrganizationProduct
from idp.organizations.models import Membership, Organization
from tests.factories.accounts import create_account
from tests.factories.invitations import invitation_of, invite_addresses, invited_link
from tests.factories.organizations import create_organization, join
from tests.factories.registration_pages import NEW_PASSWORD
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of

NEW = "neu@example.test"


@pytest.fixture
def organization(database: Database) -> Organization:
    return create_organization(database, "Hafenwerk GmbH")


@pytest.fixture
def administrator(client: PageClient, database: Database, organization: Organization) -> Account:
    """Signed in."""
    account = create_account(database, language="en", given_name="Ada", family_name="Beispiel")
    join(database, organization, account, role="administrator")
    sign_in(client, database, account)
    return account


@pytest.fixture
def pages(administrator: Account, organization: Organization) -> str:
    """The path of the invitations, for a browser in which an administrator is signed in."""
    return f"/organizations/{organization.id}/invitations"


def entry_form(page) -> int:  # type: ignore[no-untyped-def]
    """The number of the page's form with entries."""
    return next(number for number, part in enumerate(page.text.split("<form")[1:]) if 'id="entry"' in part[:200])


def submit(client: PageClient, page, values: dict[str, str]):  # type: ignore[no-untyped-def]
    return client.submit(page, values, form=entry_form(page))


def test_the_wizard_invites_a_list_in_three_steps(
    client: PageClient, database: Database, administrator: Account, organization: Organization, pages: str
) -> None:
    for product in ("mail", "web"):
        database.save(
            OrganizationProduct(organization_id=organization.id, portal="shop", product=product, name=product.title())
        )
    page = client.get(f"{pages}/new")
    page = submit(client, page, {"addresses": f"Neu <{NEW}>\nzwei@example.test", "step": "2"})
    page = submit(client, page, {"role": "member", "products": "web", "billing": "y", "step": "3"})
    assert "Web" in page.text
    page = submit(client, page, {"invitation_language": "de", "step": "4"})

    assert page.status_code == 200
    assert "2 invitations sent" in page.text
    assert "Einladung von Hafenwerk GmbH" in page.text
    invitation = invitation_of(database, NEW)
    assert (invitation.role, invitation.billing, invitation.products) == ("member", True, ("web",))
    assert (invitation.language, invitation.portal, invitation.inviter_id) == ("de", "shop", administrator.id)
    assert database.count(OutboxMail) == 2


def test_a_wrong_list_is_explained_before_the_next_step(client: PageClient, database: Database, pages: str) -> None:
    page = submit(client, client.get(f"{pages}/new"), {"addresses": f"{NEW}\nnobody", "step": "2"})

    assert page.status_code == 422
    assert "Not an e-mail address: nobody" in page.text
    assert NEW in page.text


def test_going_back_loses_nothing(client: PageClient, pages: str) -> None:
    page = submit(client, client.get(f"{pages}/new"), {"addresses": NEW, "step": "2"})
    page = submit(client, page, {"role": "administrator", "step": "3"})
    page = submit(client, page, {"step": "2"})
    assert forms_of(page)[entry_form(page)].fields["role"] == "administrator"

    page = submit(client, page, {"step": "1"})
    assert NEW in forms_of(page)[entry_form(page)].fields["addresses"]


def test_a_last_step_without_the_first_leads_there(client: PageClient, database: Database, pages: str) -> None:
    page = client.get(f"{pages}/new")
    page = submit(client, page, {"addresses": "", "step": "2"})

    assert page.status_code == 422
    assert database.count(Invitation) == 0


def test_sending_asks_for_a_recent_sign_in(client: PageClient, database: Database, clock, pages: str) -> None:  # type: ignore[no-untyped-def]
    page = submit(client, client.get(f"{pages}/new"), {"addresses": NEW, "step": "2"})
    page = submit(client, page, {"role": "member", "step": "3"})
    clock.shift(11 * 60)

    answer = submit(client, page, {"step": "4"})

    assert answer.status_code == 303
    assert "/confirm" in answer.location
    assert database.count(Invitation) == 0


def test_the_list_shows_what_became_of_each(
    app: Application, client: PageClient, database: Database, organization: Organization, pages: str
) -> None:
    invite_addresses(app, organization, f"{NEW}, anderer@example.test")
    with database.transaction() as session:
        session.execute(update(OutboxMail).where(OutboxMail.recipient == NEW).values(state="failed"))

    assert "not delivered" in client.get(pages).text
    assert "being sent" in client.get(pages).text
    assert "anderer" not in client.get(f"{pages}?q=NEU").text


@pytest.mark.parametrize(("state", "words"), [("bounced", "bounced"), ("suppressed", "not sent")])
def test_an_invitation_that_came_back_is_told_apart(
    app: Application,
    client: PageClient,
    database: Database,
    organization: Organization,
    pages: str,
    state: str,
    words: str,
) -> None:
    invite_addresses(app, organization, NEW)
    with database.transaction() as session:
        session.execute(update(OutboxMail).where(OutboxMail.recipient == NEW).values(state=state))

    assert words in client.get(pages).text


def test_one_click_sends_again(
    app: Application, client: PageClient, database: Database, organization: Organization, pages: str
) -> None:
    invite_addresses(app, organization, NEW)
    page = client.get(pages)
    number = next(number for number, form in enumerate(forms_of(page)) if form.action.endswith("/resend"))

    page = client.submit(page, form=number, follow_redirects=True)

    assert "sent again" in page.text
    assert database.count(OutboxMail) == 2


def test_an_address_is_corrected_and_an_invitation_withdrawn(
    app: Application, client: PageClient, database: Database, organization: Organization, pages: str
) -> None:
    invite_addresses(app, organization, "falsch@example.test")
    invitation = invitation_of(database, "falsch@example.test")
    page = client.get(f"{pages}/{invitation.id}")
    wrong = submit(client, page, {"address": "nobody"})
    assert wrong.status_code == 422

    page = client.submit(wrong, {"address": NEW}, form=entry_form(wrong), follow_redirects=True)
    assert "new address" in page.text

    page = client.get(f"{pages}/{invitation.id}")
    number = next(number for number, form in enumerate(forms_of(page)) if form.action.endswith("/withdraw"))
    client.submit(page, form=number)
    assert invitation_of(database, NEW).state == "withdrawn"
    assert "Send again" not in client.get(f"{pages}/{invitation.id}").text


def test_an_organization_sends_no_more_than_its_limit(make_app, database: Database) -> None:  # type: ignore[no-untyped-def]
    app = make_app(throttle={"invitations_per_organization": 1})
    organization = create_organization(database)
    account = create_account(database, language="en")
    join(database, organization, account, role="administrator")
    client = app.test_client()
    sign_in(client, database, account)
    pages = f"/organizations/{organization.id}/invitations"
    page = submit(client, client.get(f"{pages}/new"), {"addresses": f"{NEW}\nzwei@example.test", "step": "2"})
    page = submit(client, submit(client, page, {"role": "member", "step": "3"}), {"step": "4"})

    assert database.rows(select(Invitation.email)) == [NEW]
    assert "too many invitations" in page.text


@pytest.mark.threat(73)
@pytest.mark.parametrize("member", [False, True])
def test_nothing_is_seen_or_changed_by_others(
    app: Application, client: PageClient, database: Database, organization: Organization, pages: str, member: bool
) -> None:
    """To an administrator of another organization, under that one's address too; and to a plain member (threat 71)."""
    invite_addresses(app, organization, NEW)
    invitation = invitation_of(database, NEW)
    paths = [pages, f"{pages}/new", f"{pages}/{invitation.id}"]
    actions = [f"{pages}/{invitation.id}/{action}" for action in ("resend", "address", "withdraw")]
    form = forms_of(client.get(paths[1]))[0].fields
    account = create_account(database)
    own = create_organization(database, "Andere GmbH")
    join(database, own, account, role="administrator")
    if member:
        join(database, organization, account)
    sign_in(client, database, account)
    foreign = f"/organizations/{own.id}/invitations/{invitation.id}"
    expected = 403 if member else 404
    token = forms_of(client.get(f"/organizations/{own.id}/invitations/new"))[0].fields["csrf_token"]
    body = form | {"csrf_token": token, "address": "x@example.test"}
    headers = {"Origin": app.settings.issuer, "Sec-Fetch-Site": "same-origin"}

    assert [client.get(path).status_code for path in paths] == [expected] * 3
    assert [client.post(path, data=body, headers=headers).status_code for path in actions] == [expected] * 3
    assert client.get(foreign).status_code == 404
    answers = [
        client.post(f"{foreign}/{action}", data=body, headers=headers).status_code for action in ("resend", "withdraw")
    ]
    assert answers == [404, 404]
    after = invitation_of(database, NEW)
    assert (after.state, after.email) == ("sent", NEW)
    assert database.count(OutboxMail) == 1


def test_the_membership_of_an_invitation_may_end_by_itself(
    client: PageClient, app: Application, database: Database, pages: str
) -> None:
    """Who is invited reads when, and the invitation does not outlast it. Issue 10, item 1."""
    last_day = current_time().date() + timedelta(days=3)
    page = submit(client, client.get(f"{pages}/new"), {"addresses": NEW, "step": "2"})
    page = submit(client, page, {"last_day": last_day.isoformat(), "step": "3"})
    assert "Membership until" in page.text
    submit(client, page, {"invitation_language": "en", "step": "4"})

    invitation = invitation_of(database, NEW)
    ends = invitation.membership_expires_at
    assert ends is not None
    assert ends.astimezone(ZoneInfo("Europe/Berlin")).isoformat()[:16] == f"{last_day + timedelta(days=1)}T00:00"
    assert invitation.expires_at == ends
    browser = app.test_client()
    page = browser.get(invited_link(app, database, NEW), follow_redirects=True)
    assert "Mitgliedschaft bis" in page.text
    browser.submit(page, {"given_name": "Nele", "family_name": "Neu", "password": NEW_PASSWORD})
    assert database.one(select(Membership.expires_at).where(Membership.role == "member")) == ends


@pytest.mark.parametrize("last_day", ["2020-01-01", "31.12.", "x"])
def test_a_last_day_that_is_none_is_said_in_the_wizard(
    client: PageClient, database: Database, pages: str, last_day: str
) -> None:
    """Issue 10, item 1."""
    page = submit(client, client.get(f"{pages}/new"), {"addresses": NEW, "step": "2"})
    page = submit(client, page, {"last_day": last_day, "step": "3"})

    assert (page.status_code, 'id="last_day-error"' in page.text) == (422, True)
    assert database.count(Invitation) == 0


def test_an_invitation_whose_membership_has_ended_is_not_sent_again(
    client: PageClient, app: Application, database: Database, organization: Organization, pages: str
) -> None:
    """Issue 10, item 1."""
    invite_addresses(app, organization, NEW, membership_expires_at=current_time() + timedelta(days=1))
    with database.transaction() as session:
        session.execute(update(Invitation).values(membership_expires_at=current_time()))
    page = client.get(f"{pages}/{invitation_of(database, NEW).id}")
    again = next(at for at, form in enumerate(forms_of(page)) if form.action.endswith("/resend"))

    assert client.submit(page, form=again).status_code == 409
    assert database.count(OutboxMail) == 1
