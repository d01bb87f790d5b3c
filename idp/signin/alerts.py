"""The security alerts of a sign-in: a device or a place that the account was never used on or from."""

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.security.alerts import SecurityAlert, alert
from idp.actors import Actor
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import IssuedLink
from idp.infrastructure.web.i18n import lazy_gettext
from idp.sessions.sign_in_context import SignInContext
from idp.signin.messages import NewDevice, NewPlace


@dataclass(frozen=True, kw_only=True)
class _SignInAlert(SecurityAlert):
    message_type: ClassVar[type[NewDevice] | type[NewPlace]]

    def message(self, account: Account, link: IssuedLink, actor: Actor) -> NewDevice | NewPlace:
        return self.message_type(
            asked_by=actor.request_info,
            signed_in_at=current_time(),
            place=self.place,
            was_me_link=link.url_at("security.open_it_was_me"),
            secure_link=link.url,
            valid_until=link.valid_until,
            name=account.name,
        )


@dataclass(frozen=True, kw_only=True)
class NewDeviceAlert(_SignInAlert):
    """The account was used on a device for the first time."""

    key = "new_device"
    text = lazy_gettext("Sign-in on a new device")
    message_type = NewDevice


@dataclass(frozen=True, kw_only=True)
class NewPlaceAlert(_SignInAlert):
    """The account was used on a known device, from a place for the first time."""

    key = "new_place"
    text = lazy_gettext("Sign-in from a new place")
    message_type = NewPlace


def alert_of_sign_in(session: Session, context: SignInContext, actor: Actor) -> None:
    """Tell the owner of the device or, where that is known, of the place."""
    device, place_id = context.seen.row, context.new_place.id if context.new_place else None
    is_place = place_id is not None and not context.seen.is_new
    kind = NewPlaceAlert if is_place else NewDeviceAlert
    event = kind(
        subject=place_id if place_id is not None and is_place else device.id,
        place=device.place,
        device_id=device.id,
        place_id=place_id,
    )
    alert(session, session.get_one(Account, device.account_id), event, actor)
