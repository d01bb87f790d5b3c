"""The pages on which operators look at registrations, approve and refuse them, and confirm addresses by hand."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from idp.accounts.models import Account
from idp.administration.models import OperatorRole
from idp.administration.registration_queue import PAGE_SIZE
from idp.administration.roles import Role
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.organizations.models import Membership
from idp.registration.models import Registration
from idp.sessions.recent import RECENT
from tests.factories.customers import create_record
from tests.factories.factors import MULTI
from tests.factories.journeys import BY_NUMBER, portal_of
from tests.factories.operators import create_operator, sit_down
from tests.factories.organizations import create_organization, give_product
from tests.factories.registration_pages import EMAIL, NEW_PASSWORD, open_link
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient
from tests.security.racing import race

QUEUE = "/operators/registrations"
DAY = timedelta(days=1)
HERE = portal_of(
    pages=[["email", "evidence"], ["name", "profile"]],
    completion=[["password"]],
    evidence=BY_NUMBER,
    without_evidence="approval",
    approval="customer",
    approval_reminder_days=3,
    fields={
        "site": {
            "label": {"de": "Standort", "en": "Site"},
            "kind": "choice",
            "values": {"n": {"de": "Nord", "en": "North"}},
            "optional": True,
        }
    },
)
Register = Callable[..., str]


@pytest.fixture
def app(make_app: Callable[..., Application]) -> Application:
    return make_app(**HERE)


@pytest.fixture
def desk(app: Application, database: Database) -> PageClient:
    return sit_down(app, database)


@pytest.fixture
def register(client: PageClient, mailbox: Mailbox, database: Database) -> Register:
    """``register()``: the path of the desk's page of a registration with a wrong postcode, whose address is confirmed
    unless ``is_confirmed`` says otherwise."""

    def run(postcode: str = "99999", *, is_confirmed: bool = True) -> str:
        entry = {"email": EMAIL, "evidence_customer_number": "4711", "evidence_postcode": postcode}
        page = client.submit(client.get("/register"), entry, follow_redirects=True)
        names = {"given_name": "Petra", "family_name": "Lang", "profile_site": "n"}
        page = client.submit(page, names, follow_redirects=True)
        if is_confirmed:
            client.submit(page, {"code": mailbox.to(EMAIL)[-1].code}, follow_redirects=True)
        return f"{QUEUE}/{database.one(select(Registration.id))}"

    return run


def save_waiting(database: Database, email: str, asked_at: datetime, **values: Any) -> str:
    """A registration that waits for an operator; its id."""
    given = {"state": "awaiting_approval", "portal": "shop", "browser_hash": "x", "language": "de"}
    row = Registration(**given | values, email=email, asked_at=asked_at, expires_at=current_time() + 30 * DAY)
    database.save(row)
    return row.id


def entry_form(page: TestResponse) -> int:
    return next(number for number, part in enumerate(page.text.split("<form")[1:]) if 'id="entry"' in part[:200])


def send(browser: PageClient, path: str, **values: str) -> TestResponse:
    """What comes of sending the form of the page at ``path``."""
    page = browser.get(path)
    return browser.submit(page, values, form=entry_form(page), follow_redirects=True)


def state_of(database: Database) -> str:
    return database.one(select(Registration.state))


def test_the_page_tells_all_facts(database: Database, desk: PageClient, register: Register) -> None:
    create_record(database, "4711", name="Praxis GbR", postcodes=("20095",))
    path = register()
    assert "Petra Lang" in desk.get(QUEUE).text
    page = desk.get(path)
    text = " ".join(page.text.split())
    for fact in ("Petra Lang", EMAIL.replace("@", "<wbr>@"), "Shop", "4711", "99999", "North", "none found"):
        assert fact in text
    assert "The evidence was not enough" in text
    assert text.count("matches</span>") == text.count("does not match</span>") == 1
    for event in ("Registration sent", "E-mail address confirmed", "Approval requested"):
        assert event in text


def test_the_customer_is_told_with_its_accounts(database: Database, desk: PageClient, register: Register) -> None:
    create_record(database, "4711", name="Praxis GbR", postcodes=("20095",), accounts_allowed=3)
    text = desk.get(register("20095")).text
    assert "Praxis GbR, 4711" in text
    assert "0 of 3 allowed" in text
    assert "no organization stands for the customer" in text


@pytest.mark.usefixtures("clock")
def test_the_oldest_come_first_page_by_page_and_those_that_wait_for_long_are_marked(
    database: Database, desk: PageClient
) -> None:
    now = current_time()
    for number in range(PAGE_SIZE + 1):
        save_waiting(database, f"n{number:02}@example.test", now - 3 * DAY + timedelta(seconds=number))
    gone = save_waiting(database, "gone@example.test", now - 9 * DAY)
    save_waiting(database, "late@example.test", now, portal="other")
    database.change(database.one(select(Registration).where(Registration.id == gone)), expires_at=now - DAY)
    first = desk.get(QUEUE)
    assert "gone@" not in first.text
    assert first.text.index("n00@") < first.text.index("n01@")
    assert first.text.count("overdue</span>") == 1
    assert "3 days" in first.text
    assert first.text.count("2 days") == PAGE_SIZE - 1
    assert "n20@" not in first.text
    onward = desk.get(next(part.split('"')[0] for part in first.text.split('href="')[1:] if "?after=" in part[:60]))
    assert "n20@" in onward.text
    narrowed = desk.get(f"{QUEUE}?portal=other").text
    assert "late@" in narrowed
    assert "n00@" not in narrowed
    assert "n07@" in (found := desk.get(f"{QUEUE}?search=n07").text)
    assert "n08@" not in found


def test_an_approval_takes_a_reason_and_gives_rights_in_the_customers_organization(
    app: Application, client: PageClient, database: Database, mailbox: Mailbox, register: Register
) -> None:
    """By a care agent, who may do nothing else to organizations and accounts."""
    organization = create_organization(database, "Praxis am Markt")
    product = give_product(database, organization, "Labor")
    create_record(database, "4711", postcodes=("20095",), organization_id=organization.id)
    path, agent = register("20095"), sit_down(app, database, Role.CARE_AGENT)
    assert "No administrator of the customer" in agent.get(path).text
    assert send(agent, path, products=product.id).status_code == 422
    done = send(agent, path, products=product.id, billing="y", reason="called back")
    assert "The registration was approved." in done.text
    client.submit(open_link(client, mailbox.to(EMAIL)[-1].link), {"password": NEW_PASSWORD}, follow_redirects=True)

    assert database.one(select(Membership.billing)) is True
    event = database.one(select(AuditEvent).where(AuditEvent.action == "registration.approved"))
    assert (event.actor_kind, event.details["reason"]) == ("operator", "called back")
    history = agent.get(path).text
    assert "Ole Petersen" in history
    assert "called back" in history


def test_whom_the_organization_does_not_take_is_not_approved(
    database: Database, desk: PageClient, register: Register
) -> None:
    organization = create_organization(database, "Praxis am Markt", email_domains=("praxis.example",))
    create_record(database, "4711", postcodes=("20095",), organization_id=organization.id)
    refused = send(desk, register("20095"), reason="called back")
    assert refused.status_code == 422
    assert "only accepts e-mail addresses of praxis.example" in refused.text
    assert state_of(database) == "awaiting_approval"


def test_a_refusal_has_a_reason_that_the_person_reads(
    database: Database, desk: PageClient, mailbox: Mailbox, register: Register
) -> None:
    path = register()
    assert send(desk, f"{path}/refuse", reason="").status_code == 422
    assert "The registration was declined." in send(desk, f"{path}/refuse", reason="Unbekannt.").text
    assert state_of(database) == "refused"
    assert database.one(select(Registration)).evidence_met is None
    assert "Unbekannt." in mailbox.to(EMAIL)[-1].text


def test_an_address_is_confirmed_by_hand_with_a_reason(
    database: Database, desk: PageClient, register: Register
) -> None:
    path = register(is_confirmed=False)
    assert EMAIL in desk.get(f"{QUEUE}?kind=address").text
    assert EMAIL not in desk.get(QUEUE).text
    assert f"{path}/confirm" in desk.get(path).text
    assert send(desk, f"{path}/confirm", reason="").status_code == 422
    done = send(desk, f"{path}/confirm", reason="read the code on the telephone")
    assert "The e-mail address was confirmed." in done.text
    assert "read the code on the telephone" in done.text
    assert state_of(database) == "awaiting_approval"


@pytest.mark.parametrize(("path", "is_confirmed"), [("", True), ("/refuse", True), ("/confirm", False)])
class TestEveryDecision:
    """Approving, refusing, and confirming by hand."""

    def test_takes_a_fresh_sign_in(
        self, app: Application, database: Database, register: Register, path: str, is_confirmed: bool
    ) -> None:
        """Decision 0011, amended."""
        at = register(is_confirmed=is_confirmed) + path
        desk = sit_down(app, database, authenticated_at=current_time() - 2 * RECENT)
        before = state_of(database)
        page = send(desk, at, reason="called back")
        assert page.request.path.endswith("/confirm")
        assert page.request.path.startswith("/signin/")
        assert state_of(database) == before

    def test_is_not_for_auditors(
        self, app: Application, database: Database, desk: PageClient, register: Register, path: str, is_confirmed: bool
    ) -> None:
        at = register(is_confirmed=is_confirmed)
        auditor, before = sit_down(app, database, Role.AUDITOR), state_of(database)
        page = auditor.get(at)
        assert EMAIL.partition("@")[0] in page.text
        assert 'id="entry"' not in page.text
        assert "/confirm" not in page.text
        form = desk.get(at + path)
        assert 'id="entry"' in form.text
        token = auditor.get(f"{QUEUE}?kind=address").text.split('name="csrf_token" value="')[1].split('"')[0]
        headers = {"Origin": app.settings.issuer, "Sec-Fetch-Site": "same-origin"}
        assert not path or auditor.get(at + path).status_code == 403
        sent = auditor.post(at + path, data={"csrf_token": token, "reason": "called back"}, headers=headers)
        assert sent.status_code == 403
        assert state_of(database) == before

    @pytest.mark.threat(69)
    def test_is_not_for_the_person_themself(
        self, app: Application, database: Database, register: Register, path: str, is_confirmed: bool
    ) -> None:
        at, before = register(is_confirmed=is_confirmed) + path, state_of(database)
        own: PageClient = app.test_client()
        sign_in(own, database, create_operator(app, database, email=EMAIL), **MULTI)
        assert send(own, at, reason="called back").status_code == 403
        assert state_of(database) == before

    def test_comes_too_late_where_another_has_decided(
        self, app: Application, database: Database, desk: PageClient, register: Register, path: str, is_confirmed: bool
    ) -> None:
        at = register(is_confirmed=is_confirmed)
        page = desk.get(at + path)
        database.change(database.one(select(Registration)), state="withdrawn")
        late = desk.submit(page, {"reason": "called back"}, form=entry_form(page), follow_redirects=True)
        assert [each.status_code for each in (*late.history, late)] == [303, 200]
        assert late.request.path == at
        assert "Withdrawn by the person" in late.text
        assert not path or desk.get(at + path).location == at
        assert state_of(database) == "withdrawn"


@pytest.mark.threat(69)
def test_of_several_operators_at_once_one_decides_and_the_others_read_what_was_decided(
    app: Application, database: Database, mailbox: Mailbox, register: Register
) -> None:
    path, paths = register(), ["", "/refuse", "", "/refuse"]
    desks = [sit_down(app, database) for _ in paths]
    pages = [desk.get(path + each) for desk, each in zip(desks, paths, strict=True)]
    before = len(mailbox.to(EMAIL))

    def decide(number: int) -> str:
        page = pages[number]
        answer = desks[number].submit(page, {"reason": "called back"}, form=entry_form(page))
        return str(answer.location).partition("?")[0]

    assert sorted(race(len(paths), decide)) == [QUEUE, path, path, path]
    assert state_of(database) in {"approved", "refused"}
    assert len(mailbox.to(EMAIL)) == before + 1


def test_who_has_lost_the_role_meanwhile_decides_nothing(
    database: Database, desk: PageClient, register: Register
) -> None:
    path = register()
    page = desk.get(path)
    with database.transaction() as session:
        session.execute(delete(OperatorRole))
    sent = desk.submit(page, {"reason": "called back"}, form=entry_form(page))
    assert sent.status_code == 404
    assert state_of(database) == "awaiting_approval"
    assert database.count(Account) == 1
