"""The facts about a session that a decision on an authorization request rests on."""

from idp.consent.service import granted_scopes
from idp.factors.registry import has_factor
from idp.infrastructure.clock import current_time
from idp.interactions import Interaction
from idp.oauth.resolved_session import ResolvedSession
from idp.organizations.active.decision import find_active_organization
from idp.portals.demands import demands_of
from idp.protocol.admission import AdmissionDecision
from idp.protocol.authentication_methods import ACR_MULTI_FACTOR
from idp.protocol.authorization_request import AuthorizationRequest
from idp.protocol.client import Client
from idp.protocol.organizations import NOT_ASKED
from idp.protocol.request_demands import prefers_multi_factor
from idp.protocol.request_facts import Facts, Situation
from idp.sessions.web import is_choice_due
from idp.signin.admission import admission_decision
from idp.signin.facts import acr_at, session_facts
from idp.signin.going_on import end_of_session, evidence_of, find_admission_for, is_outlived, lacks_factor


def situation_of(
    asked: AuthorizationRequest, client: Client, resolved: ResolvedSession, interaction: Interaction | None
) -> Situation:
    """The request with what is known of the session that would answer it; ``interaction`` where a page was shown."""
    return Situation(
        request=asked, client=client, facts=_facts(asked, client, resolved, interaction), now=current_time()
    )


def _facts(
    asked: AuthorizationRequest, client: Client, resolved: ResolvedSession, interaction: Interaction | None
) -> Facts:
    signed_in = resolved.signed_in
    asks_consent = signed_in is not None and (client.consent == "explicit" or interaction is not None)
    organization = find_active_organization(asked, client, signed_in) if signed_in else NOT_ASKED
    demands, evidence = demands_of(client), evidence_of(signed_in) if signed_in else None
    known = find_admission_for(signed_in, demands.portal, organization) if signed_in else None
    return Facts(
        session=session_facts(signed_in, client) if signed_in else None,
        is_active=resolved.handle is None,
        has_others=resolved.has_others,
        is_other_hinted=resolved.is_other_hinted,
        is_choice_due=is_choice_due(),
        settled=interaction.settled_by(signed_in.session_id)
        if interaction is not None and signed_in is not None
        else frozenset(),
        granted_scopes=granted_scopes(signed_in.account_id, client.client_id)
        if asks_consent and signed_in is not None
        else frozenset(),
        hint_subject=resolved.hint_subject,
        can_step_up=signed_in is not None
        and prefers_multi_factor(asked, client)
        and acr_at(signed_in, client) != ACR_MULTI_FACTOR
        and has_factor(signed_in.account_id),
        admission=admission_decision(signed_in, client) if signed_in else AdmissionDecision.ENTER,
        lacks_second_factor=known is not None and evidence is not None and lacks_factor(evidence, known, demands),
        is_outlived=known is not None and evidence is not None and is_outlived(evidence, known),
        session_ends_at=end_of_session(signed_in, known) if signed_in else None,
        organization=organization,
    )
