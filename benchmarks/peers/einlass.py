"""The provider itself, served by ``idp serve`` with the settings of a new installation."""

import base64
import os
import secrets
import sys
from pathlib import Path
from urllib.parse import quote, urlencode

from benchmarks.load.python import Player
from benchmarks.peers.peer import THREADS, Peer, Program
from benchmarks.scenarios import Capture, Chain, Step
from idp.infrastructure.ids import new_token
from idp.sessions.web import session_cookie_name
from tests.factories.accounts import create_account
from tests.factories.clients import REDIRECT_URI, CreatedClient, create_client
from tests.factories.relying_parties import s256
from tests.factories.sessions import create_session
from tests.provisioning.databases import Database, create_migrated, create_postgresql_database
from tests.provisioning.postgresql import start_postgresql, stop_postgresql

FORM = "application/x-www-form-urlencoded"
SCOPE = "openid profile email"


class Einlass(Peer):
    """One installation on a database of its own."""

    def __init__(self, folder: Path, kind: str) -> None:
        super().__init__(folder)
        self.name, self.kind = f"einlass-{kind}", kind
        self._postgresql: dict[str, str] = {}
        self._verifier = secrets.token_urlsafe(48)

    def set_up(self) -> Program:
        self._database = create_migrated(self.kind, self._make_database())
        self._register(self._database)
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("IDP_")}
        settings = {
            "IDP_SERVER__ISSUER": self.address,
            "IDP_SERVER__PORT": str(self.port),
            "IDP_SERVER__THREADS": str(THREADS),
            "IDP_DATABASE__URL": self._database.url,
            "IDP_KEYS__MASTER_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
            # Its own program on a larger installation; here it would share the core that is measured.
            "IDP_MAIL__BACKGROUND": "false",
            "IDP_PORTALS__SHOP__NAME": "Shop",
        }
        command = [str(Path(sys.executable).parent / "idp"), "serve"]
        return Program(command, inherited | settings, "/.well-known/openid-configuration")

    def stop(self) -> None:
        super().stop()
        self._database.close()
        stop_postgresql(self._postgresql)

    def chain(self, scenario: str, connections: int) -> Chain | None:
        match scenario:
            case "discovery":
                steps = (Step("GET", "/.well-known/openid-configuration"),)
            case "jwks":
                steps = (Step("GET", "/jwks.json"),)
            case "authorize":
                steps = (self._authorize(),)
            case "flow":
                steps = (self._authorize(), self._redeem())
            case "refresh":
                steps = (self._post("/token", grant_type="refresh_token", refresh_token="$refresh_token"),)
            case "userinfo":
                steps = (Step("GET", "/userinfo", headers={"Authorization": "Bearer $access_token"}),)
            case "introspect":
                steps = (self._post("/introspect", token="$access_token"),)
            case _:
                return None
        needs_tokens = scenario in {"refresh", "userinfo", "introspect"}
        return Chain(steps, tuple(self._tokens() if needs_tokens else {} for _ in range(connections)))

    def _make_database(self) -> str:
        if self.kind == "sqlite":
            return f"sqlite:///{self.folder / 'einlass.sqlite3'}"
        folder = self.folder / "postgresql"
        folder.mkdir()
        self._postgresql = start_postgresql(folder)
        return create_postgresql_database(self._postgresql["url"], "einlass_benchmark")

    def _register(self, database: Database) -> None:
        token = new_token()
        create_session(database, create_account(database), token)
        self._cookie = f"{session_cookie_name(is_https=False)}={token}"
        client = create_client(database)
        self._client, self._authorization = client, _basic(client)

    def _tokens(self) -> dict[str, str]:
        chain = Chain((self._authorize(), self._redeem()), ({},))
        player = Player(self.port, chain, {})
        player.play()
        player.close()
        return player.variables

    def _authorize(self) -> Step:
        query = {
            "client_id": self._client.client_id,
            "redirect_uri": REDIRECT_URI,
            "response_type": "code",
            "scope": SCOPE,
            "state": "af0ifjsldkj",
            "nonce": "n-0S6_WzA2Mj",
            "code_challenge": s256(self._verifier),
            "code_challenge_method": "S256",
        }
        code = Capture("code", "location", after="code=", until="&")
        path = f"/authorize?{urlencode(query)}"
        return Step("GET", path, status=303, headers={"Cookie": self._cookie}, captures=(code,))

    def _redeem(self) -> Step:
        form = {"grant_type": "authorization_code", "code": "$code", "code_verifier": self._verifier}
        return self._post("/token", redirect_uri=REDIRECT_URI, **form)

    def _post(self, path: str, **form: str) -> Step:
        body = "&".join(f"{name}={quote(value, safe='$')}" for name, value in form.items())
        tokens = [Capture(name, "body", f'"{name}":"', '"') for name in ("access_token", "refresh_token")]
        return Step(
            "POST",
            path,
            headers={"Authorization": self._authorization, "Content-Type": FORM},
            body=body,
            captures=tuple(tokens) if path == "/token" else (),
        )


def _basic(client: CreatedClient) -> str:
    return "Basic " + base64.b64encode(":".join(client.basic).encode()).decode()
