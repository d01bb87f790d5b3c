"""Which parts of a portal's journey an account that signs in has still to be asked for."""

from collections.abc import Sequence

from idp.agreements import decide_missing
from idp.agreements.recording import agreements_of
from idp.infrastructure.database import reading
from idp.infrastructure.web.application import current_settings
from idp.portals.demands import PortalDemands
from idp.portals.journey import JourneyPart, journey_parts_at
from idp.portals.texts import AskedAt, texts_at
from idp.protocol.admission import Admission, is_journey_due


def missing_parts(demands: PortalDemands, account_id: str, admission: Admission) -> Sequence[JourneyPart]:
    """The texts whose present version was not agreed to, and the other parts where the journey has a later version.

    Optional texts are asked beside what is required, unless the account gave, or gave and withdrew, this version.
    """
    with reading() as session:
        answered = {each.mark for each in agreements_of(session, account_id, demands.portal) if not each.is_required}
    texts = texts_at(current_settings(), demands.portal, AskedAt.SIGN_IN)
    missing = decide_missing(texts, {*admission.texts_agreed, *answered})
    is_due = is_journey_due(demands.admission, admission)
    parts = journey_parts_at(demands.portal, (AskedAt.SIGN_IN,))
    return [part for part in parts if (is_due if part.text is None else part.text in missing)]
