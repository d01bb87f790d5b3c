"""Device, place and network of a sign-in, and whether the account was used so before."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.sessions.devices import SeenDevice, note_device
from idp.sessions.known_places import note_place
from idp.sessions.models import KnownPlace
from idp.sessions.places import find_place
from idp.settings import Settings


@dataclass(frozen=True, slots=True)
class SignInContext:
    """The device of a sign-in; ``new_place`` where it came from a place that the account was never used from."""

    seen: SeenDevice
    new_place: KnownPlace | None

    @property
    def is_new(self) -> bool:
        """Whether there is something that the account's owner may not know of."""
        return self.seen.is_new or self.new_place is not None


def note_sign_in_context(
    session: Session,
    account_id: str,
    device_token: str | None,
    *,
    language: str | None,
    actor: Actor,
    settings: Settings,
    now: datetime,
) -> SignInContext:
    """Write both down. ``device_token`` is what the browser is known by until now; the place is named in ``language``.

    The caller holds the account's lock.
    """
    place = find_place(actor.request_info.ip, settings.server.place_database, language)
    name = place.name if place else ""
    seen = note_device(session, account_id, device_token, actor=actor, place=name, now=now)
    return SignInContext(seen, note_place(session, account_id, place, now))
