"""Addresses that we write are ours, whatever the request calls us and wherever it wants to go next."""

import re
from urllib.parse import quote

import pytest

from idp.infrastructure.web.application import Application
from idp.sessions.models import SsoSession
from tests.provisioning.pages import PageClient
from tests.security.answers import host_gone_to
from tests.security.route_table import readable_pages

pytestmark = [pytest.mark.threat(76), pytest.mark.only_on("sqlite")]
FORGED = [{"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}, {"Forwarded": "host=evil.example"}]
FOREIGN = ["//evil.example", "/\\evil.example", "https://evil.example", "https:evil.example", "/\t/evil.example"]


@pytest.mark.parametrize("headers", FORGED, ids=str)
def test_a_forged_host_is_written_nowhere(
    app: Application, client: PageClient, session: SsoSession, headers: dict[str, str]
) -> None:
    for path in [*readable_pages(app), *app.ready_bytes.paths()]:
        answer = client.get(path, headers=headers)
        assert "evil.example" not in answer.text, path
        assert "evil.example" not in str(answer.headers), path


@pytest.mark.parametrize("target", FOREIGN)
@pytest.mark.parametrize("signed_in", [False, True])
def test_a_sign_in_leads_nowhere_else(
    client: PageClient, request: pytest.FixtureRequest, target: str, signed_in: bool
) -> None:
    if signed_in:
        request.getfixturevalue("session")
    answer = client.get(f"/signin?next={quote(target)}")
    for _ in range(5):
        assert host_gone_to(answer) in {None, "id.example.test"}
        assert "evil" not in (answer.location or "").partition("?")[0]
        if answer.status_code not in {302, 303}:
            break
        answer = client.get(re.sub("^https://id.example.test", "", answer.location))


@pytest.mark.parametrize("path", ["//evil.example", "//evil.example/..", "/\\evil.example", "///evil.example/%2e%2e"])
def test_an_odd_address_redirects_nowhere(client: PageClient, path: str) -> None:
    assert host_gone_to(client.get(path)) in {None, "id.example.test"}
