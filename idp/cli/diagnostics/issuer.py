"""Whether the provider can be reached at its issuer, and calls itself by that name."""

from collections.abc import Iterator

import requests

from idp.cli.diagnostics.examination import Examination, Finding, ok, problem


def check_issuer(examination: Examination) -> Iterator[Finding]:
    """OpenID Connect Discovery 1.0, section 4.3: the name must be the address, byte for byte."""
    issuer = examination.settings.issuer
    answer = examination.discovery
    if isinstance(answer, requests.RequestException):
        yield problem(
            f"{issuer} does not answer: {_cause(answer)}",
            "Is `idp serve` running? Does the name lead to this machine or its proxy, also from within?",
        )
        return
    if answer.status_code != 200:
        yield problem(
            f"{issuer}/.well-known/openid-configuration answers {answer.status_code}.",
            "Something else answers there, or the proxy sends another Host header on: it must send the public one.",
        )
        return
    named = _issuer_of(answer)
    if named != issuer:
        yield problem(
            f"{issuer} calls itself {named or 'nothing'}.",
            "Set server.issuer to the address that relying parties use, and restart; they compare it byte for byte.",
        )
        return
    yield ok(f"{issuer} answers under its own name.")


def _issuer_of(answer: requests.Response) -> str | None:
    try:
        document = answer.json()
    except ValueError:
        return None
    return document.get("issuer") if isinstance(document, dict) else None


def _cause(error: BaseException) -> str:
    """The innermost reason, in place of the layers around it."""
    while error.args and isinstance(error.args[0], BaseException):
        error = error.args[0]
    reason = getattr(error, "reason", None)
    return _cause(reason) if isinstance(reason, BaseException) else str(error)
