"""Turning what arrived as query or form pairs into parameters that may be trusted to be single and sane."""

import re
from collections.abc import Mapping, Sequence
from itertools import chain

from idp.protocol.errors import InvalidRequest

MAX_NAME_BYTES = 128
MAX_VALUE_BYTES = 8 * 1024
MAX_TOTAL_BYTES = 32 * 1024

_MAY_REPEAT = frozenset({"resource"})
"""RFC 8707 §2. The values are URIs, so that a space can separate them in the one string we keep."""
_MAY_HAVE_LINE_BREAKS = frozenset({"claims"})
"""JSON may be sent indented; it is parsed, never passed on as text."""
_WITHOUT_WHITE_SPACE = str.maketrans("", "", "\t\n\r")
_CONTROL_CHARACTER = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters (Cc) could split lines; lone surrogates (Cs) cannot be stored or sent as UTF-8."""


def parse_parameters(pairs: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    """One value per name, as RFC 6749 §3.1 and §3.2 ask of both endpoints.

    A parameter sent without a value counts as omitted. A repeated one is refused, even with equal values and
    even when we do not know it: two readers of one request must never see two different requests. Only
    `resource` may repeat; its values come out separated by spaces.

    Raises: InvalidRequest for a repeated name, a control character, or more than the stated sizes.
    """
    _check_total_size(pairs)
    parameters: dict[str, str] = {}
    seen: set[str] = set()
    for name, value in pairs:
        _check_pair(name, value)
        if name in seen and name not in _MAY_REPEAT:
            raise InvalidRequest(f"The parameter {name} was sent more than once.")
        seen.add(name)
        if value:
            parameters[name] = f"{parameters[name]} {value}" if name in parameters else value
    return parameters


def _check_total_size(pairs: Sequence[tuple[str, str]]) -> None:
    if _is_longer("".join(chain.from_iterable(pairs)), MAX_TOTAL_BYTES):
        raise InvalidRequest(f"The request is larger than {MAX_TOTAL_BYTES} bytes.")


def _check_pair(name: str, value: str) -> None:
    if _is_longer(name, MAX_NAME_BYTES):
        raise InvalidRequest(f"A parameter name is longer than {MAX_NAME_BYTES} bytes.")
    if _CONTROL_CHARACTER.search(name):
        raise InvalidRequest("A parameter name contains a control character.")
    if _is_longer(value, MAX_VALUE_BYTES):
        raise InvalidRequest(f"The parameter {name} is longer than {MAX_VALUE_BYTES} bytes.")
    text = value.translate(_WITHOUT_WHITE_SPACE) if name in _MAY_HAVE_LINE_BREAKS else value
    if _CONTROL_CHARACTER.search(text):
        raise InvalidRequest(f"The parameter {name} contains a control character.")


def _is_longer(text: str, most_bytes: int) -> bool:
    """Whether a text has more bytes in UTF-8; a character has four at most."""
    return 4 * len(text) > most_bytes and len(text.encode("utf-8", "surrogatepass")) > most_bytes
