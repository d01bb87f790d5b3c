"""Request objects that a client encrypts to a key of the provider."""

from joserfc import jwe
from joserfc.jwk import Key, import_key

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.oauth.provider_keys import ensure_keys
from idp.protocol.encryption import METHODS
from tests.factories.relying_parties import machine
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient


def make_missing_keys(database: Database, app: Application) -> None:
    """Give the installation the keys that its settings ask for, as its start does."""
    with database.transaction() as session:
        ensure_keys(session, app.settings, app.secret_box, current_time())


def keys_to_encrypt_to(browser: PageClient, algorithm: str) -> list[Key]:
    """Those of the provider, as its key set tells them."""
    keys = machine(browser).get("/jwks.json").get_json()["keys"]
    return [import_key(key) for key in keys if key["use"] == "enc" and key["alg"] == algorithm]


def encrypt_to_provider(
    browser: PageClient,
    content: str,
    algorithm: str = "ECDH-ES",
    method: str = METHODS[0],
    key: Key | None = None,
    **header: str | None,
) -> str:
    """The content as a JWE; a member of the header that is None is left out, and others are laid over it."""
    key = key or keys_to_encrypt_to(browser, algorithm)[0]
    protected = {"alg": algorithm, "enc": method, "cty": "JWT", "kid": key.kid, **header}
    registry = jwe.JWERegistry(algorithms=[algorithm, method, "DEF"], strict_check_header=False)
    named = {name: value for name, value in protected.items() if value is not None}
    return jwe.encrypt_compact(named, content, key, registry=registry)
