"""The migration to one document of metadata keeps every value, up and down."""

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, inspect, text

from idp.infrastructure.database.migrations import downgrade, upgrade

BEFORE = "0006"
METADATA = {
    "application_type": "native",
    "redirect_uris": ["com.shop:/cb"],
    "post_logout_redirect_uris": ["com.shop:/bye"],
    "web_origins": ["https://shop.example"],
    "grant_types": ["authorization_code", "refresh_token"],
    "response_types": ["code"],
    "scope": "openid email",
    "token_endpoint_auth_method": "none",
    "id_token_signed_response_alg": "RS256",
    "require_pkce": True,
    "consent": "explicit",
}
FURTHER = {"logo_uri": "https://shop.example/ä.png", "default_max_age": 30}


def test_every_value_moves_into_the_document_and_back(make_old_database: Callable[[str], Engine]) -> None:
    engine = make_old_database(BEFORE)
    store_old_client(engine)

    upgrade(engine)

    assert read(engine, "metadata") == METADATA | FURTHER
    downgrade(engine, BEFORE)
    assert {name: read(engine, name) for name in METADATA} == METADATA
    assert read(engine, "further_metadata") == FURTHER
    assert "metadata" not in {column["name"] for column in inspect(engine).get_columns("clients")}


def store_old_client(engine: Engine) -> None:
    columns = {name: json.dumps(value) if isinstance(value, list) else value for name, value in METADATA.items()}
    row = {
        **columns,
        "further_metadata": json.dumps(FURTHER),
        "client_id": "app_1",
        "portal": "shop",
        "client_name": "Shop",
        "created_at": "2026-11-01 00:00:00",
        "updated_at": "2026-11-01 00:00:00",
    }
    names, places = ", ".join(row), ", ".join(f":{name}" for name in row)
    with engine.begin() as connection:
        connection.execute(text(f"INSERT INTO clients ({names}) VALUES ({places})"), row)


def read(engine: Engine, column: str) -> Any:
    """The value of the one client, in whichever form the driver gives it."""
    with engine.connect() as connection:
        value = connection.execute(text(f"SELECT {column} FROM clients")).scalar_one()
    if isinstance(value, str) and value[:1] in {"[", "{"}:
        return json.loads(value)
    return bool(value) if column == "require_pkce" else value
