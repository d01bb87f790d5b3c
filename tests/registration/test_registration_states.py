"""Registrations as a state machine: in any order of what people, administrators, operators and time do, an account
comes of one whose address was proved, which was approved where the portal asks for that, and of no other; and with it a
membership in the customer's organization where the customer approves. A portal that renews its people's credentials
leads them through it again, to the same account, and to a new password where no other portal has admitted it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from idp.accounts.models import Account
from idp.administration.errors import RegistrationNotOpen
from idp.administration.registrations import approve_registration, confirm_address, refuse_registration
from idp.administration.renewal import Renewal, RenewalKind, renew_people
from idp.admissions.models import AdmissionRecord
from idp.customers.models import CustomerLink
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.organizations.members.granting import MembershipGrant
from idp.organizations.models import Membership
from idp.registration.completion import complete
from idp.registration.confirmation import confirm, redeem_code
from idp.registration.customer_approval.deciding import approve_for_organization, refuse_for_organization
from idp.registration.customer_approval.errors import RegistrationDecided, WaitingRegistrationNotFound
from idp.registration.customer_approval.overdue import attend_to_overdue
from idp.registration.journey import outlook_of
from idp.registration.models import Registration
from idp.registration.start import Origin, begin, enter, submit
from tests.conftest import FROZEN_AT
from tests.factories.accounts import create_account
from tests.factories.actors import operator, person_actor
from tests.factories.admissions import create_admission
from tests.factories.customers import create_record
from tests.factories.journeys import REGISTER, REGISTERS
from tests.factories.organizations import create_organization, join
from tests.provisioning.mailbox import Mailbox

DAY = timedelta(days=1)
PORTALS = {
    "shop": {"registration": {"approval": "operators", "pages": [["name", "email"]], "completion": [["password"]]}},
    "forum": {"registration": {"pages": [["name", "email", "password"]]}},
    "clinic": {
        "name": "Praxisnah",
        "customer_register": REGISTER,
        "registration": {
            "approval": "customer",
            "pages": [["name", "email", "evidence"]],
            "completion": [["password"]],
            "evidence": {"customer_number": {}},
        },
    },
}
JUDGED = {"shop", "clinic"}
EMAILS = ["ada@example.test", "ben@example.test"]
pytestmark = pytest.mark.threat(65, 66)


@dataclass(eq=False)
class Expected:
    """What we expect of a registration."""

    id: str
    portal: str
    email: str
    ends_at: datetime
    state: str = "started"
    is_proved: bool = False
    is_approved: bool = False

    def is_open(self, *states: str) -> bool:
        return self.state in states and current_time() < self.ends_at


@dataclass(eq=False)
class Owner:
    """What we expect of an account: its password, None for none, and since when each portal admits it; None where the
    portal waits for it to register again."""

    password: str | None
    admissions: dict[str, datetime | None] = field(default_factory=dict)

    @property
    def is_admitted(self) -> bool:
        return any(self.admissions.values())


def machine_for(app, database, clock) -> type[RuleBasedStateMachine]:
    class Life(RuleBasedStateMachine):
        """Two addresses at a portal where operators approve, at one where a customer's administrators do, and at one
        where no one does; others make accounts meanwhile, and operators renew them."""

        def __init__(self) -> None:
            super().__init__()
            clock.move_to(FROZEN_AT)
            database.empty()
            self.context = app.test_request_context(base_url=app.settings.issuer)
            self.context.push()
            self.mailbox = Mailbox(database, app.secret_box)
            self.chief = create_account(database)
            organization = create_organization(database)
            join(database, organization, self.chief, role="administrator")
            self.customer = create_record(database, "4711", organization_id=organization.id)
            # How many accounts are linked to the customer, and how many may be.
            self.links, self.allowed = 0, 1
            self.known: list[Expected] = []
            self.owners: dict[str, Owner] = {}
            self.ids: dict[str, str] = {}

        @rule(hours=st.sampled_from([1, 1, 1, 25, 24 * 15, 24 * 31]))
        def time_passes(self, hours: int) -> None:
            clock.shift(timedelta(hours=hours))

        @rule(portal=st.sampled_from(list(PORTALS)), email=st.sampled_from(EMAILS), is_sent=st.booleans())
        def start(self, portal: str, email: str, is_sent: bool) -> None:
            with transaction() as session:
                row = begin(session, Origin("browser", portal, "de", DAY))
                customer = {"customer_id": self.customer.id} if portal == "clinic" else {}
                enter(row, 1, {"email": email, "given_name": "Ada", "password_hash": f"of {row.id}", **customer})
                self.known.append(Expected(row.id, portal, email, current_time() + DAY))
            if is_sent:
                self.sends(self.known[-1])

        @rule(portal=st.sampled_from(list(PORTALS)), email=st.sampled_from(EMAILS))
        def walk_the_whole_way(self, portal: str, email: str) -> None:
            """Without the wrong turns of the other rules, so that accounts are there to be renewed."""
            self.start(portal, email, is_sent=True)
            one = self.known[-1]
            self.is_confirmed_by_hand(one)
            self.is_decided_by_an_operator(one, "approve")
            self.finishes(one)

        @precondition(lambda self: any(None in each.admissions.values() for each in self.owners.values()))
        @rule(data=st.data())
        def a_renewed_person_walks_it_again(self, data: st.DataObject) -> None:
            """At the portal that asks for it, or at any."""
            asked = [email for email, owner in self.owners.items() if None in owner.admissions.values()]
            email = data.draw(st.sampled_from(asked))
            asking = [portal for portal, since in self.owners[email].admissions.items() if since is None]
            self.walk_the_whole_way(data.draw(st.sampled_from([*asking, *asking, *PORTALS])), email)

        @precondition(lambda self: len(self.owners) < len(EMAILS))
        @rule(data=st.data())
        def an_account_is_made_otherwise(self, data: st.DataObject) -> None:
            email = data.draw(st.sampled_from([each for each in EMAILS if each not in self.owners]))
            account, portals = Account(email=email, password_hash="made otherwise"), ("shop", "forum")
            database.save(account)
            for portal in portals:
                create_admission(database, account, portal)
            self.owners[email] = Owner("made otherwise", dict.fromkeys(portals, current_time()))

        @precondition(lambda self: any(each.is_admitted for each in self.owners.values()))
        @rule(portal=st.sampled_from(list(PORTALS)))
        def an_operator_renews_the_people_of_a_portal(self, portal: str) -> None:
            clock.shift(timedelta(minutes=1))
            now = current_time()
            renewal = Renewal(settings=app.settings, portal=portal, kind=RenewalKind.REGISTRATION, before=now)
            tally = renew_people(renewal, lambda _: None, operator(reason="new numbers"))
            asked = [each for each in self.owners.values() if (each.admissions.get(portal) or now) < now]
            assert tally.asked == len(asked)
            for each in asked:
                each.admissions[portal] = None
                each.password = each.password if each.is_admitted else None
                self.links -= portal == "clinic"

        @precondition(lambda self: self.known)
        @rule(data=st.data())
        def send_the_form(self, data: st.DataObject) -> None:
            self.sends(self.choose(data))

        def sends(self, one: Expected) -> None:
            done = self.act(one, lambda session, row: submit(session, row, DAY, person_actor(), is_mailed=True))
            assert done == one.is_open("started")
            if done:
                one.state, one.ends_at = "submitted", current_time() + DAY

        @precondition(lambda self: self.known)
        @rule(data=st.data())
        def type_a_code(self, data: st.DataObject) -> None:
            """Any code that was mailed to the address, at any registration of it; mails to owners have none."""
            one = self.choose(data)
            mails = [each for each in self.mailbox.to(one.email) if each.message == "confirm_registration"]
            if not mails:
                return
            row = database.one(select(Registration).where(Registration.id == one.id))
            typed = data.draw(st.sampled_from(mails[-3:])).code
            if redeem_code(row, typed) and self.confirms(one, person_actor()):
                one.is_proved = True

        @precondition(lambda self: self.known)
        @rule(data=st.data())
        def confirm_by_hand(self, data: st.DataObject) -> None:
            self.is_confirmed_by_hand(self.choose(data))

        def is_confirmed_by_hand(self, one: Expected) -> None:
            expected = one.is_open("submitted")
            assert self.decides(confirm_address, one, "telephone") == expected
            if expected:
                one.is_proved = True
                self.goes_through(one)

        @precondition(lambda self: self.known)
        @rule(data=st.data(), decision=st.sampled_from(["approve", "refuse"]))
        def decide(self, data: st.DataObject, decision: str) -> None:
            self.is_decided_by_an_operator(self.choose(data), decision)

        def is_decided_by_an_operator(self, one: Expected, decision: str) -> None:
            expected = one.is_open("awaiting_approval")
            service, words = (approve_registration, ()) if decision == "approve" else (refuse_registration, ("no",))
            assert self.decides(service, one, *words) == expected
            if expected:
                self.is_decided(one, is_approved=decision == "approve")

        @precondition(lambda self: any(each.portal == "clinic" for each in self.known))
        @rule(data=st.data(), is_approved=st.booleans())
        def an_administrator_decides(self, data: st.DataObject, *, is_approved: bool) -> None:
            own = [each for each in self.known if each.portal == "clinic"]
            one = data.draw(st.sampled_from(own[-3:]))
            organization, actor = self.customer.organization_id, person_actor(self.chief.id)

            def act(session: Any, _row: Registration) -> bool:
                if is_approved:
                    approve_for_organization(session, organization, one.id, MembershipGrant(), actor)
                else:
                    refuse_for_organization(session, organization, one.id, "no", actor)
                return True

            expected = one.is_open("awaiting_approval")
            try:
                done = self.act(one, act)
            except (RegistrationDecided, WaitingRegistrationNotFound):
                done = False
            assert done == expected
            if done:
                self.is_decided(one, is_approved=is_approved)

        @rule()
        def the_worker_looks_for_what_waits_long(self) -> None:
            attend_to_overdue()

        def is_decided(self, one: Expected, *, is_approved: bool) -> None:
            one.is_approved, one.state = is_approved, "approved" if is_approved else "refused"
            one.ends_at = current_time() + 14 * DAY if is_approved else one.ends_at
            if is_approved and one.portal == "clinic" and self.links >= self.allowed:
                self.allowed += 1

        @precondition(lambda self: self.known)
        @rule(data=st.data())
        def finish(self, data: st.DataObject) -> None:
            self.finishes(self.choose(data))

        def finishes(self, one: Expected) -> None:
            expected = one.is_open("approved")
            is_full = one.portal == "clinic" and self.links >= self.allowed
            done = self.act(one, lambda session, row: complete(session, row, person_actor(), outlook_of(row)))
            assert done == (expected and not is_full and self.may_become_an_account(one))
            if expected and is_full:
                one.is_approved, one.state, one.ends_at = False, "awaiting_approval", current_time() + 30 * DAY
            elif expected:
                self.becomes_an_account(one)

        def choose(self, data: st.DataObject) -> Expected:
            return data.draw(st.sampled_from(self.known[-3:]))

        def act(self, one: Expected, service: Any) -> bool:
            with transaction() as session:
                done: bool = service(session, session.get_one(Registration, one.id, with_for_update=True))
                return done

        def decides(self, service: Any, one: Expected, *words: str) -> bool:
            try:
                with transaction() as session:
                    service(session, one.id, *words, operator())
            except RegistrationNotOpen:
                return False
            return True

        def confirms(self, one: Expected, actor: Any) -> bool:
            expected = one.is_open("submitted")
            done = self.act(one, lambda session, row: confirm(session, row, actor, outlook_of(row)))
            assert done == expected
            if done:
                self.goes_through(one)
            return done

        def goes_through(self, one: Expected) -> None:
            if not self.may_become_an_account(one):
                one.state = "superseded"
            elif one.portal in JUDGED:
                one.state, one.ends_at = "awaiting_approval", current_time() + 30 * DAY
            else:
                one.is_approved = True
                self.becomes_an_account(one)

        def may_become_an_account(self, one: Expected) -> bool:
            """A password that works is never replaced, and no portal but the one that asks leads to a new one."""
            owner = self.owners.get(one.email)
            return owner is None or (owner.password is None and owner.admissions.get(one.portal, DAY) is None)

        def becomes_an_account(self, one: Expected) -> None:
            if not self.may_become_an_account(one):
                one.state = "superseded"
                return
            one.state = "completed"
            self.links += one.portal == "clinic"
            owner = self.owners.setdefault(one.email, Owner(None))
            owner.password, owner.admissions[one.portal] = f"of {one.id}", current_time()

        @invariant()
        def each_is_where_we_expect_it(self) -> None:
            states = {each.id: each.state for each in database.rows(select(Registration))}
            assert states == {each.id: each.state for each in self.known}

        @invariant()
        def each_account_is_of_the_first_way_that_reached_its_end(self) -> None:
            rows = database.rows(select(Account).where(Account.email.in_(EMAILS)))
            accounts = {each.email: each.password_hash for each in rows}
            assert accounts == {email: owner.password for email, owner in self.owners.items()}
            for each in rows:
                assert self.ids.setdefault(each.email, each.id) == each.id

        @invariant()
        def each_admission_is_what_was_reached_last(self) -> None:
            admissions = select(AdmissionRecord, Account.email).join(Account)
            with database.transaction() as session:
                found = {(email, row.portal): row.state for row, email in session.execute(admissions)}
            assert found == {
                (email, portal): "admitted" if since else "renewal"
                for email, owner in self.owners.items()
                for portal, since in owner.admissions.items()
            }

        @invariant()
        def none_is_completed_without_proof_and_approval(self) -> None:
            assert all(each.is_proved and each.is_approved for each in self.known if each.state == "completed")

        @invariant()
        def each_of_the_customers_people_is_a_member_and_no_one_else_is(self) -> None:
            completed = {each.email for each in self.known if each.state == "completed" and each.portal == "clinic"}
            members = select(Account.email).join(Membership).where(Membership.role == "member")
            assert set(database.rows(members)) == completed
            assert len(database.rows(select(CustomerLink.account_id))) == self.links <= self.allowed

        def teardown(self) -> None:
            self.context.pop()

    return Life


def test_every_life_of_a_registration(make_app, database, clock) -> None:
    app = make_app(registers=REGISTERS, portals=PORTALS)
    run_state_machine_as_test(
        machine_for(app, database, clock), settings=settings(max_examples=25, stateful_step_count=30, deadline=None)
    )
