"""Whether an account may ask for access to a portal by registering there."""

from enum import StrEnum

from idp.admissions import find_admission
from idp.portals.demands import PortalDemands
from idp.protocol.admission import AdmissionState


class PortalAccess(StrEnum):
    """Where an account stands with its access to a portal."""

    MAY_BE_ASKED_FOR = "may_be_asked_for"
    GIVEN = "given"
    """It has access, or gets it by signing in."""
    REFUSED = "refused"


def access_of(account_id: str, demands: PortalDemands) -> PortalAccess:
    """That of an account at an open portal. Read outside any transaction."""
    admission = find_admission(account_id, demands.portal)
    if admission is None or admission.state is AdmissionState.WITHDRAWN:
        return PortalAccess.REFUSED
    if admission.state is None and demands.is_registration_judged:
        return PortalAccess.MAY_BE_ASKED_FOR
    return PortalAccess.GIVEN
