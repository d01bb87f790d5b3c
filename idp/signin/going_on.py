"""Whether what was proved before is enough now: for a session at a client's portal or a page of ours, and for a token.

The measure is a fresh sign-in by the same methods: what it would be asked for, the session or token lacks.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from idp.admissions import find_admission
from idp.infrastructure.clock import current_time
from idp.portals.account_demands import demands_of_account
from idp.portals.demands import PortalDemands
from idp.protocol.admission import Admission, AdmissionDecision, decide_admission, is_password_check_due
from idp.protocol.authentication_methods import AMR_PASSWORD
from idp.protocol.organizations import ActiveOrganization
from idp.protocol.second_factor import is_demanded, lacks_second_factor
from idp.sessions import SignedIn
from idp.signin.facts import AuthenticationEvidence, facts_of, is_multi_factor_at, policy_of


class Lack(StrEnum):
    """What a session lacks for the pages of its account."""

    SIGN_IN = "sign_in"
    """An organization of the account demands a sign-in that is not as old as this one: ask for another."""
    PASSWORD_CHECK = "password_check"  # noqa: S105 -- a step
    """The password was never compared with the rules of each portal that admitted the account: ask for it."""
    SECOND_FACTOR = "second_factor"
    """One of them demands a second factor that the session did not prove: ask for it, or have one set up."""


def evidence_of(signed_in: SignedIn) -> AuthenticationEvidence:
    """What a session has proved."""
    return AuthenticationEvidence(
        account_id=signed_in.account_id,
        amr=signed_in.amr,
        authenticated_at=signed_in.authenticated_at,
        is_put_off=signed_in.is_enrolment_put_off,
        trust=signed_in.trust,
    )


def find_admission_at(signed_in: SignedIn, portal: str) -> Admission | None:
    """What is known of the session's account at a portal: no statement where the session was looked up there."""
    admission = signed_in.admission
    return admission if admission and admission.portal == portal else find_admission(signed_in.account_id, portal)


def lacks_factor(evidence: AuthenticationEvidence, admission: Admission, demands: PortalDemands) -> bool:
    """Whether a fresh sign-in under these demands would be asked for a second factor, or to set one up."""
    has_factor = admission.has_second_factor
    policy = policy_of(admission, demands)
    if not has_factor and not is_demanded(policy, is_administrator=admission.is_administrator):
        return False  # most accounts: nothing was set up, and nothing demands it
    if is_multi_factor_at(demands, evidence.amr, has_factor=has_factor):
        return False
    facts = facts_of(evidence, admission, demands, has_factor=has_factor)
    return lacks_second_factor(facts, current_time())


def find_admission_for(signed_in: SignedIn, portal: str, organization: ActiveOrganization) -> Admission | None:
    """What is known of the session's account at a portal where it acts for ``organization``; None where the account was
    deleted meanwhile."""
    admission = find_admission_at(signed_in, portal)
    if admission is None or organization.membership is None:
        return admission
    return replace(admission, of_active=organization.membership.demands)


def may_go_on(evidence: AuthenticationEvidence, admission: Admission, demands: PortalDemands) -> bool:
    """Whether a fresh sign-in under these demands would be let in without being asked for anything more."""
    used_password = AMR_PASSWORD in evidence.amr
    decision = decide_admission(demands.admission, admission, used_password=used_password)
    is_admitted = decision in {AdmissionDecision.ENTER, AdmissionDecision.JOIN}
    return is_admitted and not is_outlived(evidence, admission) and not lacks_factor(evidence, admission, demands)


def is_outlived(evidence: AuthenticationEvidence, admission: Admission) -> bool:
    """Whether the credentials were checked longer ago than the account's organization lets a sign-in be."""
    checked_at = evidence.authenticated_at
    return checked_at is not None and admission.organization.is_outlived(checked_at, current_time())


def end_of_session(signed_in: SignedIn, admission: Admission | None) -> datetime | None:
    """When the session ends in any case: by itself, or because an organization lets no sign-in be older."""
    ends = [signed_in.expires_at] if signed_in.expires_at is not None else []
    if admission is not None and (hours := admission.organization.session_hours) > 0:
        ends.append(signed_in.authenticated_at + timedelta(hours=hours))
    return min(ends, default=None)


def find_lack(signed_in: SignedIn) -> Lack | None:
    """What the session lacks for the pages of its account: what a fresh sign-in at any of the portals that admitted the
    account would be asked for. None where nothing is missing, and where the account was deleted meanwhile."""
    demands = demands_of_account(signed_in.account_id)
    admission = find_admission_at(signed_in, demands.portal)
    if admission is None:
        return None
    if is_outlived(evidence_of(signed_in), admission):
        return Lack.SIGN_IN
    if AMR_PASSWORD in signed_in.amr and is_password_check_due(demands.admission, admission):
        return Lack.PASSWORD_CHECK
    return Lack.SECOND_FACTOR if lacks_factor(evidence_of(signed_in), admission, demands) else None


def is_enough_for_account_pages(signed_in: SignedIn) -> bool:
    """Whether the session opens the pages of its account."""
    return find_lack(signed_in) is None
