"""What is known of the browser's sessions when an authorization request is decided, and which of them it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from idp.protocol.admission import AdmissionDecision
from idp.protocol.authorization_request import AuthorizationRequest
from idp.protocol.client import Client
from idp.protocol.organizations import NOT_ASKED, ActiveOrganization


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """A live session of the browser; `subject` is the `sub` that the client knows it by, None where it knows none."""

    subject: str | None
    auth_time: datetime
    sid: str
    acr: str | None = None
    amr: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known about the person at this moment.

    `session`: the one that would answer (see `find_answering`). `is_active`: it is that of the person who acts in this
    browser, not of another account beside. `has_others`: further people are signed in with the browser.
    `is_other_hinted`: the `login_hint` names one of them, and not the person of `session`.
    `is_choice_due`: one of the browser's people has signed out, and who of the others sits there is not known.
    `settled`: the names of what this session's person has settled within this very interaction (`steps`).
    `granted_scopes`: what the session's account has granted this client and not withdrawn.
    `hint_subject`: the `sub` of a verified `id_token_hint`.
    `can_step_up`: the session's account has a second factor that it could be asked for.
    `admission`: whether the session's account enters the client's portal.
    `lacks_second_factor`: a fresh sign-in there by what the session has proved would be asked for a second factor.
    `is_outlived`: the sign-in is older than an organization of the account lets it be.
    `session_ends_at`: until when the sign-in holds at most, as the installation and that organization let it.
    `organization`: the one that the session answers for.
    """

    session: SessionFacts | None = None
    is_active: bool = True
    has_others: bool = False
    is_other_hinted: bool = False
    is_choice_due: bool = False
    settled: frozenset[str] = frozenset()
    granted_scopes: frozenset[str] = frozenset()
    hint_subject: str | None = None
    can_step_up: bool = False
    admission: AdmissionDecision = AdmissionDecision.ENTER
    lacks_second_factor: bool = False
    is_outlived: bool = False
    session_ends_at: datetime | None = None
    organization: ActiveOrganization = NOT_ASKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A request, its client as registered now, and what is known about the person."""

    request: AuthorizationRequest
    client: Client
    facts: Facts
    now: datetime

    @property
    def joins_portal(self) -> bool:
        """Whether the first answer admits the account to the client's portal."""
        return self.facts.admission is AdmissionDecision.JOIN


def is_meant(request: AuthorizationRequest, hint_subject: str | None, session: SessionFacts) -> bool:
    """Core §3.1.2.1: whether `id_token_hint` and `claims`, where they name a person, name this one."""
    return hint_subject in (None, session.subject) and (
        not request.claims.subjects or session.subject in request.claims.subjects
    )


def is_subject_named(request: AuthorizationRequest, hint_subject: str | None) -> bool:
    """Whether only a certain person may be answered for."""
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

    Without a name only the active one answers: who acts in a browser is chosen by its people, not by relying parties.
    So it is where the active person has signed in or was chosen for this very request (`is_settled`).
    """
    if is_settled or not is_subject_named(request, hint_subject):
        return active
    if active is not None and is_meant(request, hint_subject, active):
        return active
    return next((each for each in others if is_meant(request, hint_subject, each)), active)
