"""How this application sees a request, told to its operator's ``idp doctor``.

Behind proxies the sender's address and TLS are known from headers alone; whether they are read rightly can only be told
from within. The answer is for holders of the master key alone.
"""

import hmac

import orjson
from flask import Flask, Response, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from idp.infrastructure.secrets import SecretBox
from idp.infrastructure.web.application import current_secret_box, current_settings
from idp.infrastructure.web.endpoints import machine_endpoint
from idp.infrastructure.web.hosts import BODY_TOOK, FORWARDING_HEADERS, LEFT_OUT, PEER, certificate_variable

PATH = "/health/seen"


def init_seen(app: Flask) -> None:
    """Serve ``/health/seen``."""
    app.add_url_rule(PATH, "seen", seen, methods=["GET", "POST"])


def seen_token(box: SecretBox) -> str:
    """The bearer token of the doctor's request, derived from the master key."""
    return box.derive("doctor asks how a request is seen").hex()


@machine_endpoint
def seen() -> Response:
    """Scheme and address as the application takes them, whose connection it was, and what came of head and body."""
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {seen_token(current_secret_box())}".encode()):
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
    certificate = certificate_variable(current_settings().client_certificates.header)
    facts = {
        "scheme": request.scheme,
        "ip": request.remote_addr,
        "peer": request.environ.get(PEER),
        "is_forwarded": any(name in request.environ for name in FORWARDING_HEADERS),
        "forwarded_for": request.headers.get("X-Forwarded-For", ""),
        "left_out": request.environ.get(LEFT_OUT, []),
        "body_took": request.environ.get(BODY_TOOK, 0.0),
        "client_certificate": request.environ.get(certificate or "", ""),
    }
    return Response(orjson.dumps(facts), content_type="application/json")
