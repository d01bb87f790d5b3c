"""Whether a session's account enters the portal of a client."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from idp.accounts.locks import lock_account
from idp.actors import visitor
from idp.admissions import find_admission, join_portal
from idp.clients.registry import find_client
from idp.infrastructure.database import current_session, is_in_transaction, transaction
from idp.interactions import Interaction
from idp.portals.demands import PortalDemands, demands_of
from idp.protocol.admission import Admission, AdmissionDecision, CompletedJourney, decide_admission
from idp.protocol.authentication_methods import AMR_PASSWORD
from idp.protocol.client import Client
from idp.sessions import SignedIn, current_sign_in
from idp.signin.going_on import find_admission_at


def admission_decision(signed_in: SignedIn, client: Client) -> AdmissionDecision:
    """Decided by what the session's own look-up found, where that was about the client's portal."""
    demands = demands_of(client)
    return _decide(demands, signed_in, find_admission_at(signed_in, demands.portal))


@dataclass(frozen=True, slots=True)
class Entering:
    """The session that a page about an admission speaks to, the client whose portal it is about, and what is known of
    the account there."""

    signed_in: SignedIn
    client: Client
    admission: Admission

    @property
    def is_admitted(self) -> bool:
        """Whether the account was admitted before."""
        return self.admission.state is not None


def find_entering(interaction: Interaction, decision: AdmissionDecision) -> Entering | None:
    """Who enters which client's portal; None where ``decision`` is no longer what comes of it."""
    signed_in = current_sign_in()
    client = find_client(interaction.client_id) if interaction.client_id else None
    if signed_in is None or client is None or admission_decision(signed_in, client) is not decision:
        return None
    portal = demands_of(client).portal
    return Entering(signed_in, client, find_admission_at(signed_in, portal) or Admission(portal=portal))


def join_portal_of(client: Client, signed_in: SignedIn) -> AdmissionDecision:
    """Admit the account to the client's portal, at its first answer there.

    The decision is ``ENTER`` then. Where another request wrote an admission meanwhile, that one is decided upon.
    """
    demands = demands_of(client)
    if _join(signed_in, demands):
        return AdmissionDecision.ENTER
    return _decide(demands, signed_in, find_admission(signed_in.account_id, demands.portal))


def _decide(demands: PortalDemands, signed_in: SignedIn, admission: Admission | None) -> AdmissionDecision:
    """An account that was deleted meanwhile enters nowhere: the page of a refusal leads on to signing in."""
    if admission is None:
        return AdmissionDecision.REFUSE
    return decide_admission(demands.admission, admission, used_password=AMR_PASSWORD in signed_in.amr)


def _join(signed_in: SignedIn, demands: PortalDemands) -> bool:
    if is_in_transaction():
        return _join_within(current_session(), signed_in, demands)
    with transaction() as session:
        return _join_within(session, signed_in, demands)


def _join_within(session: Session, signed_in: SignedIn, demands: PortalDemands) -> bool:
    """The journey asks nothing of an account that joins like this, so it has completed the present version."""
    if lock_account(session, signed_in.account_id) is None:
        return False
    actor = visitor().identified_as(signed_in.account_id)
    journey = CompletedJourney(demands.journey_version)
    return join_portal(session, signed_in.account_id, demands.portal, actor, way="sign_in", journey=journey)
