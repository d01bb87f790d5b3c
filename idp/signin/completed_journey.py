"""Writing down what an account has completed of a portal's journey at its sign-in."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.admissions import complete_journey
from idp.agreements import AgreedText, record_agreements
from idp.protocol.admission import CompletedJourney


def complete_at_sign_in(
    session: Session,
    account_id: str,
    portal: str,
    actor: Actor,
    journey: CompletedJourney,
    agreed: Sequence[AgreedText],
) -> bool:
    """Complete the journey and record the texts that were agreed to; neither, and False, where the admission was
    withdrawn meanwhile. The caller holds the account."""
    if not complete_journey(session, account_id, portal, actor, journey, way="sign_in"):
        return False
    record_agreements(session, account_id, portal, agreed, actor, way="sign_in")
    return True
