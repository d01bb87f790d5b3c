"""Answers for when there is no application to make one: refused by the host middleware, or everything else has failed.

Both languages at once on a page, English for a program; no template, no cookie, nothing of the request in it.
"""

from collections.abc import Iterable
from typing import Any

import orjson
from markupsafe import escape

from idp.infrastructure.web.assets import asset_url

_TEXTS = {
    "wrong_host": (
        ("Falsche Adresse", "Bitte öffnen Sie die Seite unter der richtigen Adresse."),
        ("Wrong address", "Please open the page at its correct address."),
    ),
    "too_long": (
        ("Anfrage zu lang", "Bitte gehen Sie zurück und beginnen Sie im Portal von vorn."),
        ("Request too long", "Please go back and start again from the portal."),
    ),
    "too_slow": (
        ("Zeitüberschreitung", "Bitte prüfen Sie Ihre Verbindung und senden Sie das Formular erneut ab."),
        ("Request timed out", "Please check your connection and send the form again."),
    ),
    "malformed": (
        ("Ungültige Anfrage", "Bitte gehen Sie zurück und beginnen Sie im Portal von vorn."),
        ("Invalid request", "Please go back and start again from the portal."),
    ),
    "broken": (
        ("Ein Fehler ist aufgetreten", "Bitte versuchen Sie es in einer Minute erneut."),
        ("Something went wrong", "Please try again in a minute."),
    ),
}


HOME = "/"
"""Our own start page, where the issuer is not known."""
_HOME_LABEL = "Zur Startseite / To the home page"


def plain_html(reason: str, address: str, reference: str | None = None) -> str:
    """The page for ``reason``; ``address`` is offered as the way on, ``reference`` is the request's id."""
    (german_title, german), (title, english) = _TEXTS[reason]
    label = _HOME_LABEL if address == HOME else address
    link = f'<p><a href="{escape(address)}">{escape(label)}</a></p>'
    note = f"<p><code>{escape(reference)}</code></p>" if reference else ""
    return (
        '<!doctype html><html lang="de"><head><meta charset="utf-8"><title>'
        f'{german_title} / {title}</title><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="{asset_url("theme.css")}"></head>'
        f'<body><main class="sheet"><h1>{german_title}</h1><p>{german}</p>'
        f'<div lang="en"><h2>{title}</h2><p>{english}</p></div>{link}{note}</main></body></html>'
    )


def plain_page(start_response: Any, status: str, reason: str, address: str) -> Iterable[bytes]:
    """Answer a WSGI request with :func:`plain_html`."""
    body = plain_html(reason, address).encode()
    start_response(status, [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]


def plain_json(start_response: Any, status: str, reason: str) -> Iterable[bytes]:
    """Answer a program's WSGI request in the form of RFC 6749 5.2."""
    code = "server_error" if status.startswith("5") else "invalid_request"
    body = orjson.dumps({"error": code, "error_description": "{}. {}".format(*_TEXTS[reason][1])})
    start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
