"""Whether a session's account enters the portal of a client."""

from idp.actors import visitor
from idp.admissions import find_admission, join_portal
from idp.infrastructure.database import current_session, is_in_transaction, transaction
from idp.portals.demands import demands_of
from idp.protocol.admission import AdmissionDecision, decide_admission
from idp.protocol.authentication_methods import AMR_PASSWORD
from idp.protocol.client import Client
from idp.sessions import SignedIn


def admission_decision(signed_in: SignedIn, client: Client) -> AdmissionDecision:
    """Decided by what the session's own look-up found, where that was about the client's portal."""
    demands = demands_of(client)
    admission = signed_in.admission
    if admission is None or admission.portal != demands.portal:
        admission = find_admission(signed_in.account_id, demands.portal)
    return decide_admission(demands.admission, admission, used_password=AMR_PASSWORD in signed_in.amr)


def join_portal_of(client: Client, signed_in: SignedIn) -> None:
    """Admit the account to the client's portal, at its first answer there."""
    actor = visitor().identified_as(signed_in.account_id, signed_in.session_id)
    portal = demands_of(client).portal
    if is_in_transaction():
        join_portal(current_session(), signed_in.account_id, portal, actor, way="sign_in")
        return
    with transaction() as session:
        join_portal(session, signed_in.account_id, portal, actor, way="sign_in")
