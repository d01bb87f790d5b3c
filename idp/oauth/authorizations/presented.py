"""What it means that a client presents a refresh token, by where that stands in the chain of its authorization."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from idp.infrastructure.secrets import SecretBox
from idp.oauth.authorizations.refresh import Refreshable, find_refreshable
from idp.oauth.tokens.refresh_tokens import Descent, RefreshToken, find_descent


class Meaning(StrEnum):
    """What a refresh token of a chain tells when it is presented."""

    PRESENT = "present"
    """It is the one to be redeemed."""
    REPEATED = "repeated"
    """It was replaced by a successor that is unused: the answer was lost, or two tabs asked at once."""
    LATE = "late"
    """The same, but after the grace: it is refused, and using the successor is a replay from then on."""
    REPLAYED = "replayed"
    """Two parties hold tokens of the chain: one that was replaced came back, and its successor was used, in whichever
    order (RFC 9700 4.14.2)."""
    ENDED = "ended"
    """The authorization was revoked, or has expired."""


@dataclass(frozen=True, slots=True)
class Presented:
    """A refresh token of a client: its authorization, and how the chain leads from it to the present token."""

    refreshable: Refreshable
    descent: Descent

    def decide_meaning(self, now: datetime, grace: timedelta) -> Meaning:
        """What it tells now, where a replaced token is answered for ``grace`` after its replacement."""
        is_contested = self.refreshable.contested_at is not None
        if not self.refreshable.may_refresh(now):
            return Meaning.ENDED
        if self.descent.steps == 0:
            return Meaning.REPLAYED if is_contested else Meaning.PRESENT
        if self.descent.steps > 1:
            return Meaning.REPLAYED
        replaced_at = self.refreshable.authorization.refreshed_at
        is_in_time = replaced_at is not None and now <= replaced_at + grace
        return Meaning.REPEATED if is_in_time and not is_contested else Meaning.LATE


def find_presented(token: RefreshToken, client_id: str, secret_box: SecretBox) -> Presented | None:
    """A client's refresh token, in whatever state; None for what never was one of this client's."""
    refreshable = find_refreshable(token.authorization_id)
    if refreshable is None or refreshable.authorization.client_id != client_id or refreshable.secret_hash is None:
        return None
    descent = find_descent(token, refreshable.secret_hash, refreshable.count, secret_box)
    return Presented(refreshable, descent) if descent else None
