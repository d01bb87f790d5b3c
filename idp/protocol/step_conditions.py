"""When a request asks something of the person: one pure condition for each step.

Conditions about the session hold without one only where they say so: the step that asks for one stands before them.
"""

from idp.protocol.admission import AdmissionDecision
from idp.protocol.authentication_methods import ACR_MULTI_FACTOR
from idp.protocol.organizations import OrganizationDecision
from idp.protocol.request_demands import effective_max_age, needed_scopes, prefers_multi_factor
from idp.protocol.request_facts import Situation, is_meant, is_subject_named


def is_registration_asked(situation: Situation) -> bool:
    """Initiating User Registration via OpenID Connect 1.0 §4."""
    return "create" in situation.request.prompt


def is_choice_among_others(situation: Situation) -> bool:
    """Whether only people beside the active place are signed in, and one of them may be meant.

    Choosing would be idle where credentials are asked for anyway, or where none of those who are there was named.
    """
    request, facts = situation.request, situation.facts
    if facts.session is not None or not facts.has_others or is_subject_named(request, facts.hint_subject):
        return False
    return "login" not in request.prompt or "select_account" in request.prompt


def is_session_missing(situation: Situation) -> bool:
    """Whether no session of this browser would answer."""
    return situation.facts.session is None


def is_other_person(situation: Situation) -> bool:
    """Core §3.1.2.1: `id_token_hint` or `claims` name a person, who is not the session's."""
    session = situation.facts.session
    return session is not None and not is_meant(situation.request, situation.facts.hint_subject, session)


def is_account_choice_asked(situation: Situation) -> bool:
    """prompt=select_account, a `login_hint` for one of the others who are signed in here, or a sign-out since the last
    choice (`Facts.is_choice_due`) where the request names no person.

    Silently the hint says nothing: anybody can write one, and would learn who else is there. Nor is an application
    that asks silently kept from the person whom it serves.
    """
    request, facts = situation.request, situation.facts
    if "select_account" in request.prompt:
        return True
    if facts.is_choice_due and not request.login_hint and not is_subject_named(request, facts.hint_subject):
        return request.prompt.isdisjoint({"none", "login"})
    return facts.is_other_hinted and "none" not in request.prompt


def is_login_asked(situation: Situation) -> bool:
    """Core §3.1.2.1, prompt=login."""
    return "login" in situation.request.prompt


def is_too_old(situation: Situation) -> bool:
    """Core §3.1.2.1, max_age: 0 means prompt=login, even in the very second of another sign-in."""
    session, limit = situation.facts.session, effective_max_age(situation.request, situation.client)
    if session is None or limit is None:
        return False
    return limit == 0 or (situation.now - session.auth_time).total_seconds() > limit


def is_outlived(situation: Situation) -> bool:
    """Whether an organization of the account lets no sign-in be as old as this one."""
    return situation.facts.is_outlived


def is_admission_refused(situation: Situation) -> bool:
    """Whether the client's portal admits by invitation only, and not this account."""
    return situation.facts.admission is AdmissionDecision.REFUSE


def is_password_unchecked(situation: Situation) -> bool:
    """Whether the password was never compared with the rules of the client's portal."""
    return situation.facts.admission is AdmissionDecision.CHECK_PASSWORD


def is_journey_incomplete(situation: Situation) -> bool:
    """Whether the account has not completed the present version of the journey of the client's portal."""
    return situation.facts.admission is AdmissionDecision.COMPLETE_JOURNEY


def is_organization_refused(situation: Situation) -> bool:
    """Whether the request asks for an organization that the account does not belong to, or the account lacks there what
    the client requires."""
    return situation.facts.organization.decision in {OrganizationDecision.REFUSE, OrganizationDecision.LACK}


def is_organization_choice_due(situation: Situation) -> bool:
    """Whether the account belongs to several organizations, and it is not known which one it acts for."""
    return situation.facts.organization.decision is OrganizationDecision.CHOOSE


def is_second_factor_missing(situation: Situation) -> bool:
    """Whether the client's portal demands a second factor of the account that the session did not prove."""
    return situation.facts.lacks_second_factor


def is_other_acr_required(situation: Situation) -> bool:
    """Core §5.5.1.1: an essential acr that the session lacks, and that a second factor would not bring."""
    return _lacks_required_acr(situation) and ACR_MULTI_FACTOR not in situation.request.claims.essential_acr


def is_multi_factor_required(situation: Situation) -> bool:
    """Core §5.5.1.1: an essential acr that the session lacks, and that a second factor brings."""
    return _lacks_required_acr(situation) and ACR_MULTI_FACTOR in situation.request.claims.essential_acr


def is_multi_factor_preferred(situation: Situation) -> bool:
    """`acr_values` leads to a second factor where the person has one and may be asked; it is no condition otherwise."""
    request, session = situation.request, situation.facts.session
    if request.claims.essential_acr or session is None or session.acr == ACR_MULTI_FACTOR or "none" in request.prompt:
        return False
    return situation.facts.can_step_up and prefers_multi_factor(request, situation.client)


def is_consent_needed(situation: Situation) -> bool:
    """Core §3.1.2.4, and §11 for offline_access: when told to ask, and when something is not granted yet."""
    if "consent" in situation.request.prompt:
        return True
    is_explicit = situation.client.consent == "explicit"
    return is_explicit and not situation.facts.granted_scopes.issuperset(needed_scopes(situation.request))


def is_device_unconfirmed(situation: Situation) -> bool:
    """RFC 8628 §3.3, §5.4: that the person means the device is asked each time, whatever was allowed to the client."""
    return situation.request.device is not None


def _lacks_required_acr(situation: Situation) -> bool:
    session, required = situation.facts.session, situation.request.claims.essential_acr
    return bool(required) and session is not None and session.acr not in required
