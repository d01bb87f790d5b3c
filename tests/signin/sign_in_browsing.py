"""Two browsers, three people and an application, and after each request the comparison with the model."""

import hashlib
import re
from datetime import timedelta
from typing import ClassVar

import time_machine
from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlalchemy import select
from werkzeug.test import TestResponse

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.interactions import Interaction
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.sessions import SsoSession
from idp.sessions.web import session_cookie_name
from tests.conftest import FROZEN_AT
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.authenticator import create_passkey
from tests.factories.factors import create_app_of
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.provisioning.applications import ISSUER
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient
from tests.signin.sign_in_model import (
    Pending,
    Person,
    Session,
    Visit,
    holds,
    is_multi,
    is_pending_live,
    may_step_up,
    missing,
    satisfies,
)

HOST = ISSUER.removeprefix("https://")
SESSION_LIFE = timedelta(hours=12)
VISIT_PATH = re.compile(r"^/(?:signin|interaction|consent|register)/(int_[A-Za-z0-9_-]+)")
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Browsing(RuleBasedStateMachine):
    """What the rules are made of; a subclass names the application, its database and the clock."""

    app: ClassVar[Application]
    database: ClassVar[Database]
    clock: ClassVar[time_machine.Traveller]

    def __init__(self) -> None:
        super().__init__()
        self.clock.move_to(FROZEN_AT)
        self.database.empty()
        self.browsers = [self.app.test_client(), self.app.test_client()]
        self.tokens = ["", ""]
        self.sessions: list[Session | None] = [None, None]
        self.visits: list[Visit] = []
        self.asking = "page"
        self.passwords = 0
        self.people = [self.make_person() for _ in range(3)]
        # One with an app, one with a passkey, one with nothing but the password.
        self.people[0].phone = create_app_of(self.database, self.app.secret_box, self.people[0].account)
        self.people[1].passkey = create_passkey(self.database, self.people[1].account, counter=None)
        self.rps = [create_relying_party(self.database, browser) for browser in self.browsers]
        for n in range(2):
            self.get(n, "/password-reset")

    def make_person(self) -> Person:
        account = create_account(self.database)
        return Person(account, PASSWORD, account.password_changed_at)

    # What a browser does; after each request the product and the model must agree

    def get(self, n: int, path: str) -> TestResponse:
        visit = self.visit_of(path)
        if visit and path.startswith("/interaction/"):
            self.step_up(n, visit)
        return self.seen(n, visit, self.browsers[n].get(path))

    def post(self, n: int, path: str, values: dict[str, str], *, takes_json: bool = False) -> TestResponse:
        headers = {"Origin": ISSUER, "Sec-Fetch-Site": "same-origin"}
        if takes_json:
            headers["Accept"] = "application/json"
        answer = self.browsers[n].post(path, data={"csrf_token": self.tokens[n], **values}, headers=headers)
        return self.seen(n, self.visit_of(path), answer)

    def seen(self, n: int, visit: Visit | None, answer: TestResponse) -> TestResponse:
        assert answer.status_code < 500, answer.text
        if found := TOKEN.search(answer.text if answer.mimetype == "text/html" else ""):
            self.tokens[n] = found[1]
        if visit:
            self.settle(n, visit)
        self.meet(n, answer.headers.get("Location", ""))
        return answer

    def follow(self, n: int, answer: TestResponse, visit: Visit | None = None) -> None:
        """To the page at the end, or out of the house."""
        hops = 0
        while answer.status_code == 303:
            if not answer.location.startswith("/"):
                return self.leave(n, visit, answer)
            visit = self.visit_of(answer.location) or visit
            answer, hops = self.get(n, answer.location), hops + 1
            assert hops < 12, f"round in circles at {answer.request.path}"
        if answer.mimetype == "text/html":
            main = answer.text.partition("<main")[2].partition("</main>")[0]
            assert "<form" in main or 'href="' in main, f"a dead end: {answer.request.path}\n{main}"
        return None

    def leave(self, n: int, visit: Visit | None, answer: TestResponse) -> None:
        """An answer to the application: whom it is about, and what it says of the sign-in, must be so."""
        given, wish, held = answer_of(answer), visit.wish if visit else self.asking, self.held(n)
        was_over = visit is not None and visit.is_over
        if visit:
            visit.is_over = True
        if not given:
            assert was_over, "only what is over leads back to the application's own page"
            return
        if "code" not in given:
            was_denied = visit is not None and held is not None and visit.denied is held
            assert given["error"] == "access_denied", given
            assert was_denied
            return
        assert held is not None
        assert satisfies(visit, wish, held, current_time()), (wish, visit, held)
        code_hash = hashlib.sha256(given["code"].encode()).hexdigest()
        stored = self.database.one(select(AuthorizationRecord).where(AuthorizationRecord.code_hash == code_hash))
        assert stored.authenticated_at == held.at
        claims = self.rps[n].read_id_token(self.rps[n].redeem(given["code"]).get_json()["id_token"])
        assert claims["sub"] == held.person.account.id
        assert set(claims["amr"]) == held.amr | ({"mfa"} if is_multi(held.amr) else set())
        assert claims["acr"] == f"urn:einlass:acr:{2 if is_multi(held.amr) else 1}"

    def step_up(self, n: int, visit: Visit) -> None:
        """A request that wants no more than a second factor begins with what the session has proved."""
        held = self.held(n)
        if held and visit.browser == n and visit.is_live(current_time()) and may_step_up(visit, held, current_time()):
            self.begin(visit, Pending(held.person, held.amr, current_time(), base=held))

    def meet(self, n: int, location: str) -> None:
        """Remember an interaction that was begun."""
        found = VISIT_PATH.match(location)
        if found and all(visit.id != found[1] for visit in self.visits):
            visit = Visit(found[1], n, self.asking, current_time())
            self.visits.append(visit)
            self.step_up(n, visit)

    def visit_of(self, path: str) -> Visit | None:
        found = VISIT_PATH.match(path)
        return next((visit for visit in self.visits if found and visit.id == found[1]), None)

    # The model beside it

    def held(self, n: int) -> Session | None:
        session = self.sessions[n]
        is_live = session is not None and session.person.is_enabled and current_time() < session.at + SESSION_LIFE
        return session if is_live else None

    def is_own(self, n: int, visit: Visit) -> bool:
        return visit.browser == n and visit.is_live(current_time())

    def confirms(self, n: int, visit: Visit) -> Session | None:
        """The session whose person alone may answer here; None where anybody may sign in."""
        return self.held(n) if visit.wish == "confirmation" and self.is_own(n, visit) else None

    def is_waiting(self, n: int, visit: Visit) -> bool:
        return visit.browser == n and is_pending_live(visit, self.held(n), current_time())

    def begin(self, visit: Visit, pending: Pending) -> None:
        before = visit.pending
        pending.is_put_off = before is not None and before.person is pending.person and before.is_put_off
        visit.pending = pending

    def settle(self, n: int, visit: Visit) -> None:
        """Take over what the request has completed, after checking that it was complete."""
        row = self.database.one(select(Interaction).where(Interaction.id == visit.id))
        pending = visit.pending
        if row.pending_account_id is not None or pending is None:
            return
        assert self.is_waiting(n, visit), visit
        assert missing(visit, current_time()) is None, visit
        visit.pending = None
        if holds(pending) and pending.is_proof():
            held = self.held(n)
            if held is None or held.person is not pending.person:
                held = Session(row.settled[-1]["session"], pending.person, pending.amr, current_time())
            held.amr, held.at = pending.amr, current_time()
            self.sessions[n] = held
            visit.bind(held)
            visit.signed_in = held

    def end_sessions(self, person: Person, but: int | None = None) -> None:
        for n, session in enumerate(self.sessions):
            if session and session.person is person and n != but:
                self.sessions[n] = None

    def go_on(self, n: int, answer: TestResponse, visit: Visit) -> None:
        """Where nothing is missing any more, the way leads to the session; nobody gets stuck."""
        self.follow(n, answer, visit)
        if visit.pending is not None and self.is_waiting(n, visit):
            assert missing(visit, current_time()) is not None, visit

    # What holds at any time

    @invariant()
    def what_is_stored_is_what_was_proved(self) -> None:
        for n, browser in enumerate(self.browsers):
            self.compare_session(browser, self.held(n))
        for visit in self.visits:
            if not visit.is_over:
                self.compare_pending(visit)
        for person in self.people:
            asked_at = self.database.one(select(Account.second_factor_asked_at).where(Account.id == person.account.id))
            assert person.asked_at in (None, asked_at)
            assert asked_at is None or person.is_demanded
            person.asked_at = asked_at
        self.clock.shift(timedelta(seconds=1))

    def compare_session(self, browser: PageClient, held: Session | None) -> None:
        cookie = browser.get_cookie(session_cookie_name(is_https=True), domain=HOST)
        token = hashlib.sha256((cookie.value if cookie else "").encode()).hexdigest()
        found = self.database.rows(
            select(SsoSession)
            .join(Account, Account.id == SsoSession.account_id)
            .where(
                SsoSession.token_hash == token,
                SsoSession.ended_at.is_(None),
                SsoSession.expires_at > current_time(),
                Account.disabled_at.is_(None),
            )
        )
        stored = [(row.id, row.account_id, frozenset(row.amr) - {"mfa"}, row.authenticated_at) for row in found]
        assert stored == ([(held.id, held.person.account.id, held.amr, held.at)] if held else [])

    def compare_pending(self, visit: Visit) -> None:
        row = self.database.one(select(Interaction).where(Interaction.id == visit.id))
        assert row.completed_at is None
        stored = (row.pending_account_id, frozenset(row.pending_amr or ()) - {"mfa"})
        pending = visit.pending
        assert stored == ((pending.person.account.id, pending.amr) if pending else (None, frozenset()))
