"""The places that an account was used from, on whatever device.

Another country is a new place, and so is another part of the same one: further than ``NEAR_KM`` from everywhere that
the account was used. Addresses of phones and offices are placed in the provider's town, often a few hundred kilometres
off and another one every week; comparing towns would send commuters a mail a day, until they are ignored. A place is
new once: from then on, and for a year after its last use, it is known.
"""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from idp.sessions.models import KnownPlace
from idp.sessions.places import Place, distance_km

NEAR_KM = 300


def note_place(session: Session, account_id: str, place: Place | None, now: datetime) -> KnownPlace | None:
    """Write down that the account is used from ``place``; the new row where it never was before.

    None for a place that is known, for the first of all (there is nothing to compare it with: every account would be
    told on the day that the operator provides a file), and for an address without a known country. The caller holds
    the account's lock.
    """
    if place is None or not place.country:
        return None
    known = session.scalars(select(KnownPlace).where(KnownPlace.account_id == account_id)).all()
    near = [each for each in known if is_near(each, place)]
    for each in near:
        each.last_seen_at = now
    if near:
        return None
    latitude, longitude = place.position or (None, None)
    row = KnownPlace(
        account_id=account_id,
        country=place.country,
        latitude=latitude,
        longitude=longitude,
        first_seen_at=now,
        last_seen_at=now,
    )
    session.add(row)
    session.flush()
    return row if known else None


def forget_place(session: Session, place_id: str, account_id: str) -> None:
    """The account does not know this place any more."""
    session.execute(delete(KnownPlace).where(KnownPlace.id == place_id, KnownPlace.account_id == account_id))


def is_near(known: KnownPlace, place: Place) -> bool:
    """Whether ``place`` counts as the one that is known. Without positions a country is one place."""
    if known.country != place.country:
        return False
    if known.latitude is None or known.longitude is None or place.position is None:
        return True
    return distance_km((known.latitude, known.longitude), place.position) <= NEAR_KM
