"""The provider itself, served by ``idp serve`` with the settings of a new installation."""

import base64
import os
import secrets
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode

from argon2 import PasswordHasher
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry
from pydantic import SecretStr

from benchmarks.load.python import Player
from benchmarks.peers.peer import THREADS, Peer, Program
from benchmarks.scenarios import Capture, Chain, Step
from idp.infrastructure.clock import current_time
from idp.infrastructure.database.migrations import upgrade
from idp.infrastructure.ids import new_token
from idp.infrastructure.secrets import SecretBox, new_master_key
from idp.oauth.provider_keys import ensure_keys
from idp.sessions.web import session_cookie_name
from idp.settings import KeySettings, PasswordSettings, Settings
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.clients import REDIRECT_URI, CreatedClient, create_client
from tests.factories.relying_parties import s256
from tests.factories.sessions import create_session
from tests.provisioning.databases import Database, create_postgresql_database
from tests.provisioning.postgresql import start_postgresql, stop_postgresql

FORM = "application/x-www-form-urlencoded"
_BROWSER_COOKIE = Capture("browser", "set-cookie", after="idp-browser=", until=";")
SCOPE = "openid profile email"


class Einlass(Peer):
    """One installation on a database of its own."""

    def __init__(self, folder: Path, kind: str) -> None:
        super().__init__(folder)
        self.name, self.kind = f"einlass-{kind}", kind
        self._postgresql: dict[str, str] = {}
        self._verifier = secrets.token_urlsafe(48)

    def set_up(self) -> Program:
        self._database = Database(self.kind, self._make_database())
        upgrade(self._database.engine)
        self._register(self._database)
        settings = Settings(keys=KeySettings(master_key=SecretStr(new_master_key())))
        with self._database.transaction() as session:
            # As `idp init` does; making keys takes seconds, and is not what a start costs.
            ensure_keys(session, settings, SecretBox.from_settings(settings), current_time())
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("IDP_")}
        environment = {
            "IDP_SERVER__ISSUER": self.address,
            "IDP_SERVER__PORT": str(self.port),
            "IDP_SERVER__THREADS": str(THREADS),
            "IDP_DATABASE__URL": self._database.url,
            "IDP_KEYS__MASTER_KEY": settings.keys.master_key.get_secret_value(),
            # Its own program on a larger installation; here it would share the core that is measured.
            "IDP_MAIL__BACKGROUND": "false",
            # All requests here come from one address.
            "IDP_THROTTLE__FORM_REQUESTS_PER_MINUTE": "100000",
            "IDP_PORTALS__SHOP__NAME": "Shop",
        }
        command = [str(Path(sys.executable).parent / "idp"), "serve"]
        return Program(command, inherited | environment, "/.well-known/openid-configuration")

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
            case "pushed request":
                steps = (self._push(), self._open_pushed())
            case "flow":
                steps = (self._authorize(), self._redeem())
            case "flow, ES256":
                steps = (self._authorize(self._es256_client), self._redeem(self._es256_client))
            case "refresh":
                steps = (self._refresh(),)
            case "refresh, ES256":
                steps = (self._refresh(self._es256_client),)
            case "client credentials":
                asked = self._post("/token", self._service, grant_type="client_credentials")
                steps = (replace(asked, captures=()),)
            case "userinfo":
                steps = (Step("GET", "/userinfo", headers={"Authorization": "Bearer $access_token"}),)
            case "introspect":
                steps = (self._post("/introspect", token="$access_token"),)
            case "sign-in page":
                return Chain((self._page(""),), tuple(self._start_sign_in() for _ in range(connections)))
            case "password sign-in":
                steps = self._password_sign_in()
            case _:
                return None
        return Chain(steps, tuple(self._seed(scenario) for _ in range(connections)))

    def _make_database(self) -> str:
        if self.kind == "sqlite":
            return f"sqlite:///{self.folder / 'einlass.sqlite3'}"
        folder = self.folder / "postgresql"
        folder.mkdir()
        self._postgresql = start_postgresql(folder)
        return create_postgresql_database(self._postgresql["url"], "einlass_benchmark")

    def _register(self, database: Database) -> None:
        token = new_token()
        # The hash of a new installation, not the suite's cheap one.
        account = create_account(database, password=None, password_hash=PasswordHasher(**_argon2()).hash(PASSWORD))
        create_session(database, account, token)
        self._email = account.email
        self._cookie = f"{session_cookie_name(is_https=False)}={token}"
        self._client = create_client(database)
        self._es256_client = create_client(database, id_token_signed_response_alg="ES256")
        service = {"application_type": "service", "grant_types": ["client_credentials"], "redirect_uris": []}
        self._service = create_client(database, **service, scope="")

    def _seed(self, scenario: str) -> dict[str, str]:
        if scenario == "refresh, ES256":
            return self._tokens(self._es256_client)
        return self._tokens() if scenario in {"refresh", "userinfo", "introspect"} else {}

    def _tokens(self, client: CreatedClient | None = None) -> dict[str, str]:
        return self._play_once(self._authorize(client), self._redeem(client))

    def _start_sign_in(self) -> dict[str, str]:
        return self._play_once(self._authorize_as_stranger())

    def _play_once(self, *steps: Step) -> dict[str, str]:
        player = Player(self.port, Chain(steps, ({},)), {})
        player.play()
        player.close()
        return player.variables

    def _authorize(self, client: CreatedClient | None = None) -> Step:
        return self._visit(urlencode(self._request(client)))

    def _push(self) -> Step:
        captures = (Capture("request_uri", "body", '"request_uri":"', '"'),)
        return replace(self._post("/par", **self._request()), status=201, captures=captures)

    def _open_pushed(self) -> Step:
        return self._visit(f"client_id={self._client.client_id}&request_uri=$request_uri")

    def _request(self, client: CreatedClient | None = None) -> dict[str, str]:
        return {
            "client_id": (client or self._client).client_id,
            "redirect_uri": REDIRECT_URI,
            "response_type": "code",
            "scope": SCOPE,
            "state": "af0ifjsldkj",
            "nonce": "n-0S6_WzA2Mj",
            "code_challenge": s256(self._verifier),
            "code_challenge_method": "S256",
        }

    def _visit(self, query: str) -> Step:
        code = Capture("code", "location", after="code=", until="&")
        return Step("GET", f"/authorize?{query}", status=303, headers={"Cookie": self._cookie}, captures=(code,))

    def _authorize_as_stranger(self) -> Step:
        interaction = Capture("interaction", "location", after="/signin/")
        return replace(self._authorize(), headers={}, captures=(interaction, _BROWSER_COOKIE))

    def _page(self, step: str) -> Step:
        path, cookie = f"/signin/$interaction{step}", {"Cookie": "idp-browser=$browser"}
        form_token = Capture("form_token", "body", after='name="csrf_token" type="hidden" value="', until='"')
        return Step("GET", path, headers=cookie, captures=(form_token, _BROWSER_COOKIE))

    def _submit(self, step: str, **form: str) -> Step:
        page = self._page(step)
        body = f"csrf_token=$form_token&{urlencode(form)}"
        headers = {**page.headers, "Content-Type": FORM, "Sec-Fetch-Site": "same-origin"}
        return replace(page, method="POST", status=303, headers=headers, body=body, captures=(_BROWSER_COOKIE,))

    def _password_sign_in(self) -> tuple[Step, ...]:
        return (
            self._authorize_as_stranger(),
            self._page(""),
            self._submit("", email=self._email),
            self._page("/password"),
            self._submit("/password", password=PASSWORD),
        )

    def _redeem(self, client: CreatedClient | None = None) -> Step:
        form = {"grant_type": "authorization_code", "code": "$code", "code_verifier": self._verifier}
        return self._post("/token", client, redirect_uri=REDIRECT_URI, **form)

    def _refresh(self, client: CreatedClient | None = None) -> Step:
        return self._post("/token", client, grant_type="refresh_token", refresh_token="$refresh_token")

    def _post(self, path: str, client: CreatedClient | None = None, /, **form: str) -> Step:
        body = "&".join(f"{name}={quote(value, safe='$')}" for name, value in form.items())
        tokens = [Capture(name, "body", f'"{name}":"', '"') for name in ("access_token", "refresh_token")]
        return Step(
            "POST",
            path,
            headers={"Authorization": _basic(client or self._client), "Content-Type": FORM},
            body=body,
            captures=tuple(tokens) if path == "/token" else (),
        )


def argon2_microseconds() -> float:
    """Processor time of one password check with the settings of a new installation: the limit of sign-ins."""
    hasher = PasswordHasher(**_argon2())
    stored = hasher.hash(PASSWORD)
    return _least_microseconds(lambda: hasher.verify(stored, PASSWORD), 10)


def rs256_microseconds() -> float:
    """Processor time of one signature with an RSA key of a new installation."""
    key = RSAKey.generate_key(KeySettings().rsa_bits)
    return _least_microseconds(lambda: JWSRegistry.algorithms["RS256"].sign(b"claims", key), 100)


def _least_microseconds(act: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        started = time.process_time()
        act()
        taken.append(time.process_time() - started)
    return min(taken) * 1e6


def _argon2() -> dict[str, int]:
    passwords = PasswordSettings()
    return {
        "time_cost": passwords.iterations,
        "memory_cost": passwords.memory_kib,
        "parallelism": passwords.parallelism,
    }


def _basic(client: CreatedClient) -> str:
    return "Basic " + base64.b64encode(":".join(client.basic).encode()).decode()
