"""Whether what was proved before is enough now: for a session at the portal of a client, and for a token.

The measure is a fresh sign-in by the same methods: what it would be asked for, the session or token lacks.
"""

from idp.admissions import find_admission
from idp.infrastructure.clock import now
from idp.portals.demands import PortalDemands
from idp.protocol.admission import Admission, AdmissionDecision, decide_admission
from idp.protocol.authentication_methods import ACR_MULTI_FACTOR, AMR_PASSWORD, acr_of
from idp.protocol.second_factor import lacks_second_factor
from idp.sessions import SignedIn
from idp.signin.facts import AuthenticationEvidence, facts_of


def evidence_of(signed_in: SignedIn) -> AuthenticationEvidence:
    """What a session has proved."""
    return AuthenticationEvidence(
        account_id=signed_in.account_id,
        amr=signed_in.amr,
        is_put_off=signed_in.is_enrolment_put_off,
        trust=signed_in.trust,
    )


def find_admission_at(signed_in: SignedIn, portal: str) -> Admission | None:
    """What is known of the session's account at a portal: no statement where the session was looked up there."""
    admission = signed_in.admission
    return admission if admission and admission.portal == portal else find_admission(signed_in.account_id, portal)


def lacks_factor(evidence: AuthenticationEvidence, admission: Admission, demands: PortalDemands) -> bool:
    """Whether a fresh sign-in under these demands would be asked for a second factor, or to set one up."""
    if acr_of(evidence.amr) == ACR_MULTI_FACTOR:
        return False
    facts = facts_of(evidence, admission, demands, has_factor=admission.has_second_factor)
    return lacks_second_factor(facts, now())


def session_lacks_factor(signed_in: SignedIn, demands: PortalDemands) -> bool:
    """The same of a session; never of one whose account was deleted meanwhile."""
    admission = find_admission_at(signed_in, demands.portal)
    return admission is not None and lacks_factor(evidence_of(signed_in), admission, demands)


def may_go_on(evidence: AuthenticationEvidence, admission: Admission, demands: PortalDemands) -> bool:
    """Whether a fresh sign-in under these demands would be let in without being asked for anything more."""
    used_password = AMR_PASSWORD in evidence.amr
    decision = decide_admission(demands.admission, admission, used_password=used_password)
    is_admitted = decision in {AdmissionDecision.ENTER, AdmissionDecision.JOIN}
    return is_admitted and not lacks_factor(evidence, admission, demands)
