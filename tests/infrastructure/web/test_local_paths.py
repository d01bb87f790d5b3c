"""A page sends people on to our own addresses only."""

import pytest

from idp.infrastructure.web.local_paths import safe_local_path
from tests.provisioning.pages import PageClient, forms_of

pytestmark = pytest.mark.threat(76)
FOREIGN = [
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    "/a\r\nLocation: https://evil.example",
    "/a\x00b",
    " /a",
    "",
    "/" + "a" * 3000,
]


@pytest.mark.parametrize("path", ["/", "/signin/abc?x=1&y=//z", "/a%2Fb", "/ä", "/a#b"])
def test_our_own_paths_are_kept(path: str) -> None:
    assert safe_local_path(path) == path


@pytest.mark.parametrize("path", FOREIGN, ids=ascii)
def test_everything_else_is_the_default(path: str) -> None:
    assert safe_local_path(path, "/home") == "/home"


def test_nothing_is_the_default() -> None:
    assert safe_local_path(None) == "/"


@pytest.mark.parametrize("path", FOREIGN, ids=ascii)
def test_the_language_switch_leads_nowhere_else(browser: PageClient, path: str) -> None:
    form = forms_of(browser.get("/trial/page"))[0]
    answer = browser.post("/language", data=form.fields | {"language": "de", "next": path})
    assert (answer.status_code, answer.location) == (303, "/")
