"""Setting up an app: a secret is offered, and kept once a code proves that the app has it.

An offer is not stored. The page carries it, sealed, so that looking at the page changes nothing, and a secret that one
browser was shown can't become the secret that another one confirms.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.factors.totp.codes import find_step, new_secret
from idp.factors.totp.models import TotpSecret
from idp.infrastructure.ids import new_id
from idp.infrastructure.secrets import SecretBox, UnwrapError

OFFER_LIFETIME = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret that an app may be given: ``sealed`` for the page's form, ``secret`` (base32) for the person's eyes."""

    secret: str
    sealed: str

    @property
    def groups(self) -> list[str]:
        """The secret in groups of four, as it is read aloud and typed."""
        return [self.secret[start : start + 4] for start in range(0, len(self.secret), 4)]


def offer_secret(box: SecretBox, account_id: str, browser: str, now: datetime) -> Offer:
    """A fresh secret for this account in this browser."""
    secret = new_secret()
    return Offer(secret, box.wrap(f"{int(now.timestamp())} {secret}".encode(), _offer_context(account_id, browser)))


def find_offer(box: SecretBox, sealed: str, account_id: str, browser: str, now: datetime) -> Offer | None:
    """The offer that a form brings back; None where it is too old, of another account or was changed."""
    try:
        opened = box.unwrap(sealed, _offer_context(account_id, browser)).decode()
    except UnwrapError:
        return None
    offered_at, _, secret = opened.partition(" ")
    is_live = now.timestamp() - int(offered_at) <= OFFER_LIFETIME.total_seconds()
    return Offer(secret, sealed) if is_live else None


def confirm(
    session: Session, box: SecretBox, account_id: str, offer: Offer, typed: str, name: str, now: datetime
) -> TotpSecret | None:
    """Keep the secret if the app showed the right code; None where it did not.

    The caller holds the account's lock. The same offer sent twice is the same app, and the first row is returned.
    """
    step = find_step(offer.secret, typed, now)
    if step is None:
        return None
    for known in session.scalars(select(TotpSecret).where(TotpSecret.account_id == account_id)):
        if read_secret(box, known.id, known.wrapped_secret) == offer.secret:
            return known
    row_id = new_id("otp")
    row = TotpSecret(
        id=row_id,
        account_id=account_id,
        name=name,
        wrapped_secret=box.wrap(offer.secret.encode(), wrapping_context(row_id)),
        last_step=step,
        created_at=now,
        confirmed_at=now,
    )
    session.add(row)
    return row


def keep_imported(session: Session, box: SecretBox, account_id: str, secret: str, now: datetime) -> None:
    """Keep the secret of an app that was set up at another system, which has proved it."""
    row_id = new_id("otp")
    wrapped = box.wrap(secret.encode(), wrapping_context(row_id))
    session.add(TotpSecret(id=row_id, account_id=account_id, wrapped_secret=wrapped, created_at=now, confirmed_at=now))


def read_secret(box: SecretBox, secret_id: str, wrapped: str) -> str:
    """The base32 text of a stored secret. Raises UnwrapError."""
    return box.unwrap(wrapped, wrapping_context(secret_id)).decode()


def wrapping_context(secret_id: str) -> str:
    """The context under which an app's secret is wrapped."""
    return f"totp:{secret_id}"


def _offer_context(account_id: str, browser: str) -> str:
    return f"totp offer:{account_id}:{browser}"
