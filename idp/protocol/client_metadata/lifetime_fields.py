"""How long a client's tokens hold, where that is not what the settings say."""

from collections.abc import Iterator

from idp.protocol.client import Client
from idp.protocol.client_metadata.field import Check, ClientField
from idp.protocol.client_metadata.problems import Complaint
from idp.protocol.client_metadata.values import Days, Seconds
from idp.protocol.lifetimes import FEWEST_DAYS, LONGEST_SECONDS, MOST_DAYS, SHORTEST_SECONDS
from idp.protocol.supported import Supported


def _within(least: int, most: int) -> Check:
    def check(value: int, _: Client, __: Supported) -> Iterator[Complaint]:
        if not least <= value <= most:
            yield Complaint(f"{value} is not possible.", f"Give {least} to {most}, or leave it out.")

    return check


_SECONDS, _DAYS = _within(SHORTEST_SECONDS, LONGEST_SECONDS), _within(FEWEST_DAYS, MOST_DAYS)

FIELDS = (
    ClientField(
        name="access_token_seconds",
        type=Seconds(),
        option="--access-token-seconds",
        label="Life of access tokens",
        help="How long its access tokens hold (default: tokens.access_token_seconds in the settings).",
        check=_SECONDS,
    ),
    ClientField(
        name="id_token_seconds",
        type=Seconds(),
        option="--id-token-seconds",
        label="Life of ID tokens",
        help="How long its ID tokens hold (default: tokens.id_token_seconds in the settings).",
        check=_SECONDS,
    ),
    ClientField(
        name="refresh_idle_days",
        type=Days(),
        option="--refresh-idle-days",
        label="Life of unused refresh tokens",
        help="After how many days without use its refresh tokens end (default: tokens.refresh_idle_days in the "
        "settings).",
        check=_DAYS,
    ),
    ClientField(
        name="refresh_absolute_days",
        type=Days(),
        option="--refresh-absolute-days",
        label="Life of refresh tokens",
        help="After how many days its people sign in again, however often refresh tokens were used (default: "
        "tokens.refresh_absolute_days in the settings).",
        check=_DAYS,
    ),
)
