"""A request to a machine endpoint and its answer, as plain values: endpoints read the one and return the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.datastructures import EnvironHeaders, Headers
from werkzeug.exceptions import BadRequest
from werkzeug.wsgi import get_input_stream

Pairs = Sequence[tuple[str, str]]
FORM_TYPE = "application/x-www-form-urlencoded"
JSON_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class MachineRequest:
    """What a program sent. ``query`` and ``form`` hold every pair as sent; ``form`` is None where the body is none.
    ``json`` is a body that says that it is JSON, as it was sent, else None."""

    method: str
    path: str
    headers: Headers
    query: Pairs
    form: Pairs | None
    address: str
    json: bytes | None = None


@dataclass(frozen=True, slots=True)
class MachineAnswer:
    """What a program gets."""

    body: bytes
    status: int = 200
    headers: Pairs = ()


@dataclass(frozen=True, slots=True)
class MachineRoute:
    """An address of a machine endpoint; log and metrics call it by ``endpoint``.

    ``is_readable_by_web_origins`` lets the pages of registered origins read its answers.
    """

    rule: str
    endpoint: str
    methods: tuple[str, ...]
    answer: Callable[[MachineRequest], MachineAnswer]
    is_readable_by_web_origins: bool = False

    @property
    def allowed(self) -> tuple[str, ...]:
        """Every method that it takes (RFC 9110 10.2.1)."""
        return (*self.methods, *(["HEAD"] if "GET" in self.methods else []), "OPTIONS")


def read_request(environ: dict[str, Any], largest_body: int) -> MachineRequest:
    """The request of a WSGI environment. A body that is neither a form nor JSON is not read.

    Raises RequestEntityTooLarge and BadRequest.
    """
    body_type = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    return MachineRequest(
        method=environ["REQUEST_METHOD"],
        path=environ["PATH_INFO"],
        headers=EnvironHeaders(environ),
        query=parse_query(environ),
        form=_read_form(environ, largest_body) if body_type == FORM_TYPE else None,
        address=environ.get("REMOTE_ADDR", ""),
        json=_read_body(environ, largest_body) if body_type == JSON_TYPE else None,
    )


def _read_body(environ: dict[str, Any], largest_body: int) -> bytes:
    return get_input_stream(environ, max_content_length=largest_body).read()


def _read_form(environ: dict[str, Any], largest_body: int) -> Pairs:
    try:
        return _parse(_read_body(environ, largest_body).decode())
    except UnicodeDecodeError as error:
        raise BadRequest from error


def parse_query(environ: dict[str, Any]) -> Pairs:
    """The pairs of a WSGI environment's query, as sent; what is no UTF-8 stays percent-encoded."""
    query: str = environ.get("QUERY_STRING", "")
    if not query.isascii():  # each character is a byte (PEP 3333)
        query = query.encode("latin-1").decode(errors="werkzeug.url_quote")
    return _parse(query) if query else ()


def _parse(text: str) -> Pairs:
    if "%" not in text and "+" not in text:  # as most tokens are sent: there is nothing to decode
        return [(name, value) for name, _, value in (pair.partition("=") for pair in text.split("&") if pair)]
    return parse_qsl(text, keep_blank_values=True, errors="werkzeug.url_quote")
