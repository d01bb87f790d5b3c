"""The requests that devices have made."""

from datetime import datetime
from typing import Any

from sqlalchemy import Enum, String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.database import Base
from idp.protocol.device_authorizations import DeviceState


def _values(kinds: type[DeviceState]) -> list[str]:
    return [kind.value for kind in kinds]


class DeviceAuthorization(Base):
    """A request of a device that was checked when it came, what its person has decided, and how often it may ask.

    The user code is kept as it is shown: it opens nothing, it only names the device to which a person gives access.
    """

    __tablename__ = "device_authorizations"

    # SHA-256 of the device code.
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    client_id: Mapped[str] = mapped_column(String(100))
    user_code: Mapped[str] = mapped_column(String(16), unique=True)
    # As `protocol.stored_request` writes it.
    request: Mapped[dict[str, Any]]
    state: Mapped[DeviceState] = mapped_column(
        Enum(DeviceState, native_enum=False, length=10, values_callable=_values), default=DeviceState.PENDING
    )
    interval: Mapped[int]
    early_until: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
