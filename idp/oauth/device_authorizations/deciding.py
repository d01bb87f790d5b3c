"""What a person decides about a device: once, whichever browser or tab it is in."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.oauth.authorizations import Authorization
from idp.oauth.authorizations.adding import add_code_of_device
from idp.oauth.device_authorizations.errors import DeviceCodeGone
from idp.oauth.device_authorizations.models import DeviceAuthorization
from idp.oauth.device_authorizations.storing import AskingDevice, find_device
from idp.protocol.device_authorizations import DeviceState


def get_open_device(id: str) -> AskingDevice:
    """The device whose person can still decide. Raises DeviceCodeGone."""
    device = find_device(id)
    if device is None or not device.is_open(current_time()):
        raise DeviceCodeGone()
    return device


def allow_device(session: Session, id: str, authorization: Authorization, actor: Actor) -> None:
    """Let the device redeem its code for the authorization, until that expires. Raises DeviceCodeGone and OwnerGone."""
    device = get_open_device(id)
    # A savepoint: where the account is gone, the device has not been decided about yet.
    with session.begin_nested():
        if not _decide(session, id, DeviceState.ALLOWED, current_time()):
            raise DeviceCodeGone()
        add_code_of_device(replace(authorization, expires_at=device.expires_at), id, session)
    audit(
        session,
        actor,
        "device_authorization.allowed",
        subject=authorization.account_id,
        client_id=authorization.client_id,
        authorization=authorization.id,
    )


def deny_device(session: Session, id: str, client_id: str, actor: Actor) -> None:
    """Answer the device that it gets no access. Raises DeviceCodeGone."""
    if not _decide(session, id, DeviceState.DENIED, current_time()):
        raise DeviceCodeGone()
    audit(session, actor, "device_authorization.denied", subject=actor.id, client_id=client_id)


def _decide(session: Session, id: str, state: DeviceState, now: datetime) -> bool:
    """Write the decision down: of any number of parallel ones exactly one gets True, and only in time."""
    row = DeviceAuthorization
    is_open = (row.id == id, row.state == DeviceState.PENDING, row.expires_at > now)
    return session.scalar(update(row).where(*is_open).values(state=state).returning(row.id)) is not None
