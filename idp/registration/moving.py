"""Moving a registration from state to state: each move is one statement, so that of parallel ones one succeeds."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from idp.infrastructure.clock import current_time
from idp.registration.models import Registration
from idp.registration.states import BEFORE, RegistrationState


def move(session: Session, registration: Registration, state: RegistrationState, **values: Any) -> bool:
    """Move to ``state`` and store ``values`` with it; False, with nothing changed, where the registration has expired
    or is in no state that leads there."""
    moved = session.scalar(
        update(Registration)
        .where(
            Registration.id == registration.id,
            Registration.state.in_([each.value for each in BEFORE[state]]),
            Registration.expires_at > current_time(),
        )
        .values(state=state.value, **values)
        .returning(Registration.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(registration)
    return moved is not None
