"""A small cache of fetched documents, kept for as long as their server says, within bounds (RFC 9111 5.2.2.1)."""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from collections import OrderedDict
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import TypeVar

from idp.infrastructure.clock import current_time
from idp.infrastructure.outbound_http.client import OutboundClient
from idp.infrastructure.outbound_http.errors import OutboundBusy, OutboundError, OutboundFailed
from idp.infrastructure.outbound_http.places import Places
from idp.infrastructure.outbound_http.response import OutboundResponse

SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(days=1)
UNTOLD = timedelta(minutes=10)
"""Kept for this long where the server does not say."""
LEFT_ALONE = timedelta(seconds=10)
"""A URL that failed is not asked again for so long."""
MOST_DOCUMENTS = 200
_Noted = TypeVar("_Noted")
_SHA256 = re.compile(r"[A-Za-z0-9_-]{43}")
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age=(\d{1,10})(?:$|[,\s])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Copy:
    body: bytes
    fetched_at: datetime
    expires_at: datetime


class DocumentCache:
    """Documents by URL, the ones asked for last. After a failure a URL is left alone for some seconds: a server that is
    silent would hold up each caller until the time limit. With ``places``, one URL takes all of them but one at most,
    and a copy of whatever age stands in where there is none left."""

    def __init__(self, client: OutboundClient, places: Places | None = None) -> None:
        self._client = client
        self._places = places
        self._copies: OrderedDict[str, _Copy] = OrderedDict()
        self._failures: OrderedDict[str, tuple[datetime, str]] = OrderedDict()
        self._lock = Lock()

    def get(self, url: str) -> bytes:
        """The document's body. Raises :class:`OutboundError`, also for any status but 200."""
        kept = self.find(url)
        return self._fetch_if_free(url) if kept is None else kept

    def find(self, url: str) -> bytes | None:
        """The copy that is kept."""
        with self._lock:
            held = self._copies.get(url)
            if held is None or held.expires_at <= current_time():
                return None
            self._copies.move_to_end(url)
            return held.body

    def find_held(self, url: str) -> bytes | None:
        """The copy of whatever age, for a caller that must not wait."""
        with self._lock:
            held = self._copies.get(url)
            return held.body if held else None

    def get_anew(self, url: str) -> bytes:
        """The document as it is now, for a caller that misses something in the copy; the copy itself where it was
        fetched within the last minute, so that no caller has the server asked at will. Raises as :meth:`get` does."""
        with self._lock:
            held = self._copies.get(url)
            if held and held.fetched_at > current_time() - SHORTEST:
                return held.body
        return self._fetch_if_free(url)

    def _fetch_if_free(self, url: str) -> bytes:
        try:
            return self.fetch(url)
        except OutboundBusy:
            held = self.find_held(url)
            if held is None:
                raise
            return held

    def fetch(self, url: str) -> bytes:
        """The document as its server gives it now. Raises as :meth:`get` does."""
        now = current_time()
        with self._lock:
            failed_at, reason = self._failures.get(url, (now - LEFT_ALONE, ""))
        if failed_at > now - LEFT_ALONE:
            raise OutboundFailed(reason)
        with self._place_for(url):
            try:
                response = self._ask(url)
            except OutboundError as error:
                self._note(self._failures, url, (now, str(error)))
                raise
        expires_at = now + self._keep_for(response)
        self._note(self._copies, url, _Copy(response.body, now, expires_at))
        return response.body

    def _place_for(self, url: str) -> AbstractContextManager[None]:
        return self._places.take(url, max(1, self._places.most - 1)) if self._places else nullcontext()

    def _ask(self, url: str) -> OutboundResponse:
        """Raises :class:`OutboundError`."""
        response = self._client.get(url)
        if response.status != 200:
            raise OutboundFailed(f"answered with status {response.status}")
        return response

    def _keep_for(self, response: OutboundResponse) -> timedelta:
        return keep_for(response.headers.get("cache-control", ""))

    def _note(self, known: OrderedDict[str, _Noted], url: str, value: _Noted) -> None:
        with self._lock:
            known[url] = value
            known.move_to_end(url)
            while len(known) > MOST_DOCUMENTS:
                known.popitem(last=False)


class VersionedDocuments(DocumentCache):
    """Documents whose fragment tells their versions apart (OpenID Connect Core 1.0 6.2): what stands under one does not
    change, whatever its server says of its age. A fragment with the form of a SHA-256 is checked."""

    def _ask(self, url: str) -> OutboundResponse:
        address, _, version = url.partition("#")
        response = super()._ask(address)
        if _SHA256.fullmatch(version) and not hmac.compare_digest(version, _sha256(response.body)):
            raise OutboundFailed("the document is not the one whose SHA-256 is the fragment")
        return response

    def _keep_for(self, response: OutboundResponse) -> timedelta:
        return LONGEST


def _sha256(body: bytes) -> str:
    return urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=").decode()


def keep_for(cache_control: str) -> timedelta:
    """How long a document of this ``Cache-Control`` is kept: never shorter than a minute, so that a client's server
    can't have itself asked at every request, nor longer than a day.
    """
    told = _MAX_AGE.search(cache_control)
    age = timedelta(seconds=int(told[1])) if told else UNTOLD
    return max(SHORTEST, min(age, LONGEST))
