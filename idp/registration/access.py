"""Whether an account may ask for access to a portal by registering there."""

from enum import StrEnum

from sqlalchemy import select

from idp.admissions import find_admission
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import reading
from idp.portals.demands import PortalDemands
from idp.protocol.admission import AdmissionState
from idp.registration.models import Registration
from idp.registration.states import RegistrationState


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
    if admission.state is AdmissionState.RENEWAL:
        return PortalAccess.MAY_BE_ASKED_FOR
    if admission.state is None and demands.is_registration_judged:
        return PortalAccess.MAY_BE_ASKED_FOR
    return PortalAccess.GIVEN


def find_waiting(account_id: str, portal: str) -> Registration | None:
    """The request for access that an account has sent and that waits, so that it is not sent twice. Read outside any
    transaction."""
    waiting = (RegistrationState.AWAITING_APPROVAL.value, RegistrationState.APPROVED.value)
    statement = select(Registration).where(
        Registration.account_id == account_id,
        Registration.is_of_account,
        # What answers an invitation is no request: it would lead to the invitation, also after that was withdrawn.
        Registration.invitation_link_id.is_(None),
        Registration.portal == portal,
        Registration.state.in_(waiting),
        Registration.expires_at > current_time(),
    )
    with reading() as session:
        return session.scalars(statement.order_by(Registration.created_at.desc()).limit(1)).first()
