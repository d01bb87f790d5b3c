"""The life of a signing key: next -> active -> retired -> removed.

A key is published before it signs (next) and after (retired), so that a relying party with a copy of the key set from
any time in between can verify what it receives. One key an algorithm is active at any time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.actors import Actor, Permission, system_actor
from idp.audit import audit
from idp.infrastructure.cache_versions import raise_version
from idp.infrastructure.secrets import SecretBox
from idp.oauth.signing_keys.generation import generate_key
from idp.oauth.signing_keys.models import SigningKey
from idp.settings import Settings

CACHE_NAME = "signing_keys"


def ensure_keys(session: Session, settings: Settings, secret_box: SecretBox, now: datetime) -> None:
    """Make an active key for every algorithm of the settings that has none."""
    _Keys(session, settings, secret_box, now, system_actor("key rotation")).ensure(settings.keys.signing_algorithms)


def rotate(
    session: Session, algorithm: str, settings: Settings, secret_box: SecretBox, now: datetime, actor: Actor
) -> SigningKey:
    """Replace the active key of ``algorithm`` at once, by the published next one where there is one.

    The replaced key stays published, so that nothing which it signed becomes unreadable. Raises Forbidden.
    """
    actor.demand(Permission.KEYS_ROTATE)
    return _Keys(session, settings, secret_box, now, actor).rotate(algorithm)


def withdraw(
    session: Session, kid: str, settings: Settings, secret_box: SecretBox, now: datetime, actor: Actor
) -> SigningKey | None:
    """Take a key that an attacker may have out of the key set at once; what it signed is worth nothing any more.

    An active one is replaced first. None for a key that does not exist or was removed already. Raises Forbidden.
    """
    actor.demand(Permission.KEYS_ROTATE)
    key = session.get(SigningKey, kid)
    if key is None or key.state == "removed":
        return None
    keys = _Keys(session, settings, secret_box, now, actor)
    if key.state == "active":
        keys.rotate(key.algorithm)
    keys.remove(key)
    return key


def rotate_when_due(session: Session, settings: Settings, secret_box: SecretBox, now: datetime) -> None:
    """Take every key one step further whose time has come; meant to be called every minute or so."""
    lead = timedelta(hours=settings.keys.publish_ahead_hours)
    life = timedelta(days=settings.keys.rotation_days)
    afterlife = timedelta(days=settings.keys.retire_days)
    keys = _Keys(session, settings, secret_box, now, system_actor("key rotation"))
    keys.ensure(settings.keys.signing_algorithms)
    for key in _find_all(session):
        if key.state == "active" and key.algorithm not in settings.keys.signing_algorithms:
            keys.retire(key)
        elif key.state == "active" and key.activated_at is not None and now >= key.activated_at + life - lead:
            keys.prepare_or_promote(key, lead)
        elif key.retired_at is not None and key.state == "retired" and now >= key.retired_at + afterlife:
            keys.remove(key)


def list_keys(session: Session, actor: Actor) -> Sequence[SigningKey]:
    """Every key, the newest first. Raises Forbidden."""
    actor.demand(Permission.KEYS_READ)
    return _find_all(session)


def _find_all(session: Session) -> Sequence[SigningKey]:
    return session.scalars(select(SigningKey).order_by(SigningKey.created_at.desc(), SigningKey.kid)).all()


@dataclass(frozen=True, slots=True)
class _Keys:
    """The transitions of keys, at one moment and by one actor."""

    session: Session
    settings: Settings
    secret_box: SecretBox
    now: datetime
    actor: Actor

    def ensure(self, algorithms: Sequence[str]) -> None:
        for algorithm in algorithms:
            if self._find(algorithm, "active") is None:
                self._activate(self._find(algorithm, "next") or self._add(algorithm))

    def rotate(self, algorithm: str) -> SigningKey:
        successor = self._find(algorithm, "next") or self._add(algorithm)
        if active := self._find(algorithm, "active"):
            self.retire(active)
        self._activate(successor)
        return successor

    def prepare_or_promote(self, active: SigningKey, lead: timedelta) -> None:
        successor = self._find(active.algorithm, "next")
        if successor is None:
            self._add(active.algorithm)
        elif self.now >= successor.created_at + lead:
            self.rotate(active.algorithm)

    def retire(self, key: SigningKey) -> None:
        key.state, key.retired_at = "retired", self.now
        self._tell(key, "signing_key.retired")

    def remove(self, key: SigningKey) -> None:
        key.state, key.removed_at, key.wrapped_private_jwk = "removed", self.now, None
        self._tell(key, "signing_key.removed")

    def _find(self, algorithm: str, state: str) -> SigningKey | None:
        return self.session.scalar(
            select(SigningKey).where(SigningKey.algorithm == algorithm, SigningKey.state == state).limit(1)
        )

    def _add(self, algorithm: str) -> SigningKey:
        key = generate_key(algorithm, self.settings.keys.rsa_bits, self.secret_box)
        key.state, key.created_at = "next", self.now
        self.session.add(key)
        self._tell(key, "signing_key.published")
        return key

    def _activate(self, key: SigningKey) -> None:
        key.state, key.activated_at = "active", self.now
        self._tell(key, "signing_key.activated")

    def _tell(self, key: SigningKey, action: str) -> None:
        audit(self.session, self.actor, action, subject=key.kid, algorithm=key.algorithm)
        raise_version(self.session, CACHE_NAME)
        self.session.flush()
