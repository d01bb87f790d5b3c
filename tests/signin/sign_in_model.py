"""What a sign-in must come to, told a second time and independently: who has proved what, in which browser, and when.

No product code decides here. The state machine beside it acts on both and compares.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from idp.accounts.models import Account
from tests.factories.authenticator import Authenticator
from tests.factories.factors import App

WISHES = {
    "nothing": {},
    "login": {"prompt": "login"},
    "fresh": {"max_age": "60"},
    "account": {"prompt": "select_account"},
    "consent": {"prompt": "consent"},
    "preferred": {"acr_values": "urn:einlass:acr:2"},
    "essential": {"claims": '{"id_token":{"acr":{"essential":true,"values":["urn:einlass:acr:2"]}}}'},
    "login, essential": {
        "prompt": "login",
        "claims": '{"id_token":{"acr":{"essential":true,"values":["urn:einlass:acr:2"]}}}',
    },
}
"""What a relying party asks for, beside the request itself."""

PENDING = timedelta(minutes=15)
INTERACTION = timedelta(minutes=60)
RECENT = timedelta(minutes=10)
GRACE = timedelta(days=14)
MAX_AGE = timedelta(seconds=60)


@dataclass(eq=False)
class Person:
    """Somebody with an account, and what that person has."""

    account: Account
    password: str
    changed_at: datetime
    phone: App | None = None
    passkey: Authenticator | None = None
    last_step: int = 0
    is_enabled: bool = True
    is_change_due: bool = False
    is_demanded: bool = False
    asked_at: datetime | None = None

    @property
    def has_factor(self) -> bool:
        return self.phone is not None or self.passkey is not None


@dataclass(eq=False)
class Session:
    """Somebody signed in with a browser; ``amr`` without what only sums it up."""

    id: str
    person: Person
    amr: frozenset[str]
    at: datetime


@dataclass(eq=False)
class Pending:
    """What was proved within a sign-in so far; ``base``: the session that it steps up, and no proof by itself."""

    person: Person
    amr: frozenset[str]
    since: datetime
    base: Session | None = None
    is_put_off: bool = False

    def is_proof(self) -> bool:
        return self.base is None or not self.amr <= self.base.amr


@dataclass(eq=False)
class Visit:
    """What a browser came for: an application with its wish, a page of ours ("page"), or one of those for which whoever
    is signed in confirms who they are ("confirmation")."""

    id: str
    browser: int
    wish: str
    started_at: datetime
    pending: Pending | None = None
    signed_in: Session | None = None
    chosen: Session | None = None
    allowed: Session | None = None
    denied: Session | None = None
    is_over: bool = False

    def bind(self, session: Session) -> None:
        """What one person settled never speaks for the next one."""
        for name in ("signed_in", "chosen", "allowed", "denied"):
            if getattr(self, name) is not session:
                setattr(self, name, None)

    def is_live(self, now: datetime) -> bool:
        return not self.is_over and now < self.started_at + INTERACTION

    @property
    def is_from_application(self) -> bool:
        return self.wish in WISHES

    @property
    def demands_multi(self) -> bool:
        return "essential" in self.wish


def is_multi(amr: frozenset[str]) -> bool:
    """Two factors: a password with a code or a key, or a passkey that has verified its person."""
    return {"hwk", "user"} <= amr or ("pwd" in amr and bool(amr & {"otp", "hwk", "mail"}))


def missing(visit: Visit, now: datetime) -> str | None:
    """What stands between the pending sign-in and a session: "factor", "enrol", "password" or nothing."""
    pending = visit.pending
    assert pending is not None
    person = pending.person
    if not is_multi(pending.amr):
        if person.has_factor:
            return "factor"
        may_wait = person.asked_at is None or now < person.asked_at + GRACE
        if visit.demands_multi or (person.is_demanded and not (pending.is_put_off and may_wait)):
            return "enrol"
    return "password" if person.is_change_due else None


def is_pending_live(visit: Visit, held: Session | None, now: datetime) -> bool:
    """Whether what was proved still counts: for a quarter of an hour, and for a step-up as long as its session."""
    pending = visit.pending
    if pending is None or not visit.is_live(now) or now - pending.since > PENDING:
        return False
    return pending.base is None or pending.base is held


def holds(pending: Pending) -> bool:
    """Whether the person may still be let in by it: enabled, and with the same password as then."""
    return pending.person.is_enabled and pending.person.changed_at <= pending.since


def may_step_up(visit: Visit, held: Session, now: datetime) -> bool:
    """Whether nothing but a second factor is wanted of the session, and it may be asked for at once."""
    person = held.person
    if visit.wish not in {"essential", "preferred"} or is_multi(held.amr) or visit.signed_in is held:
        return False
    if visit.wish == "preferred":
        return person.has_factor
    return person.has_factor or now - held.at <= RECENT


def satisfies(visit: Visit | None, wish: str, held: Session, now: datetime) -> bool:
    """Whether a code may be given for the session."""
    is_here = visit is not None and visit.signed_in is held
    if wish == "consent" and not (visit is not None and visit.allowed is held):
        return False
    if "login" in wish and not is_here:
        return False
    if wish == "fresh" and not (is_here or now - held.at <= MAX_AGE):
        return False
    if wish == "account" and not (is_here or (visit is not None and visit.chosen is held)):
        return False
    return "essential" not in wish or is_multi(held.amr)
