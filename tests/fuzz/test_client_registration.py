"""Any JSON at the registration endpoint: a client (201) or a JSON error (400), never our fault."""

import json
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from idp.infrastructure.web.application import Application
from idp.protocol.client_metadata import CLIENT_FIELDS
from tests.factories.assertions import key_set, make_key
from tests.factories.dynamic_clients import METADATA, PATH, manage
from tests.fuzz.inputs import garbage
from tests.provisioning.pages import PageClient

KEY = json.loads(key_set(make_key()))["keys"][0]
NAMES = [
    *CLIENT_FIELDS,
    "client_name#de",
    "logo_uri#de",
    "client_name#",
    "software_statement",
    "subject_type",
    "client_id",
]
RIGHT: dict[str, Any] = METADATA | {
    "jwks": {"keys": [KEY]},
    "token_endpoint_auth_method": "private_key_jwt",
    "client_name#de": "Karten",
    "scope": "openid email",
    "default_max_age": 3,
}
texts = st.one_of(
    garbage, st.text(max_size=20), st.sampled_from(["https://x.example/", "code", "none", "web", "native"])
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.floats(allow_nan=False), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=8,
)
keys = st.dictionaries(st.sampled_from([*KEY, "d", "k", "n", "e", "key_ops", "use"]), values, max_size=3).map(
    lambda changes: {"keys": [KEY | changes]}
)
documents = st.one_of(
    values,
    st.dictionaries(st.sampled_from(NAMES), values, max_size=6),
    st.dictionaries(st.sampled_from(NAMES), values, max_size=2).map(lambda changes: RIGHT | changes),
    keys.map(lambda changed: RIGHT | {"jwks": changed}),
)


def bytes_of(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=True).encode()


@pytest.fixture
def browser(make_app: Callable[..., Application]) -> PageClient:
    access = {"access": "open", "registrations_per_address": 1_000_000, "requests_per_address": 1_000_000}
    client = make_app(client_registration=access).test_client()
    assert isinstance(client, PageClient)
    return client


@pytest.mark.only_on("sqlite")
def test_any_document_is_registered_or_refused(browser: PageClient) -> None:
    @settings(max_examples=300, suppress_health_check=list(HealthCheck))
    @given(documents)
    def throw(document: object) -> None:
        body = {"data": bytes_of(document), "content_type": "application/json"}
        answer = browser.application.test_client(use_cookies=False).post(PATH, **body)
        assert answer.status_code in {201, 400}, answer.text
        members = orjson.loads(answer.data)
        if answer.status_code == 400:
            assert members["error"]
            return
        again = manage(browser, members, "PUT", members)
        assert again.get_json() == {name: members[name] for name in members if not name.startswith("client_secret")}
        assert manage(browser, members, "DELETE").status_code == 204

    throw()
