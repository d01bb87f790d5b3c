"""The whole of signing in as a state machine: three people, two browsers, every page at any time and in any order.

After each request (``sign_in_browsing``) the database is compared with what a small model of its own says was proved
(``sign_in_model``): who is signed in where, by what and since when; what is pending; and what the code that an
application gets tells of it.
"""

import re
from datetime import timedelta

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from idp.accounts.models import Account
from idp.accounts.security.passwords import Replacement, replace_password
from idp.factors.registry import get_factor
from idp.factors.totp.codes import step_of
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.organizations.models import Organization
from idp.sessions import end_other_sessions
from tests.factories.accounts import hash_password
from tests.factories.actors import person_actor
from tests.factories.factors import App
from tests.factories.organizations import create_membership
from tests.signin.sign_in_browsing import Browsing
from tests.signin.sign_in_model import (
    WISHES,
    Pending,
    Person,
    Visit,
    holds,
    is_multi,
    missing,
)

STEPS = (
    *("", "/password", "/complete", "/factor", "/factor/totp", "/factor/passkey", "/factor/mailed-code"),
    *("/factor/recovery-code", "/enrol", "/new-password", "/account", "/confirm"),
)
SETTINGS = {"sessions": {"idle_minutes": 60 * 24}, "throttle": {"account_attempts": 1000, "address_attempts": 100000}}
BROWSERS, PEOPLE = st.integers(0, 1), st.integers(0, 2)
SECRET = re.compile(r'id="secret"[^>]*>([A-Z2-7]{32})<')


class SigningIn(Browsing):
    """Everything that people do at the pages, and that happens to their accounts meanwhile."""

    @rule(n=BROWSERS, wish=st.sampled_from(sorted(WISHES)))
    def come_from_an_application(self, n: int, wish: str) -> None:
        self.asking = wish
        answer = self.rps[n].authorize(**WISHES[wish])
        self.meet(n, answer.location)
        self.follow(n, answer, self.visit_of(answer.location))
        self.asking = "page"

    @rule(n=BROWSERS)
    def come_for_a_page_of_ours(self, n: int) -> None:
        self.follow(n, self.get(n, "/signin?next=/account/security"))

    @rule(n=BROWSERS)
    def come_to_confirm_who_one_is(self, n: int) -> None:
        self.asking = "confirmation"
        self.follow(n, self.get(n, "/signin?next=/account/security&fresh=1"))
        self.asking = "page"

    @precondition(lambda self: self.visits)
    @rule(data=st.data(), n=BROWSERS, step=st.sampled_from(STEPS))
    def open_any_step(self, data: st.DataObject, n: int, step: str) -> None:
        visit = self.draw(data)
        self.follow(n, self.get(n, f"/signin/{visit.id}{step}"), visit)

    @precondition(lambda self: self.visits)
    @rule(data=st.data(), n=BROWSERS)
    def go_back_to_the_application(self, data: st.DataObject, n: int) -> None:
        visit = self.draw(data)
        self.follow(n, self.get(n, f"/interaction/{visit.id}"), visit)

    @precondition(lambda self: self.visits)
    @rule(data=st.data(), n=BROWSERS, who=PEOPLE, is_right=st.sampled_from([True, True, False]))
    def type_name_and_password(self, data: st.DataObject, n: int, who: int, is_right: bool) -> None:
        visit, person = self.draw(data), self.people[who]
        self.post(n, f"/signin/{visit.id}", {"email": person.account.email})
        if is_right and person.is_enabled and self.is_own(n, visit) and not self.confirms(n, visit):
            self.begin(visit, Pending(person, frozenset({"pwd"}), current_time()))
        typed = {"password": person.password if is_right else "not this one"}
        self.go_on(n, self.post(n, f"/signin/{visit.id}/password", typed), visit)

    @precondition(lambda self: any(visit.wish == "confirmation" for visit in self.visits))
    @rule(data=st.data(), n=BROWSERS, is_right=st.sampled_from([True, True, False]))
    def confirm_by_the_password(self, data: st.DataObject, n: int, is_right: bool) -> None:
        visit = data.draw(st.sampled_from([each for each in self.visits if each.wish == "confirmation"]))
        held = self.confirms(n, visit)
        if held and is_right:
            self.begin(visit, Pending(held.person, frozenset({"pwd"}), current_time()))
        typed = (held.person if held else self.people[0]).password if is_right else "not this one"
        self.go_on(n, self.post(n, f"/signin/{visit.id}/confirm", {"password": typed}), visit)

    @precondition(lambda self: self.visits)
    @rule(data=st.data(), n=BROWSERS)
    def use_the_passkey_alone(self, data: st.DataObject, n: int) -> None:
        visit, person = self.draw(data), self.people[1]
        options = self.post(n, f"/signin/{visit.id}/passkey/options", {}, takes_json=True)
        assert (options.status_code == 200) == self.is_own(n, visit)
        if options.status_code == 200:
            only = self.confirms(n, visit)
            if person.is_enabled and (only is None or only.person is person):
                self.begin(visit, Pending(person, frozenset({"hwk", "user"}), current_time()))
            credential = person.passkey.get(options.get_json())
            self.go_on(n, self.post(n, f"/signin/{visit.id}/passkey", {"credential": credential}), visit)

    @precondition(lambda self: self.visits)
    @rule(data=st.data(), n=BROWSERS)
    def use_the_passkey_beside_the_password(self, data: st.DataObject, n: int) -> None:
        visit, person = self.draw(data), self.people[1]
        page = f"/signin/{visit.id}/factor/passkey"
        options = self.post(n, f"{page}/options", {}, takes_json=True)
        is_asked = self.is_waiting(n, visit) and visit.pending.person is person
        assert (options.status_code == 200) == is_asked
        if is_asked:
            visit.pending.amr |= {"hwk", "user"}
            credential = person.passkey.get(options.get_json())
            self.go_on(n, self.post(n, page, {"credential": credential}), visit)

    @precondition(lambda self: self.visits)
    @rule(data=st.data(), n=BROWSERS, whose=PEOPLE, steps=st.sampled_from([0, 0, 1, -1, 5]))
    def type_a_code(self, data: st.DataObject, n: int, whose: int, steps: int) -> None:
        visit, owner = self.draw(data), self.people[whose]
        phone, step = owner.phone or App("", "A" * 32), step_of(current_time()) + steps
        is_right = owner.phone is not None and steps < 5 and step > owner.last_step
        if is_right and self.is_waiting(n, visit) and visit.pending.person is owner:
            visit.pending.amr |= {"otp"}
            owner.last_step = step
        answer = self.post(n, f"/signin/{visit.id}/factor/totp", {"code": phone.code(steps)})
        self.go_on(n, answer, visit)

    @precondition(lambda self: self.visits)
    @rule(data=st.data(), n=BROWSERS)
    def put_the_factor_off(self, data: st.DataObject, n: int) -> None:
        visit = self.draw(data)
        if self.is_waiting(n, visit) and missing(visit, current_time()) == "enrol" and not visit.demands_multi:
            asked_at = visit.pending.person.asked_at
            visit.pending.is_put_off = asked_at is None or current_time() < asked_at + timedelta(days=14)
        self.go_on(n, self.post(n, f"/signin/{visit.id}/enrol", {"later": "yes"}), visit)

    @precondition(lambda self: self.visits)
    @rule(data=st.data(), n=BROWSERS)
    def connect_an_app(self, data: st.DataObject, n: int) -> None:
        visit = self.draw(data)
        page = self.get(n, f"/account/security/totp?interaction_id={visit.id}")
        pending = visit.pending
        may = self.is_waiting(n, visit) and (is_multi(pending.amr) or not pending.person.has_factor)
        shown = SECRET.search(page.text)
        assert bool(shown) == may
        if may and pending.person.is_enabled and pending.person.phone is None:
            person, app_shown = pending.person, App("", shown[1])
            offer = re.search(r'name="offer"[^>]*value="([^"]+)"', page.text)[1]
            held = self.held(n)
            self.end_sessions(person, but=n if held and held.person is person else None)
            person.phone, person.last_step = app_shown, step_of(current_time())
            pending.amr |= {"otp"}
            typed = {"code": app_shown.code(), "offer": offer, "name": ""}
            answer = self.post(n, f"/account/security/totp?interaction_id={visit.id}", typed)
            assert answer.status_code == 303, answer.text
            self.follow(n, answer, visit)
            self.go_on(n, self.get(n, f"/signin/{visit.id}/complete"), visit)

    @precondition(lambda self: self.visits)
    @rule(data=st.data(), n=BROWSERS)
    def choose_a_new_password(self, data: st.DataObject, n: int) -> None:
        visit = self.draw(data)
        self.passwords += 1
        chosen = f"Zwölf-Boote-auf-See-{self.passwords}"
        if self.is_waiting(n, visit) and missing(visit, current_time()) == "password" and holds(visit.pending):
            person = visit.pending.person
            self.end_sessions(person)
            person.password, person.changed_at, person.is_change_due = chosen, current_time(), False
            visit.pending.since, visit.pending.base = current_time(), None
        self.go_on(n, self.post(n, f"/signin/{visit.id}/new-password", {"password": chosen}), visit)

    @precondition(lambda self: self.visits)
    @rule(data=st.data(), n=BROWSERS, goes_on=st.booleans())
    def choose_the_account(self, data: st.DataObject, n: int, goes_on: bool) -> None:
        visit, held = self.draw(data), self.held(n)
        if goes_on and held and self.is_own(n, visit):
            visit.bind(held)
            visit.chosen = held
        chosen = held.id if goes_on and held else ""
        self.follow(n, self.post(n, f"/signin/{visit.id}/account", {"session_id": chosen}), visit)

    @precondition(lambda self: any(visit.is_from_application for visit in self.visits))
    @rule(data=st.data(), n=BROWSERS, is_allowed=st.booleans())
    def answer_the_consent_page(self, data: st.DataObject, n: int, is_allowed: bool) -> None:
        visit = data.draw(st.sampled_from([each for each in self.visits if each.is_from_application]))
        held = self.held(n)
        if held and self.is_own(n, visit):
            visit.bind(held)
            visit.allowed, visit.denied = (held, None) if is_allowed else (None, held)
        sent = {"decision": "allow" if is_allowed else "deny", "session_id": held.id if held else ""}
        self.follow(n, self.post(n, f"/consent/{visit.id}", sent), visit)

    # What happens elsewhere

    @rule(
        seconds=st.sampled_from([1, 30, 61, 9 * 60, 11 * 60, 16 * 60, 61 * 60, 13 * 3600, 15 * 24 * 3600]),
    )
    def time_passes(self, seconds: int) -> None:
        self.clock.shift(timedelta(seconds=seconds))

    @rule(who=PEOPLE)
    def the_password_is_changed_elsewhere(self, who: int) -> None:
        person = self.people[who]
        self.passwords += 1
        person.password = f"Neun-Katzen-im-Garten-{self.passwords}"
        with self.app.app_context(), transaction() as session:
            account = session.get_one(Account, person.account.id)
            new_hash = hash_password(person.password)
            replace_password(session, account, new_hash, person_actor(account.id), reason=Replacement.RESET)
        person.changed_at, person.is_change_due = current_time(), False
        self.end_sessions(person)

    @rule(who=PEOPLE)
    def everybody_is_signed_out_elsewhere(self, who: int) -> None:
        with self.app.app_context(), transaction() as session:
            end_other_sessions(session, self.people[who].account.id, None)
        self.end_sessions(self.people[who])

    @rule(who=PEOPLE)
    def the_account_is_disabled_or_enabled(self, who: int) -> None:
        person = self.people[who]
        person.is_enabled = not person.is_enabled
        self.database.change(person.account, disabled_at=None if person.is_enabled else current_time())

    @rule(who=PEOPLE)
    def a_new_password_is_due(self, who: int) -> None:
        self.people[who].is_change_due = True
        self.store(self.people[who], password_change_due_at=current_time(), password_change_reason="temporary")

    @precondition(lambda self: not all(person.is_demanded for person in self.people))
    @rule(who=PEOPLE)
    def the_organization_demands_a_factor(self, who: int) -> None:
        member = create_membership(self.database, self.people[who].account)
        self.database.change(
            self.database.one(select(Organization).where(Organization.id == member.organization_id)),
            second_factor="all",
        )
        self.people[who].is_demanded = True

    @precondition(lambda self: any(person.phone for person in self.people))
    @rule(data=st.data())
    def the_app_is_removed_elsewhere(self, data: st.DataObject) -> None:
        person = data.draw(st.sampled_from([person for person in self.people if person.phone]))
        with self.app.app_context(), transaction() as session:
            get_factor("totp").remove_all(session, person.account.id)
            session.get_one(Account, person.account.id).has_second_factor = False
            end_other_sessions(session, person.account.id, None)
        person.phone, person.last_step = None, 0
        self.end_sessions(person)

    def draw(self, data: st.DataObject) -> Visit:
        # The newest ones: there most is still to happen.
        return data.draw(st.sampled_from(self.visits[-4:]))

    def store(self, person: Person, **values: object) -> None:
        with self.database.transaction() as session:
            account = session.get_one(Account, person.account.id)
            for name, value in values.items():
                setattr(account, name, value)


def test_signing_in_holds_in_any_order(make_app, database, clock):
    class Here(SigningIn):
        pass

    Here.app, Here.database, Here.clock = make_app(**SETTINGS), database, clock

    run_state_machine_as_test(Here, settings=settings(max_examples=10, stateful_step_count=25))
