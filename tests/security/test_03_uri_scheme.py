"""Threat 3: registering an address that runs code or leaves TLS (RFC 7591 5, RFC 8252 7.1, RFC 9700 2.1)."""

import json

import pytest
from sqlalchemy import select

from idp.clients.models import ClientRecord
from idp.clients.registrar import Registrar
from idp.clients.registration import create_client, edit_client
from idp.infrastructure.secrets import MasterKey, SecretBox
from idp.oauth.supported import SUPPORTED
from idp.protocol.client_metadata import InvalidMetadataError
from tests.factories.actors import operator

pytestmark = pytest.mark.threat(3)

REGISTRAR = Registrar(
    actor=operator(), portals=["shop"], supported=SUPPORTED, secret_box=SecretBox([MasterKey(bytes(32))])
)
GOOD = "https://shop.example.test/callback"
NEVER = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "javascript://shop.example.test/%0aalert(1)",
    "java\nscript:alert(1)",
    " javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:msgbox(1)",
    "blob:https://shop.example.test/1",
    "file:///etc/passwd",
    "filesystem:https://shop.example.test/x",
    "about:blank",
    "view-source:https://shop.example.test/",
    "intent://shop#Intent;scheme=https;end",
    "http://shop.example.test/callback",
    "http://localhost.evil.example/callback",
    "http://127.0.0.1.nip.io/callback",
    "http://0.0.0.0/callback",
    "http://10.0.0.1/callback",
    "//shop.example.test/callback",
    "shop.example.test/callback",
    "/callback",
    "",
    "https:",
    "https://",
    "https:///callback",
    "https:shop.example.test",
    "https://user:secret@shop.example.test/callback",
    "https://shop.example.test@evil.example/",
    "https://shop.example.test/#",
    "https://shop.example.test/#access",
    "https://shop.example.test\\@evil.example/",
    "https://*.example.test/callback",
    "https://shop.example.test/*",
    "https://shop.example.test/a/../b",
    "https://shop.example.test/%2e%2e/b",
    "https://shop.example.test:0/",
    "https://shop.example.test:99999/",
    "https://shop.example.test:/",
    "https://sh\u043ep.example.test/",
    "https://shop.example.test/\r\nLocation: https://evil.example",
    'https://shop.example.test/"onload="alert(1)',
    "https://shop.example.test/" + "x" * 2048,
]


@pytest.mark.parametrize("kind", ["web", "native", "single_page"])
@pytest.mark.parametrize("field", ["redirect_uris", "post_logout_redirect_uris"])
def test_such_an_address_cannot_be_registered(database, kind, field):
    for uri in NEVER:
        with database.transaction() as session, pytest.raises(InvalidMetadataError) as refused:
            create_client(session, REGISTRAR, _metadata(kind, **{field: [GOOD, uri]}))
        assert {problem.field for problem in refused.value.problems} == {field}, uri
    assert database.count(ClientRecord) == 0


def test_nor_added_to_a_client_afterwards(database):
    with database.transaction() as session:
        client_id = create_client(session, REGISTRAR, _metadata("web")).record.client_id
    for uri in NEVER:
        with pytest.raises(InvalidMetadataError), database.transaction() as session:
            edit_client(session, REGISTRAR, client_id, {"redirect_uris": [GOOD, uri]})
    assert database.one(select(ClientRecord)).values["redirect_uris"] == [GOOD]


@pytest.mark.parametrize("kind", ["web", "single_page"])
def test_private_schemes_are_for_native_applications(database, kind):
    uri = "com.example.app:/callback"
    with database.transaction() as session:
        assert create_client(session, REGISTRAR, _metadata("native", redirect_uris=[uri]))
    with database.transaction() as session, pytest.raises(InvalidMetadataError):
        create_client(session, REGISTRAR, _metadata(kind, redirect_uris=[uri]))


@pytest.mark.parametrize("field", ["client_uri", "logo_uri", "policy_uri", "tos_uri"])
def test_no_link_on_the_consent_page_runs_code(database, field):
    for uri in (
        "javascript:alert(1)",
        "data:text/html,x",
        "http://shop.example.test/",
        "//evil.example",
        "https://a@b/",
    ):
        with database.transaction() as session, pytest.raises(InvalidMetadataError) as refused:
            create_client(session, REGISTRAR, _metadata("web", **{field: uri}))
        assert json.dumps([problem.field for problem in refused.value.problems]) == f'["{field}"]'


def _metadata(kind, **values):
    return {"portal": "shop", "client_name": "Shop", "application_type": kind, "redirect_uris": [GOOD], **values}
