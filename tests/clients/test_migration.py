"""The migration to one document of metadata keeps every value, up and down."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, text

from idp.infrastructure.database.migrations import downgrade, upgrade

pytestmark = pytest.mark.each_kind

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

    now_named = {"pkce": "required", "id_token_claims": False}
    assert read(engine, "metadata") == without(METADATA | FURTHER, "require_pkce") | now_named
    downgrade(engine, BEFORE)
    assert {name: read(engine, name) for name in METADATA} == METADATA
    assert read(engine, "further_metadata") == FURTHER
    assert "metadata" not in {column["name"] for column in inspect(engine).get_columns("clients")}


@pytest.mark.parametrize("column", ["further_metadata", "web_origins"])
def test_a_null_within_a_column_counts_as_nothing(make_old_database: Callable[[str], Engine], column: str) -> None:
    engine = make_old_database(BEFORE)
    store_old_client(engine)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE clients SET {column} = 'null'"))

    upgrade(engine)
    assert read(engine, "metadata").get("web_origins") == ([] if column == "web_origins" else METADATA["web_origins"])

    downgrade(engine, BEFORE)
    assert read(engine, column) == ({} if column == "further_metadata" else [])


@pytest.mark.parametrize(
    ("stored", "kept"),
    [
        ({"require_pkce": True}, {"pkce": "required"}),
        ({"require_pkce": False}, {"pkce": "off"}),
        ({"require_pkce": False, "token_endpoint_auth_method": "none"}, {"pkce": "required"}),
        ({}, {"pkce": "required", "id_token_signed_response_alg": "ES256", "id_token_claims": False}),
        ({"id_token_signed_response_alg": "PS256"}, {"id_token_signed_response_alg": "PS256"}),
    ],
)
def test_clients_from_before_keep_what_held_for_them(
    make_old_database: Callable[[str], Engine], stored: dict[str, object], kept: dict[str, object]
) -> None:
    """Trial rows P2, P3 and P7."""
    engine = make_old_database("0017")
    store_document(engine, stored)

    upgrade(engine)

    assert read(engine, "metadata").items() >= kept.items()
    assert "require_pkce" not in read(engine, "metadata")
    downgrade(engine, "0017")
    assert read(engine, "metadata")["require_pkce"] is (kept.get("pkce", "required") == "required")


def without(document: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != name}


def store_document(engine: Engine, document: dict[str, object]) -> None:
    row = {"client_id": "app_1", "portal": "shop", "client_name": "Shop", "metadata": json.dumps(document)}
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO clients (client_id, portal, client_name, metadata, created_at, updated_at)"
                " VALUES (:client_id, :portal, :client_name, :metadata, '2026-11-01', '2026-11-01')"
            ),
            row,
        )


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
