"""The life of a key: next -> active -> retired -> removed. One key an algorithm is active at any time.

A key that signs is published before it does (next) and after (retired), so that a relying party with a copy of the key
set from any time in between can verify what it receives. A key that clients encrypt to is published while it is active
alone; retired, it still opens what a client has encrypted by an old copy (OpenID Connect Core 1.0 10.2.1).
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
from idp.oauth.provider_keys.generation import generate_key, use_of
from idp.oauth.provider_keys.models import ProviderKey
from idp.settings import Settings

CACHE_NAME = "provider_keys"


def ensure_keys(session: Session, settings: Settings, secret_box: SecretBox, now: datetime) -> None:
    """Make an active key for every algorithm of the settings that has none."""
    _Keys(session, settings, secret_box, now, system_actor("key rotation")).ensure()


def rotate(
    session: Session, algorithm: str, settings: Settings, secret_box: SecretBox, now: datetime, actor: Actor
) -> ProviderKey:
    """Replace the active key of ``algorithm`` at once, by the published next one where there is one.

    The replaced key is retired: what it signed can still be verified, what was encrypted to it is still opened. Raises
    Forbidden.
    """
    actor.demand(Permission.KEYS_ROTATE)
    return _Keys(session, settings, secret_box, now, actor).rotate(algorithm)


def withdraw(
    session: Session, kid: str, settings: Settings, secret_box: SecretBox, now: datetime, actor: Actor
) -> ProviderKey | None:
    """Take a key that an attacker may have out of use at once: what it signed is worth nothing any more, and what was
    encrypted to it is not opened.

    An active one is replaced first. None for a key that does not exist or was removed already. Raises Forbidden.
    """
    actor.demand(Permission.KEYS_ROTATE)
    key = session.get(ProviderKey, kid)
    if key is None or key.state == "removed":
        return None
    keys = _Keys(session, settings, secret_box, now, actor)
    if key.state == "active":
        keys.rotate(key.algorithm)
    keys.remove(key)
    return key


def rotate_when_due(session: Session, settings: Settings, secret_box: SecretBox, now: datetime) -> None:
    """Take every key one step further whose time has come; meant to be called every minute or so."""
    life = timedelta(days=settings.keys.rotation_days)
    afterlife = timedelta(days=settings.keys.retire_days)
    keys = _Keys(session, settings, secret_box, now, system_actor("key rotation"))
    keys.ensure()
    for key in _find_all(session):
        lead = timedelta(hours=settings.keys.publish_ahead_hours if use_of(key.algorithm) == "sig" else 0)
        if key.state == "active" and key.algorithm not in settings.keys.algorithms:
            keys.retire(key)
        elif key.state == "active" and key.activated_at is not None and now >= key.activated_at + life - lead:
            keys.prepare_or_promote(key, lead)
        elif key.retired_at is not None and key.state == "retired" and now >= key.retired_at + afterlife:
            keys.remove(key)


def list_keys(session: Session, actor: Actor) -> Sequence[ProviderKey]:
    """Every key, the newest first. Raises Forbidden."""
    actor.demand(Permission.KEYS_READ)
    return _find_all(session)


def _find_all(session: Session) -> Sequence[ProviderKey]:
    return session.scalars(select(ProviderKey).order_by(ProviderKey.created_at.desc(), ProviderKey.kid)).all()


@dataclass(frozen=True, slots=True)
class _Keys:
    """The transitions of keys, at one moment and by one actor."""

    session: Session
    settings: Settings
    secret_box: SecretBox
    now: datetime
    actor: Actor

    def ensure(self) -> None:
        for algorithm in self.settings.keys.algorithms:
            if self._find(algorithm, "active") is None:
                self._activate(self._find(algorithm, "next") or self._add(algorithm))

    def rotate(self, algorithm: str) -> ProviderKey:
        successor = self._find(algorithm, "next") or self._add(algorithm)
        if active := self._find(algorithm, "active"):
            self.retire(active)
        self._activate(successor)
        return successor

    def prepare_or_promote(self, active: ProviderKey, lead: timedelta) -> None:
        successor = self._find(active.algorithm, "next")
        if successor is None:
            self._add(active.algorithm)
        elif self.now >= successor.created_at + lead:
            self.rotate(active.algorithm)

    def retire(self, key: ProviderKey) -> None:
        key.state, key.retired_at = "retired", self.now
        self._tell(key, "retired")

    def remove(self, key: ProviderKey) -> None:
        key.state, key.removed_at, key.wrapped_private_jwk = "removed", self.now, None
        self._tell(key, "removed")

    def _find(self, algorithm: str, state: str) -> ProviderKey | None:
        return self.session.scalar(
            select(ProviderKey).where(ProviderKey.algorithm == algorithm, ProviderKey.state == state).limit(1)
        )

    def _add(self, algorithm: str) -> ProviderKey:
        key = generate_key(algorithm, self.settings.keys.rsa_bits, self.secret_box)
        key.state, key.created_at = "next", self.now
        self.session.add(key)
        self._tell(key, "published")
        return key

    def _activate(self, key: ProviderKey) -> None:
        key.state, key.activated_at = "active", self.now
        self._tell(key, "activated")

    def _tell(self, key: ProviderKey, change: str) -> None:
        area = "signing_key" if use_of(key.algorithm) == "sig" else "encryption_key"
        audit(self.session, self.actor, f"{area}.{change}", subject=key.kid, algorithm=key.algorithm)
        raise_version(self.session, CACHE_NAME)
        self.session.flush()
