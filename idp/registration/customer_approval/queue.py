"""Which registrations wait for operators."""

from sqlalchemy import ColumnElement, and_, or_

from idp.organizations.administrators import is_administered
from idp.registration.models import Registration
from idp.registration.states import RegistrationState


def waits_for_operators() -> ColumnElement[bool]:
    """Whether a registration waits for an approval at ``:now`` that operators have to give: no customer was asked, none
    of its administrators acted in time, or none can any more."""
    return and_(
        Registration.state == RegistrationState.AWAITING_APPROVAL.value,
        or_(
            Registration.organization_id.is_(None),
            Registration.escalated_at.is_not(None),
            ~is_administered(Registration.organization_id),
        ),
    )
