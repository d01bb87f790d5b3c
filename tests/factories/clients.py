"""Relying parties."""

from dataclasses import dataclass
from typing import Any

from idp.clients.models import ClientRecord, ClientSecret
from idp.clients.registry import CACHE_NAME
from idp.infrastructure.cache_versions import raise_version
from idp.infrastructure.ids import digest, new_token
from idp.protocol.client_metadata import CLIENT_FIELDS, complete_metadata
from tests.provisioning.databases import Database

REDIRECT_URI = "https://shop.example.test/callback"


@dataclass(frozen=True)
class CreatedClient:
    """A client with its secret, which its row does not tell; None for a public one."""

    record: ClientRecord
    secret: str | None

    @property
    def client_id(self) -> str:
        return self.record.client_id

    @property
    def basic(self) -> tuple[str, str]:
        """For ``client.post(…, auth=…)``."""
        return self.client_id, self.secret or ""


def change_client(database: Database, client: CreatedClient, **values: Any) -> None:
    """Edit a client as an operator does: every worker is told. ``values`` are metadata, or columns."""
    with database.transaction() as session:
        record = session.get_one(ClientRecord, client.client_id)
        for name in values.keys() - CLIENT_FIELDS.keys():
            setattr(record, name, values.pop(name))
        record.values = record.values | values
        raise_version(session, CACHE_NAME)


def create_client(database: Database, **values: Any) -> CreatedClient:
    """A confidential web application of portal ``shop``; with ``token_endpoint_auth_method="none"`` a public one.

    What is given is stored as it is: registration would refuse much of what the tests need.
    """
    given = {
        "portal": "shop",
        "client_name": "Beispiel-Shop",
        "redirect_uris": [REDIRECT_URI],
        "post_logout_redirect_uris": ["https://shop.example.test/"],
        "scope": "openid profile email offline_access",
    }
    record = ClientRecord(values=complete_metadata(given | values))
    secret = None if record.values["token_endpoint_auth_method"] == "none" else new_token()
    with database.transaction() as session:
        session.add(record)
        session.flush()
        if secret:
            session.add(ClientSecret(client_id=record.client_id, secret_hash=digest(secret)))
        raise_version(session, CACHE_NAME)
    return CreatedClient(record, secret)
