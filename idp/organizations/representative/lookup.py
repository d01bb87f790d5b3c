"""Finding the open hand-over of an organization."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.organizations.representative.models import HandOver, HandOverState


def find_offer(session: Session, organization_id: str, now: datetime) -> HandOver | None:
    """The offer that can be answered."""
    return session.scalar(
        select(HandOver)
        .where(HandOver.organization_id == organization_id, HandOver.state == HandOverState.OFFERED)
        .where(HandOver.expires_at > now)
        .execution_options(populate_existing=True)
    )
