"""A sign-in as an ordered policy of steps. What is due is decided anew after every step; none names its successor.

There are two kinds, in one list (`signin.steps`): what a sign-in in progress lacks before its session is opened, and
what the relying party's request asks of a session before it is answered.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from idp.protocol.authentication_methods import acr_of
from idp.protocol.claims import ClaimsRequest
from idp.protocol.errors import AccessDenied, OAuthError
from idp.protocol.request_demands import needed_scopes
from idp.protocol.request_facts import Situation
from idp.protocol.scopes import OPENID
from idp.protocol.second_factor import SignInFacts

# What a person can settle within an interaction, by the names under which it is kept there.
SIGNED_IN = "signed_in"
STEPPED_UP = "stepped_up"
ACCOUNT_CHOSEN = "account_chosen"
CONSENTED = "consented"
CONSENT_DENIED = "consent_denied"
DEVICE_CONFIRMED = "device_confirmed"
REFUSAL_SEEN = "refusal_seen"
ORGANIZATION_REFUSAL_SEEN = "organization_refusal_seen"
JOURNEY_DECLINED = "journey_declined"
ENROLMENT_PUT_OFF = "enrolment_put_off"
TRUST_REQUESTED = "trust_requested"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that a person has to do on a page. `page` is its URL name, which takes `interaction`."""

    key: str
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInStep(Step):
    """What a sign-in whose first factor was checked may lack."""

    is_due: Callable[[SignInFacts, datetime], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestStep(Step):
    """What a request may ask of the session that would answer it, or for want of one.

    `settles`: any of these, settled for the session, is all that the person can do. The step is then passed over or,
    where the request can't be answered without it, refused with `unmet`.
    `silent_error`: the answer under prompt=none, which forbids any page (Core §3.1.2.6).
    `needs_active`: the page is about the person who acts in the browser, so the session must be made the active one.
    `continues_session`: the sign-in begins with what the session has proved, and lacks only the rest.
    `reason`: why a person who is signed in is asked to sign in again, in words that may name the client (`%(name)s`);
    None where the page speaks to another person.
    """

    is_due: Callable[[Situation], bool]
    silent_error: Callable[[], OAuthError]
    settles: frozenset[str] = frozenset()
    unmet: Callable[[], OAuthError] | None = None
    needs_active: bool = False
    continues_session: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """This step is due."""

    step: RequestStep


@dataclass(frozen=True, slots=True)
class Switch:
    """Make the session that answers the active one, then decide again."""


@dataclass(frozen=True, slots=True)
class Issue:
    """Answer with success, for these scopes and individually requested claims and no more."""

    scopes: tuple[str, ...]
    claims: ClaimsRequest


@dataclass(frozen=True, slots=True)
class Refuse:
    """Answer with this error."""

    error: OAuthError


@dataclass(frozen=True, slots=True)
class Lacking:
    """The sign-in lacks this step."""

    step: SignInStep


@dataclass(frozen=True, slots=True)
class Complete:
    """The sign-in lacks nothing; `acr` is what was reached."""

    acr: str


def decide_request(steps: Iterable[Step], situation: Situation) -> Due | Switch | Issue | Refuse:
    """The next step for a request, or its end (OpenID Connect Core §3.1.2.1, §3.1.2.3, §3.1.2.4)."""
    settled = situation.facts.settled
    if CONSENT_DENIED in settled:
        return Refuse(AccessDenied("The person did not allow the access."))
    for step in steps:
        if not isinstance(step, RequestStep) or not step.is_due(situation):
            continue
        if not settled & step.settles:
            return _enter(step, situation)
        if step.unmet is not None:
            return Refuse(step.unmet())
    return _issue(situation)


def decide_sign_in(steps: Iterable[Step], facts: SignInFacts, now: datetime) -> Lacking | Complete:
    """What a sign-in in progress lacks next."""
    lacking = (step for step in steps if isinstance(step, SignInStep) and step.is_due(facts, now))
    step = next(lacking, None)
    return Lacking(step) if step else Complete(acr_of(facts.amr))


def _enter(step: RequestStep, situation: Situation) -> Due | Switch | Refuse:
    if "none" in situation.request.prompt:
        return Refuse(step.silent_error())
    return Switch() if step.needs_active and not situation.facts.is_active else Due(step)


def _issue(situation: Situation) -> Issue | Refuse:
    request, facts = situation.request, situation.facts
    allowed = frozenset(needed_scopes(request))
    if situation.client.consent == "explicit" or CONSENTED in facts.settled:
        allowed &= facts.granted_scopes
    scopes = tuple(name for name in request.scope if name in allowed)
    if not scopes or (request.is_openid and OPENID not in scopes):
        return Refuse(AccessDenied("The person did not allow the access."))
    return Issue(scopes, request.claims.limited_to(allowed))
