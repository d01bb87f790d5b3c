"""What has to happen next with an authorization request: the heart of sign-in, as one pure decision.

The dispatcher asks again after every step with fresh `Facts`, until the answer is `Issue` or `Refuse`. A step
never names its successor.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from idp.protocol.authorization_request import AuthorizationRequest
from idp.protocol.claims import ClaimsRequest
from idp.protocol.client import Client
from idp.protocol.errors import (
    AccessDenied,
    AccountSelectionRequired,
    ConsentRequired,
    InteractionRequired,
    LoginRequired,
    OAuthError,
    UnmetAuthenticationRequirements,
)
from idp.protocol.scopes import OPENID, scopes_of
from idp.protocol.tokens import ACR_MULTI_FACTOR


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """A live session of the browser; `subject` is the `sub` that the client would see (`subject_of`)."""

    subject: str
    auth_time: datetime
    sid: str
    acr: str | None = None
    amr: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known about the person at this moment.

    `session`: the one that would answer (see `find_answering`). `is_active`: it is that of the person who acts in this
    browser, not of somebody beside. `has_others`: further people are signed in with the browser.
    `is_other_hinted`: the `login_hint` names one of them, and not the person of `session`.
    `signed_in_here`: credentials were checked for the session's account within this very interaction.
    `account_chosen`: the person said within this interaction that the session's account is the one to use.
    `consented_here`: the person answered the consent page within this interaction; `granted_scopes` then
    holds the outcome.
    `granted_scopes`: what the session's account has granted this client and not withdrawn.
    `hint_subject`: the `sub` of a verified `id_token_hint`.
    `can_step_up`: the session's account has a second factor that it could be asked for.
    """

    session: SessionFacts | None = None
    is_active: bool = True
    has_others: bool = False
    is_other_hinted: bool = False
    signed_in_here: bool = False
    account_chosen: bool = False
    consented_here: bool = False
    granted_scopes: frozenset[str] = frozenset()
    hint_subject: str | None = None
    can_step_up: bool = False


class SignInReason(StrEnum):
    """Why credentials are asked for; pages say it in plain words."""

    NO_SESSION = "no_session"
    OTHER_PERSON = "other_person"
    PROMPT = "prompt"
    TOO_OLD = "too_old"
    STRONGER = "stronger"


@dataclass(frozen=True, slots=True)
class SignIn:
    """Ask for credentials; an existing session does not do."""

    reason: SignInReason


@dataclass(frozen=True, slots=True)
class StepUp:
    """Ask the signed-in person for a second factor, beside what was proven already."""


@dataclass(frozen=True, slots=True)
class Register:
    """Offer to create an account (Initiating User Registration via OpenID Connect 1.0 §4)."""


@dataclass(frozen=True, slots=True)
class SelectAccount:
    """Ask which account is to be used: one that is signed in here, or another."""


@dataclass(frozen=True, slots=True)
class Switch:
    """Make the session that answers the active one, then decide again: the person has to act, on pages that are always
    about who is active."""


@dataclass(frozen=True, slots=True)
class AskConsent:
    """Ask the person to allow `scopes`, in the order to show them."""

    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """Answer with success, for these scopes and individually requested claims and no more."""

    scopes: tuple[str, ...]
    claims: ClaimsRequest


@dataclass(frozen=True, slots=True)
class Refuse:
    """Answer with this error."""

    error: OAuthError


Step = SignIn | StepUp | Register | SelectAccount | AskConsent
Decision = Step | Switch | Issue | Refuse


def decide(request: AuthorizationRequest, client: Client, facts: Facts, now: datetime) -> Decision:
    """The next step for this request, or its end (OpenID Connect Core §3.1.2.1, §3.1.2.3, §3.1.2.4)."""
    decision = _decide(request, client, facts, now)
    if not isinstance(decision, Step):
        return decision
    if "none" in request.prompt:
        return Refuse(_silently_impossible(decision))
    # Whoever signs in, registers or is chosen becomes active by that, and not before.
    return Switch() if not facts.is_active and isinstance(decision, StepUp | AskConsent) else decision


def is_meant(request: AuthorizationRequest, hint_subject: str | None, session: SessionFacts) -> bool:
    """Core §3.1.2.1: whether `id_token_hint` and `claims`, where they name somebody, name this person."""
    return hint_subject in (None, session.subject) and (
        not request.claims.subjects or session.subject in request.claims.subjects
    )


def is_somebody_named(request: AuthorizationRequest, hint_subject: str | None) -> bool:
    """Whether nobody but a certain person may be answered for."""
    return hint_subject is not None or bool(request.claims.subjects)


def find_answering(
    request: AuthorizationRequest,
    hint_subject: str | None,
    active: SessionFacts | None,
    others: Iterable[SessionFacts],
    *,
    is_settled: bool = False,
) -> SessionFacts | None:
    """The session that a request is about: the active one, unless another one is that of the person who was named.

    Without a name nobody else answers: who acts in a browser is chosen by its people, not by relying parties. Nor does
    anybody else where the active person has signed in or was chosen for this very request (`is_settled`).
    """
    if is_settled or not is_somebody_named(request, hint_subject):
        return active
    if active is not None and is_meant(request, hint_subject, active):
        return active
    return next((each for each in others if is_meant(request, hint_subject, each)), active)


def _decide(request: AuthorizationRequest, client: Client, facts: Facts, now: datetime) -> Decision:
    session = facts.session
    if "create" in request.prompt and not facts.signed_in_here:
        return Register()
    if session is None:
        return _check_others(request, facts) or SignIn(SignInReason.NO_SESSION)
    return (
        _check_person(request, facts, session)
        or _check_account_choice(request, facts)
        or _check_freshness(request, client, facts, session, now)
        or _check_acr(request, client, facts, session)
        or _check_consent(request, client, facts)
        or _issue(request, client, facts)
    )


def _silently_impossible(step: Step) -> OAuthError:
    """prompt=none forbids any page; the error names the one that was needed (Core §3.1.2.6)."""
    match step:
        case SignIn() | StepUp():
            return LoginRequired("The person has to sign in.")
        case SelectAccount():
            return AccountSelectionRequired("The person has to choose an account.")
        case AskConsent():
            return ConsentRequired("The person has to give consent.")
        case Register():
            return InteractionRequired("The person has to act.")


def _check_others(request: AuthorizationRequest, facts: Facts) -> Decision | None:
    """Nobody acts in this browser, but somebody may. Choosing would be idle where credentials are asked for anyway, or
    where none of those who are there was named."""
    if not facts.has_others or is_somebody_named(request, facts.hint_subject):
        return None
    return SelectAccount() if "login" not in request.prompt or "select_account" in request.prompt else None


def _check_person(request: AuthorizationRequest, facts: Facts, session: SessionFacts) -> Decision | None:
    """Core §3.1.2.1: nobody but the person whom `id_token_hint` or `claims` names may be answered for."""
    if is_meant(request, facts.hint_subject, session):
        return None
    if facts.signed_in_here:
        return Refuse(LoginRequired("Somebody else than the person asked for has signed in."))
    return SignIn(SignInReason.OTHER_PERSON)


def _check_account_choice(request: AuthorizationRequest, facts: Facts) -> Decision | None:
    """Whoever has just typed credentials has thereby chosen the account.

    A `login_hint` for one of the others who are signed in here makes the choice worth asking for. Silently it says
    nothing: anybody can write one, and would learn who else is there.
    """
    if facts.account_chosen or facts.signed_in_here:
        return None
    is_hinted = facts.is_other_hinted and "none" not in request.prompt
    return SelectAccount() if is_hinted or "select_account" in request.prompt else None


def _check_freshness(
    request: AuthorizationRequest, client: Client, facts: Facts, session: SessionFacts, now: datetime
) -> Decision | None:
    """Core §3.1.2.1 prompt=login and max_age.

    A sign-in within this interaction satisfies both, however long the consent page took since: otherwise
    max_age=1 could never end. max_age=0 means prompt=login, even in the very second of another sign-in.
    """
    if facts.signed_in_here:
        return None
    if "login" in request.prompt:
        return SignIn(SignInReason.PROMPT)
    limit = _max_age(request, client)
    if limit is not None and (limit == 0 or (now - session.auth_time).total_seconds() > limit):
        return SignIn(SignInReason.TOO_OLD)
    return None


def _check_acr(request: AuthorizationRequest, client: Client, facts: Facts, session: SessionFacts) -> Decision | None:
    """Core §5.5.1.1: only an essential acr with values binds.

    `acr_values` is a wish: it leads to a second factor where the person has one and may be asked, and is answered
    truthfully in any case.
    """
    required = request.claims.essential_acr
    if not required:
        wishes_it = prefers_multi_factor(request, client) and "none" not in request.prompt
        return StepUp() if wishes_it and facts.can_step_up and session.acr != ACR_MULTI_FACTOR else None
    if session.acr in required:
        return None
    if facts.signed_in_here:
        return Refuse(UnmetAuthenticationRequirements("The essential acr could not be reached."))
    return StepUp() if ACR_MULTI_FACTOR in required else SignIn(SignInReason.STRONGER)


def prefers_multi_factor(request: AuthorizationRequest, client: Client) -> bool:
    """Whether a second factor stands first among the acr values wished for (Core §3.1.2.1: in order of preference)."""
    wished = request.acr_values or client.default_acr_values
    return wished[:1] == (ACR_MULTI_FACTOR,)


def demands_multi_factor(request: AuthorizationRequest) -> bool:
    """Whether the request can't be answered without a second factor."""
    required = request.claims.essential_acr
    return bool(required) and required <= {ACR_MULTI_FACTOR}


def _check_consent(request: AuthorizationRequest, client: Client, facts: Facts) -> Decision | None:
    """Core §3.1.2.4, and §11 for offline_access: ask when told to, and when something is not granted yet."""
    if facts.consented_here:
        return None
    needed = needed_scopes(request)
    if "consent" in request.prompt:
        return AskConsent(needed)
    if client.consent == "explicit" and not facts.granted_scopes.issuperset(needed):
        return AskConsent(needed)
    return None


def needed_scopes(request: AuthorizationRequest) -> tuple[str, ...]:
    """The scopes asked for, then those whose claims are asked for one by one."""
    implied = scopes_of(request.claims.names()).difference(request.scope)
    return (*request.scope, *sorted(implied))


def _issue(request: AuthorizationRequest, client: Client, facts: Facts) -> Decision:
    allowed = frozenset(needed_scopes(request))
    if client.consent == "explicit" or facts.consented_here:
        allowed &= facts.granted_scopes
    scopes = tuple(name for name in request.scope if name in allowed)
    if not scopes or (request.is_openid and OPENID not in scopes):
        return Refuse(AccessDenied("The person did not allow the access."))
    return Issue(scopes, request.claims.limited_to(allowed))


def _max_age(request: AuthorizationRequest, client: Client) -> int | None:
    """Seconds; the request overrides the client's default (Dynamic Client Registration 1.0 §2)."""
    return client.default_max_age if request.max_age is None else request.max_age
