"""Whether a session's account enters the portal of a client."""

from idp.actors import visitor
from idp.admissions import find_admission, join_portal
from idp.infrastructure.database import current_session, is_in_transaction, transaction
from idp.portals.demands import PortalDemands, demands_of
from idp.protocol.admission import Admission, AdmissionDecision, decide_admission
from idp.protocol.authentication_methods import AMR_PASSWORD
from idp.protocol.client import Client
from idp.sessions import SignedIn


def admission_decision(signed_in: SignedIn, client: Client) -> AdmissionDecision:
    """Decided by what the session's own look-up found, where that was about the client's portal."""
    demands = demands_of(client)
    admission = signed_in.admission
    if admission is None or admission.portal != demands.portal:
        admission = find_admission(signed_in.account_id, demands.portal)
    return _decide(demands, signed_in, admission)


def join_portal_of(client: Client, signed_in: SignedIn) -> AdmissionDecision:
    """Admit the account to the client's portal, at its first answer there.

    The decision is ``ENTER`` then. Where another request wrote an admission meanwhile, that one is decided upon.
    """
    demands = demands_of(client)
    if _join(signed_in, demands.portal):
        return AdmissionDecision.ENTER
    return _decide(demands, signed_in, find_admission(signed_in.account_id, demands.portal))


def _decide(demands: PortalDemands, signed_in: SignedIn, admission: Admission | None) -> AdmissionDecision:
    """An account that was deleted meanwhile enters nowhere: the page of a refusal leads on to signing in."""
    if admission is None:
        return AdmissionDecision.REFUSE
    return decide_admission(demands.admission, admission, used_password=AMR_PASSWORD in signed_in.amr)


def _join(signed_in: SignedIn, portal: str) -> bool:
    actor = visitor().identified_as(signed_in.account_id, signed_in.session_id)
    if is_in_transaction():
        return join_portal(current_session(), signed_in.account_id, portal, actor, way="sign_in")
    with transaction() as session:
        return join_portal(session, signed_in.account_id, portal, actor, way="sign_in")
