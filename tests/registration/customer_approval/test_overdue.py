"""Registrations that wait for long: one reminder, then operators decide as well, and are warned once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from idp.accounts.models import Account
from idp.administration.registrations import approve_registration, find_registrations
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from idp.organizations.members.granting import MembershipGrant
from idp.organizations.models import Membership, Organization
from idp.organizations.policies.errors import OnlyRepresentativeLetsIn
from idp.registration.customer_approval.asking import ask_for_approval
from idp.registration.customer_approval.deciding import approve_for_organization
from idp.registration.customer_approval.overdue import (
    Overdue,
    Patience,
    attend_to,
    attend_to_overdue,
    decide_overdue,
)
from idp.registration.journey import outlook_of
from idp.registration.models import Registration
from tests.factories.accounts import create_account
from tests.factories.actors import operator, person_actor
from tests.factories.customers import create_record
from tests.factories.journeys import BY_CUSTOMER
from tests.factories.organizations import create_organization, join
from tests.factories.registration_pages import EMAIL
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient
from tests.registration.customer_approval.conftest import Register

pytestmark = pytest.mark.usefixtures("clock")
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
PATIENCE = Patience(reminder=3 * DAY, escalation=7 * DAY)
Run = Callable[[], None]


@pytest.fixture
def run(app: Application) -> Run:
    """Runs the periodic task, and once more, as after a restart."""

    def run_twice() -> None:
        for _ in range(2):
            with app.app_context():
                attend_to_overdue()

    return run_twice


@pytest.mark.parametrize(
    ("age", "is_of_customer", "is_escalated", "is_reminded", "due"),
    [
        (3 * DAY - SECOND, True, False, False, None),
        (3 * DAY, True, False, False, Overdue.REMIND),
        (3 * DAY, True, False, True, None),
        (7 * DAY - SECOND, True, False, True, None),
        (7 * DAY, True, False, True, Overdue.ESCALATE),
        (9 * DAY, True, False, False, Overdue.ESCALATE),
        (9 * DAY, True, True, True, None),
        (3 * DAY, True, True, False, Overdue.WARN),
        (3 * DAY - SECOND, False, False, False, None),
        (3 * DAY, False, False, False, Overdue.WARN),
        (9 * DAY, False, False, True, None),
    ],
)
def test_what_is_due(
    age: timedelta, due: Overdue | None, *, is_of_customer: bool, is_escalated: bool, is_reminded: bool
) -> None:
    now = current_time()
    registration = Registration(
        asked_at=now - age,
        organization_id="org_1" if is_of_customer else None,
        escalated_at=now if is_escalated else None,
        reminded_at=now if is_reminded else None,
    )
    assert decide_overdue(registration, PATIENCE, now) == due


def test_the_administrators_are_reminded_once_and_no_one_is_named(
    clock: Any, mailbox: Mailbox, chief: Account, second: Account, register: Register, run: Run
) -> None:
    register()
    clock.shift(3 * DAY - SECOND)
    run()
    assert len(mailbox.to(chief.email)) == 1
    clock.shift(SECOND)
    run()
    for account in (chief, second):
        request, reminder = mailbox.to(account.email)
        assert reminder.message == "registration_still_waits"
        assert reminder.link == request.link
        assert not [name for name in ("Petra", "Lang", EMAIL) if name in reminder.text]


def test_operators_decide_as_well_after_some_days_and_the_person_is_told_so(
    app: Application,
    clock: Any,
    client: PageClient,
    database: Database,
    mailbox: Mailbox,
    organization: Organization,
    chief: Account,
    register: Register,
    run: Run,
) -> None:
    registration_id = register()
    assert listed(app) == []
    clock.shift(7 * DAY)
    run()

    assert listed(app) == [registration_id]
    event = database.one(select(AuditEvent).where(AuditEvent.action == "registration.escalated"))
    assert (event.organization_id, event.portal) == (organization.id, "shop")
    assert len(mailbox.to(chief.email)) == 1
    assert "Wir prüfen jetzt Ihre Registrierung." in client.get(f"/register/{registration_id}/status").text
    with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
        approve_registration(session, registration_id, operator())


def test_operators_decide_exactly_after_that_time_also_where_the_administrators_were_reminded(
    app: Application, clock: Any, chief: Account, register: Register, run: Run
) -> None:
    registration_id = register()
    for wait, is_listed in [(3 * DAY, False), (4 * DAY - SECOND, False), (SECOND, True)]:
        clock.shift(wait)
        run()
        assert (registration_id in listed(app)) is is_listed


def test_each_portal_has_its_own_times(
    make_app: Callable[..., Application], clock: Any, database: Database, chief: Account, register: Register
) -> None:
    """The other one's registration is due, this one's is not, and the other way round."""
    register()
    registration = BY_CUSTOMER["portals"]["shop"]["registration"]
    patient = {"registration": registration | {"approval_reminder_days": 5, "approval_escalation_days": 9}}
    shop = BY_CUSTOMER["portals"]["shop"]
    app = make_app(
        registers=BY_CUSTOMER["registers"], portals={"shop": shop | patient, "hasty": {"name": "Eilig"} | shop}
    )
    for wait, is_reminded in [(4 * DAY, False), (DAY, True)]:
        clock.shift(wait)
        with app.app_context():
            attend_to_overdue()
        assert (database.one(select(Registration.reminded_at)) is not None) is is_reminded


def test_one_that_expires_at_this_moment_is_left_alone(
    clock: Any, database: Database, chief: Account, register: Register, run: Run
) -> None:
    register()
    clock.shift(3 * DAY)
    database.change(database.one(select(Registration)), expires_at=current_time())
    run()
    assert database.one(select(Registration.reminded_at)) is None


def test_an_administrator_may_still_decide_then(
    app: Application,
    clock: Any,
    database: Database,
    organization: Organization,
    chief: Account,
    register: Register,
    run: Run,
) -> None:
    registration_id = register()
    clock.shift(7 * DAY)
    run()
    with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
        grant, actor = MembershipGrant(), person_actor(chief.id)
        approve_for_organization(session, organization.id, registration_id, grant, actor)
    assert database.one(select(Registration.state)) == "approved"
    run()
    assert listed(app) == []


def test_where_no_administrator_is_left_operators_decide_at_once_and_are_warned(
    app: Application,
    clock: Any,
    database: Database,
    organization: Organization,
    chief: Account,
    register: Register,
    run: Run,
    capsys: pytest.CaptureFixture[str],
) -> None:
    registration_id = register()
    with database.transaction() as session:
        session.execute(delete(Membership).where(Membership.account_id == chief.id))
    assert listed(app) == [registration_id]
    clock.shift(3 * DAY)
    run()

    assert database.one(select(Registration.escalated_at)) is not None
    assert capsys.readouterr().err.count("registration_waits_for_operators") == 1


@pytest.mark.threat(69)
def test_deputies_of_the_representative_are_told_by_the_reminder_and_decide_from_then_on(
    app: Application,
    clock: Any,
    database: Database,
    mailbox: Mailbox,
    organization: Organization,
    chief: Account,
    second: Account,
    register: Register,
    run: Run,
) -> None:
    database.change(organization, let_in_by="representative_first", representative_id=chief.id)
    registration_id = register()
    assert [len(mailbox.to(each.email)) for each in (chief, second)] == [1, 0]

    def approve_as_deputy() -> None:
        with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
            grant, actor = MembershipGrant(), person_actor(second.id)
            approve_for_organization(session, organization.id, registration_id, grant, actor)

    with pytest.raises(OnlyRepresentativeLetsIn):
        approve_as_deputy()
    clock.shift(3 * DAY)
    run()
    assert [len(mailbox.to(each.email)) for each in (chief, second)] == [2, 1]
    approve_as_deputy()
    assert database.one(select(Registration.decided_by_id)) == second.id


def test_the_operators_address_is_told_once_when_they_have_to_decide_and_once_of_what_waits_for_long(
    make_app: Callable[..., Application], clock: Any, database: Database, mailbox: Mailbox
) -> None:
    """With administrators who do not act: after the escalation. Without any: at once, and the reminder."""
    app = make_app(**BY_CUSTOMER, operators={"email": "desk@example.test"})
    for has_chief in (True, False):
        organization, now = create_organization(database, "Praxis am Markt"), current_time()
        if has_chief:
            join(database, organization, create_account(database), role="administrator")
        record = create_record(database, f"4711{has_chief:d}", organization_id=organization.id)
        confirmed = {"state": "confirmed", "browser_hash": "x", "portal": "shop", "language": "de"}
        confirmed |= {"email": f"neu{has_chief:d}@example.test", "customer_id": record.id}
        registration = Registration(**confirmed, expires_at=now + DAY)
        database.save(registration)
        with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
            row = session.get_one(Registration, registration.id)
            ask_for_approval(session, row, operator(), outlook_of(row))
    told = [mail_of_operators(mailbox)]
    for days in (3, 4, 4):
        clock.shift(days * DAY)
        for _ in range(2):
            with app.app_context():
                attend_to_overdue()
        told.append(mail_of_operators(mailbox))
    assert [len(each) for each in told] == [1, 2, 3, 3]
    assert ["wartet noch" in mail.subject for mail in told[-1]] == [False, True, False]
    assert all("/operators/registrations/reg_" in mail.link for mail in told[-1])
    assert not [name for mail in told[-1] for name in ("neu0", "neu1") if name in mail.text]


def mail_of_operators(mailbox: Mailbox) -> list[Any]:
    return list(mailbox.to("desk@example.test"))


def test_of_two_workers_one_reminds(app: Application, clock: Any, chief: Account, register: Register) -> None:
    registration_id = register()
    clock.shift(3 * DAY)
    done = []
    for _ in range(2):
        with app.app_context(), transaction() as session:
            done.append(attend_to(session, registration_id, PATIENCE, current_time()))
    assert done == [Overdue.REMIND, None]


def listed(app: Application) -> list[str]:
    """The ids that operators have to decide on."""
    with app.app_context(), transaction() as session:
        found = find_registrations(session, None, "", 10, operator(), is_for_operators=True)
        return [each.id for each in found]
