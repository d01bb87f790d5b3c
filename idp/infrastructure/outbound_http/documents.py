"""A small cache of fetched documents, kept for as long as their server says, within bounds (RFC 9111 5.2.2.1)."""

import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from idp.infrastructure.clock import current_time
from idp.infrastructure.outbound_http.client import OutboundClient
from idp.infrastructure.outbound_http.errors import OutboundFailed

SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(days=1)
UNTOLD = timedelta(minutes=10)
"""Kept for this long where the server does not say."""
MOST_DOCUMENTS = 200
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age=(\d{1,10})(?:$|[,\s])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Copy:
    body: bytes
    expires_at: datetime


class DocumentCache:
    """Documents by URL, the ones asked for last. Failures are not kept."""

    def __init__(self, client: OutboundClient) -> None:
        self._client = client
        self._copies: OrderedDict[str, _Copy] = OrderedDict()
        self._lock = Lock()

    def get(self, url: str) -> bytes:
        """The document's body. Raises :class:`OutboundError`, also for any status but 200."""
        with self._lock:
            held = self._copies.get(url)
            if held and held.expires_at > current_time():
                self._copies.move_to_end(url)
                return held.body
        return self._fetch(url)

    def _fetch(self, url: str) -> bytes:
        response = self._client.get(url)
        if response.status != 200:
            raise OutboundFailed(f"answered with status {response.status}")
        with self._lock:
            self._copies[url] = _Copy(
                response.body, current_time() + keep_for(response.headers.get("cache-control", ""))
            )
            self._copies.move_to_end(url)
            while len(self._copies) > MOST_DOCUMENTS:
                self._copies.popitem(last=False)
        return response.body


def keep_for(cache_control: str) -> timedelta:
    """How long a document of this ``Cache-Control`` is kept: never shorter than a minute, so that a client's server
    can't have itself asked at every request, nor longer than a day.
    """
    told = _MAX_AGE.search(cache_control)
    age = timedelta(seconds=int(told[1])) if told else UNTOLD
    return max(SHORTEST, min(age, LONGEST))
