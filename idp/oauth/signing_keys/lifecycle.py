"""The life of a signing key: next -> active -> retired -> removed.

A key is published before it signs (next) and after (retired), so that a relying party with a copy of the key set from
any time in between can verify what it receives. One key an algorithm is active at any time.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.audit import record
from idp.infrastructure.cache_versions import raise_version
from idp.infrastructure.secrets import SecretBox
from idp.oauth.signing_keys.generation import generate_key
from idp.oauth.signing_keys.models import SigningKey
from idp.settings import Settings

CACHE_NAME = "signing_keys"


def ensure_keys(session: Session, settings: Settings, secret_box: SecretBox, now: datetime) -> None:
    """Make an active key for every algorithm of the settings that has none."""
    for algorithm in settings.keys.signing_algorithms:
        if _find(session, algorithm, "active") is None:
            _activate(session, _find(session, algorithm, "next") or _add(session, algorithm, secret_box, now), now)


def rotate(session: Session, algorithm: str, secret_box: SecretBox, now: datetime) -> SigningKey:
    """Replace the active key of ``algorithm`` at once, by the published next one where there is one.

    The replaced key stays published, so that nothing which it signed becomes unreadable.
    """
    successor = _find(session, algorithm, "next") or _add(session, algorithm, secret_box, now)
    if active := _find(session, algorithm, "active"):
        _retire(session, active, now)
    _activate(session, successor, now)
    return successor


def withdraw(session: Session, kid: str, secret_box: SecretBox, now: datetime) -> SigningKey | None:
    """Take a key that somebody else may have out of the key set at once; what it signed is worth nothing any more.

    An active one is replaced first. None for a key that does not exist or was removed already.
    """
    key = session.get(SigningKey, kid)
    if key is None or key.state == "removed":
        return None
    if key.state == "active":
        rotate(session, key.algorithm, secret_box, now)
    _remove(session, key, now)
    return key


def rotate_when_due(session: Session, settings: Settings, secret_box: SecretBox, now: datetime) -> None:
    """Take every key one step further whose time has come; meant to be called every minute or so."""
    lead = timedelta(hours=settings.keys.publish_ahead_hours)
    life = timedelta(days=settings.keys.rotation_days)
    afterlife = timedelta(days=settings.keys.retire_days)
    ensure_keys(session, settings, secret_box, now)
    for key in list_keys(session):
        if key.state == "active" and key.algorithm not in settings.keys.signing_algorithms:
            _retire(session, key, now)
        elif key.state == "active" and key.activated_at is not None and now >= key.activated_at + life - lead:
            _prepare_or_promote(session, key, secret_box, now, lead)
        elif key.retired_at is not None and key.state == "retired" and now >= key.retired_at + afterlife:
            _remove(session, key, now)


def list_keys(session: Session) -> Sequence[SigningKey]:
    """Every key, the newest first."""
    return session.scalars(select(SigningKey).order_by(SigningKey.created_at.desc(), SigningKey.kid)).all()


def _prepare_or_promote(
    session: Session, active: SigningKey, secret_box: SecretBox, now: datetime, lead: timedelta
) -> None:
    successor = _find(session, active.algorithm, "next")
    if successor is None:
        _add(session, active.algorithm, secret_box, now)
    elif now >= successor.created_at + lead:
        rotate(session, active.algorithm, secret_box, now)


def _find(session: Session, algorithm: str, state: str) -> SigningKey | None:
    return session.scalar(
        select(SigningKey).where(SigningKey.algorithm == algorithm, SigningKey.state == state).limit(1)
    )


def _add(session: Session, algorithm: str, secret_box: SecretBox, now: datetime) -> SigningKey:
    key = generate_key(algorithm, secret_box)
    key.state, key.created_at = "next", now
    session.add(key)
    _tell(session, key, "signing_key.published")
    return key


def _activate(session: Session, key: SigningKey, now: datetime) -> None:
    key.state, key.activated_at = "active", now
    _tell(session, key, "signing_key.activated")


def _retire(session: Session, key: SigningKey, now: datetime) -> None:
    key.state, key.retired_at = "retired", now
    _tell(session, key, "signing_key.retired")


def _remove(session: Session, key: SigningKey, now: datetime) -> None:
    key.state, key.removed_at, key.wrapped_private_jwk = "removed", now, None
    _tell(session, key, "signing_key.removed")


def _tell(session: Session, key: SigningKey, action: str) -> None:
    record(session, action, subject=key.kid, algorithm=key.algorithm)
    raise_version(session, CACHE_NAME)
    session.flush()
