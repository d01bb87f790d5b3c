"""An application that opens its vault only to whoever signed in with a second factor: Flask and Authlib, in a thread.

It asks in each of the ways that OpenID Connect knows, and believes nothing but the ID token.
"""

import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, Response, redirect, session, url_for
from werkzeug.serving import make_server

from tests.factories.clients import create_client
from tests.interop.programs import free_port
from tests.journeys.guest import Guest
from tests.journeys.house import House

STRONG = "urn:einlass:acr:2"
ASKING = {
    "nothing": {},
    "wish": {"acr_values": STRONG},
    "demand": {"claims": json.dumps({"id_token": {"acr": {"essential": True, "value": STRONG}}})},
}
"""What is added to the authorization request. ``acr_values`` is a wish (OpenID Connect Core 3.1.2.1), an essential
claim a condition (5.5.1.1)."""


@dataclass(frozen=True)
class Vault:
    """``url`` is its address; ``/ask/<how>`` sends a person to the provider."""

    url: str

    def claims_shown_to(self, guest: Guest) -> dict[str, object]:
        """What the ID token said, once the person is back."""
        guest.page.wait_for_url(f"{self.url}/**")
        claims: dict[str, object] = json.loads(guest.page.locator("pre").inner_text())
        return claims


@contextmanager
def open_vault(house: House) -> Iterator[Vault]:
    """A vault that is registered at the house, until the end of the block."""
    port = free_port()
    url = f"http://localhost:{port}"
    client = create_client(
        house.database,
        client_name="Tresor",
        redirect_uris=[f"{url}/callback"],
        initiate_login_uri=f"{url}/ask/nothing",
    )
    server = make_server("127.0.0.1", port, _create_vault(house.issuer, client.client_id, client.secret), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Vault(url)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _create_vault(issuer: str, client_id: str, client_secret: str | None) -> Flask:
    app = Flask("vault")
    app.secret_key = secrets.token_bytes(32)
    app.config.update(SESSION_COOKIE_NAME="vault")
    provider = OAuth(app).register(
        "provider",
        client_id=client_id,
        client_secret=client_secret,
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid", "code_challenge_method": "S256"},
    )

    @app.get("/ask/<how>")
    def ask(how: str) -> Response:
        return provider.authorize_redirect(url_for("callback", _external=True), **ASKING[how])

    @app.get("/callback")
    def callback() -> Response:
        try:
            # Checks state, signature, issuer, audience and nonce.
            session["claims"] = dict(provider.authorize_access_token()["userinfo"])
        except OAuthError as error:
            session["claims"] = {"error": error.error}
        return redirect(url_for("inside"))

    @app.get("/")
    def inside() -> str:
        claims = session["claims"]
        is_open = claims.get("acr") == STRONG and "mfa" in claims.get("amr", [])
        return f"<!doctype html><h1>{'Open' if is_open else 'Shut'}</h1><pre>{json.dumps(claims)}</pre>"

    return app
