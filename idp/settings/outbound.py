"""Requests that the provider itself sends to URLs of its clients."""

import re
from typing import Annotated

from pydantic import AfterValidator

from idp.settings.section import Section

_LOOPBACK = re.compile(r"(localhost|127\.0\.0\.1|\[::1\]):\d{1,5}")


def _check_loopback(authority: str) -> str:
    if not _LOOPBACK.fullmatch(authority):
        raise ValueError("write host and port of a service on this machine, such as localhost:9000")
    return authority


class OutboundSettings(Section):
    """Requests to URLs that clients register. They reach public addresses alone, by https."""

    development_loopback: tuple[Annotated[str, AfterValidator(_check_loopback)], ...] = ()
    """Host and port of services on this machine that may be reached too, also by http; for an issuer on localhost."""
