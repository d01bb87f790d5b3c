"""The page that applications frame (Session Management 1.0 3.1): an exception from threat rows 34 and 41.

It shows nothing, changes nothing and tells nothing but whether a ``session_state`` is that of this browser.
"""

from idp.clients.origins import read_watching_origins
from idp.clients.registry import CACHE_NAME
from idp.infrastructure.cache_versions import VersionedCopy
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.assets import asset_url
from idp.infrastructure.web.ready_bytes import Answer

PATH = "/check-session"


def init_session_management(app: Application) -> None:
    """Serve the page, where that is switched on, to frames of the clients that are registered for it."""
    if not app.settings.sessions.session_management:
        return
    answer = VersionedCopy(CACHE_NAME, _answer, app.settings.database.cache_check_seconds)
    app.ready_bytes.register(PATH, answer.get)


def _answer() -> Answer:
    script = asset_url("scripts/check_session.js")
    body = f'<!doctype html><meta charset="utf-8"><title>Einlass</title><script type="module" src="{script}"></script>'
    framed_by = " ".join(sorted(read_watching_origins())) or "'none'"
    policy = f"default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {framed_by}"
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-cache")]
    return Answer(body.encode(), [*headers, ("Content-Security-Policy", policy)])
