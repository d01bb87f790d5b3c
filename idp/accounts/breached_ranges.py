"""Passwords known from break-ins elsewhere, asked of a service that learns neither the password nor its hash.

It is sent the first five digits of the SHA-1 hash and answers with the rest of every hash that begins so, some hundreds
(``HASH:count`` a line): the "range" form of Have I Been Pwned, which others serve as well. Only a person who chooses a
new password waits for it; a sign-in never does.
"""

import structlog

from idp.accounts.breached_passwords import list_name
from idp.infrastructure.outbound_http import OutboundError, OutboundFailed, OutboundLimits, operator_client

_SENT_DIGITS = 5
# Ranges have some 40 kB; what sends more is not the service that was meant.
_LIMITS = OutboundLimits(seconds=2.0, largest_body=1_000_000)
# With padding, the size of the answer does not tell which range was asked for.
_HEADERS = {"Add-Padding": "true"}
_log = structlog.get_logger(__name__)


def is_in_range(password: str, service: str | None) -> bool:
    """Whether ``service`` (the address before the digits) knows the password; False where none is set.

    False as well where it does not answer in time: a password is not refused because another operator's server is down,
    and the log says so.
    """
    if service is None:
        return False
    name = list_name(password)
    sent, wanted = name[:_SENT_DIGITS], name[_SENT_DIGITS:]
    try:
        return wanted in _names_in(_fetch(service, sent))
    except OutboundError as error:
        _log.warning("range service does not answer", service=service, error=str(error))
        return False


def _fetch(service: str, digits: str) -> str:
    response = operator_client([service], _LIMITS).get(f"{service}{digits}", _HEADERS)
    if response.status != 200:
        raise OutboundFailed(f"answered with status {response.status}")
    return response.body.decode("ascii", "replace")


def _names_in(answer: str) -> set[str]:
    """The hashes' ends; what was only added as padding has a count of 0."""
    lines = (line.partition(":") for line in answer.split())
    return {name.upper() for name, _, count in lines if count != "0"}
