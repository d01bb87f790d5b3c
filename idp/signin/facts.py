"""What the decision about a sign-in rests on, whether it was made just now or is remembered from before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from idp.clients.subjects.naming import find_subject
from idp.factors.registry import counted_amr, has_factor, weak_factors
from idp.infrastructure.clock import current_time
from idp.interactions import Interaction
from idp.interactions.requests import client_request_of
from idp.portals.demands import PortalDemands, demands_of
from idp.protocol.admission import Admission
from idp.protocol.authentication_methods import ACR_MULTI_FACTOR, ACR_SINGLE_FACTOR, acr_of
from idp.protocol.authorization_request import AuthorizationRequest
from idp.protocol.client import Client
from idp.protocol.request_demands import demands_multi_factor, prefers_multi_factor
from idp.protocol.request_facts import SessionFacts
from idp.protocol.second_factor import DeviceTrust, Policy, SignInFacts, is_demanded, strictest
from idp.sessions import SignedIn


@dataclass(frozen=True, slots=True)
class AcrRequirement:
    """What a request's ``acr`` says of a second factor: it demands one, or it prefers one where the account has it."""

    demands: bool = False
    prefers: bool = False


NO_ACR_REQUIREMENT = AcrRequirement()
"""That of a page of this server, which no relying party asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthenticationEvidence:
    """What a sign-in has proved: the account, and the methods (RFC 8176).

    ``authenticated_at`` is when the credentials were checked, None where that is happening now. ``is_put_off`` says
    that setting up a second factor was put off; ``remembered_at`` is when a remembered sign-in was made, None for any
    other. ``trust`` is the account's trust in the device, None where it must not count.
    """

    account_id: str
    amr: tuple[str, ...]
    authenticated_at: datetime | None = None
    is_put_off: bool = False
    remembered_at: datetime | None = None
    trust: DeviceTrust | None = None


def facts_of(
    evidence: AuthenticationEvidence,
    admission: Admission,
    demands: PortalDemands,
    requirement: AcrRequirement = NO_ACR_REQUIREMENT,
    *,
    has_factor: bool,
) -> SignInFacts:
    """The facts about this evidence under the demands of a portal and the requirement of a request.

    ``admission`` is what is known of the account there, ``has_factor`` whether it has set up a second factor.
    """
    policy = policy_of(admission, demands)
    must = requirement.demands or is_demanded(policy, is_administrator=admission.is_administrator)
    weak = weak_factors(evidence.account_id, demands) if must and not has_factor else []
    is_accepted = any(each.is_accepted(demands) for each in weak)
    is_enrolled = has_factor or is_accepted or any(not set(each.amr).issubset(evidence.amr) for each in weak)
    days = demands.second_factor.trusted_device_days
    is_trusted = evidence.trust is not None and evidence.trust.holds(days, current_time())
    return SignInFacts(
        amr=counted_amr(evidence.amr, demands, has_factor=has_factor),
        policy=policy,
        is_administrator=admission.is_administrator,
        enrolled=is_enrolled,
        is_device_trusted=is_trusted and (has_factor or is_accepted),
        needs_multi_factor=requirement.demands or (is_enrolled and requirement.prefers),
        grace_until=grace_until(admission.second_factor_asked_at, demands),
        is_put_off=evidence.is_put_off or _was_put_off(evidence, admission.second_factor_asked_at),
        is_password_change_due=admission.is_password_change_due,
    )


def policy_of(admission: Admission, demands: PortalDemands) -> Policy:
    """The policy on second factors that holds for the account at the portal: its own, or that of an organization."""
    of_organization = Policy.ALL if admission.organization.second_factor else Policy.OFF
    return strictest(Policy(demands.second_factor.policy), of_organization)


def is_multi_factor_at(demands: PortalDemands, amr: Sequence[str], *, has_factor: bool) -> bool:
    """Whether the methods count as two factors under these demands."""
    if acr_of(amr) != ACR_MULTI_FACTOR:
        return False
    return acr_of(counted_amr(amr, demands, has_factor=has_factor)) == ACR_MULTI_FACTOR


def acr_at(signed_in: SignedIn, client: Client) -> str:
    """What the session's methods amount to at the portal of a client."""
    known = signed_in.admission
    has_own = known.has_second_factor if known is not None else has_factor(signed_in.account_id)
    is_multi = is_multi_factor_at(demands_of(client), signed_in.amr, has_factor=has_own)
    return ACR_MULTI_FACTOR if is_multi else ACR_SINGLE_FACTOR


def session_facts(signed_in: SignedIn, client: Client | None) -> SessionFacts:
    """What the rules about a request of ``client`` need to know of a session; without a client there is no subject."""
    return SessionFacts(
        subject=find_subject(signed_in.account_id, client) if client else None,
        auth_time=signed_in.authenticated_at,
        sid=signed_in.session_id,
        acr=acr_at(signed_in, client) if client else signed_in.acr,
        amr=signed_in.amr,
    )


def acr_requirement_of(asked: AuthorizationRequest, client: Client) -> AcrRequirement:
    """What the request says of a second factor."""
    return AcrRequirement(demands_multi_factor(asked), prefers_multi_factor(asked, client))


def acr_requirement_of_interaction(interaction: Interaction) -> AcrRequirement:
    """The same of the request that the browser came with."""
    asked = client_request_of(interaction)
    return acr_requirement_of(asked.request, asked.client) if asked else NO_ACR_REQUIREMENT


def grace_until(asked_at: datetime | None, demands: PortalDemands) -> datetime | None:
    """Until when setting up a second factor may be put off by an account first asked for it at ``asked_at``."""
    days = demands.second_factor.grace_days
    return (asked_at or current_time()) + timedelta(days=days) if days else None


def _was_put_off(evidence: AuthenticationEvidence, asked_at: datetime | None) -> bool:
    """Whether a remembered sign-in without a second factor put it off: its account had been asked for one by then. One
    that the policy is younger than was not yet asked, and has to be."""
    return evidence.remembered_at is not None and asked_at is not None and asked_at <= evidence.remembered_at
