"""``/.well-known/security.txt``: contact for reports of vulnerabilities (RFC 9116)."""

from datetime import datetime, timedelta

from flask import Flask, Response, abort

from idp.infrastructure.clock import current_time
from idp.infrastructure.translations import LANGUAGES
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.endpoints import machine_endpoint
from idp.settings import Settings

PATH = "/.well-known/security.txt"
# Less than a year is recommended (2.5.5). It moves on each day that the provider runs.
_HOLDS = timedelta(days=180)


def init_security_txt(app: Flask) -> None:
    """Serve it where ``disclosure.contact`` is set."""
    app.add_url_rule(PATH, "security_txt", security_txt)


@machine_endpoint
def security_txt() -> Response:
    """Contact, policy, and until when that may be believed."""
    settings = current_settings()
    if not settings.disclosure.contact:
        abort(404)
    return Response(_text(settings, current_time()), content_type="text/plain; charset=utf-8")


def _text(settings: Settings, now: datetime) -> str:
    expires = (now + _HOLDS).replace(hour=0, minute=0, second=0, microsecond=0)
    fields = [("Contact", contact) for contact in settings.disclosure.contact]
    fields.append(("Expires", f"{expires:%Y-%m-%dT%H:%M:%SZ}"))
    if settings.disclosure.policy:
        fields.append(("Policy", settings.disclosure.policy))
    fields.append(("Preferred-Languages", ", ".join(LANGUAGES)))
    fields.append(("Canonical", settings.issuer + PATH))
    return "".join(f"{name}: {value}\n" for name, value in fields)
