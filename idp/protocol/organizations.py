"""The organization that a request is answered for. Pure: memberships in, decision out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from idp.protocol.authorization_request import AuthorizationRequest
from idp.protocol.client import Client
from idp.protocol.scopes import claims_of

ORGANIZATION_CLAIMS = frozenset({"organization", "organizations", "tenant", "groups"})


class OrganizationDecision(StrEnum):
    """For which organization a session answers a request."""

    NOT_ASKED = "not_asked"
    """The request asks for none of the claims."""
    NONE = "none"
    """The account belongs to no organization: the answer says so."""
    ACT = "act"
    """For this one."""
    CHOOSE = "choose"
    """There are several, and none was asked for or chosen before: the person chooses."""
    REFUSE = "refuse"
    """The request asks for an organization that the account does not belong to."""
    LACK = "lack"
    """The account lacks there what the client requires of its people."""


@dataclass(frozen=True, slots=True)
class OrganizationDemands:
    """What an organization, or the strictest of several, demands of a member's sign-in: a second factor, and that it is
    not older than so many hours (0: as old as the portal lets it be)."""

    second_factor: bool = False
    session_hours: int = 0

    def is_outlived(self, authenticated_at: datetime, now: datetime) -> bool:
        """Whether a sign-in at that time is too old by now."""
        return self.session_hours > 0 and now - authenticated_at > timedelta(hours=self.session_hours)


NO_DEMANDS = OrganizationDemands()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A live membership that may be the one: whether the request asks for its organization, the session has chosen it
    at this portal, or the account did so the last time; and what the organization demands of its sign-in."""

    organization_id: str
    is_asked: bool = False
    is_chosen: bool = False
    is_last: bool = False
    demands: OrganizationDemands = NO_DEMANDS

    @property
    def is_settled(self) -> bool:
        """Whether nothing has to be chosen."""
        return self.is_asked or self.is_chosen or self.is_last


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveOrganization:
    """The decision, with the membership that it is about where there is one; ``lacks`` is the right that is missing."""

    decision: OrganizationDecision
    membership: Candidate | None = None
    lacks: str | None = None

    @property
    def organization_id(self) -> str | None:
        """The organization that the answer is given for."""
        is_active = self.decision is OrganizationDecision.ACT and self.membership is not None
        return self.membership.organization_id if is_active and self.membership else None

    @property
    def is_news(self) -> bool:
        """Whether the session has not chosen it yet, but acts for it from now on."""
        membership = self.membership if self.decision is OrganizationDecision.ACT else None
        return membership is not None and membership.is_settled and not membership.is_chosen


NOT_ASKED = ActiveOrganization(decision=OrganizationDecision.NOT_ASKED)


def asks_organization(request: AuthorizationRequest, client: Client) -> bool:
    """Whether the answer depends on the organization that the account acts for."""
    if request.organization is not None or client.required_rights:
        return True
    return not ORGANIZATION_CLAIMS.isdisjoint(claims_of(request.scope) | request.claims.names())


def decide_organization(asked: str | None, candidates: Sequence[Candidate]) -> ActiveOrganization:
    """For which of the account's memberships a session answers. The best comes first, and two are enough.

    An organization that was asked for is that one or none: nothing that was chosen before takes its place.
    """
    first = candidates[0] if candidates else None
    if asked is not None and (first is None or not first.is_asked):
        return ActiveOrganization(decision=OrganizationDecision.REFUSE)
    if first is None:
        return ActiveOrganization(decision=OrganizationDecision.NONE)
    if first.is_settled or len(candidates) == 1:
        return ActiveOrganization(decision=OrganizationDecision.ACT, membership=first)
    return ActiveOrganization(decision=OrganizationDecision.CHOOSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRights:
    """What a membership gives at the client's portal."""

    is_administrator: bool
    billing: bool
    roles: Sequence[str]
    products: Sequence[str]


def find_lacking_right(required: Sequence[str], held: HeldRights | None) -> str | None:
    """The first of the rights that a client requires which is not held; None where all are.

    A right is `member`, `administrator`, `billing`, `role:KEY` or `product:KEY`.
    """
    return next((right for right in required if held is None or not _is_held(right, held)), None)


def _is_held(right: str, held: HeldRights) -> bool:
    kind, _, key = right.partition(":")
    match kind:
        case "administrator":
            return held.is_administrator
        case "billing":
            return held.billing or held.is_administrator
        case "role":
            return key in held.roles
        case "product":
            return key in held.products
        case _:
            return True
