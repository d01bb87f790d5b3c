"""No page of the product is a dead end: every route, in every state in which it has nothing to show.

That an error page has a way on at all is checked at every answer of the suite (``PageClient``). Here it is followed.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Response
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.infrastructure.errors import DomainError
from idp.infrastructure.ids import digest
from idp.infrastructure.web.application import Application
from idp.interactions import Interaction
from tests.architecture.source import TEMPLATES, named
from tests.architecture.test_routes import FAR, MACHINE, ROUTES, fill
from tests.factories.relying_parties import create_relying_party
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of, ways_on

LOGIN = "https://shop.example.test/login"
OWN = "https://shop.example.test"
PAGES = sorted(path for path, methods in ROUTES.items() if not MACHINE & set(methods.values()))
STATES: dict[str, dict[str, Any]] = {
    "unknown": {},
    "foreign": {"browser_hash": digest("another browser")},
    "completed": {"completed_at": FAR},
    "expired": {"expires_at": current_time()},
}


def follow(browser: PageClient, page: Any) -> None:
    """Every way on of ours is there; that of another site is one that was registered."""
    for way in ways_on(page):
        if way.startswith("/"):
            assert browser.get(way).status_code in {200, 302, 303}, way
        elif way:
            assert way.startswith(OWN), way


@pytest.fixture
def browser(client: PageClient) -> PageClient:
    """A browser that has been here before."""
    client.get("/register")
    return client


@pytest.fixture
def interaction_in(browser: PageClient, database: Database) -> Callable[[str], str]:
    """The id of an interaction of this browser in a state of ``STATES``, which a client began."""

    def make(state: str) -> str:
        if state == "unknown":
            return "int_unknown"
        create_relying_party(database, browser, initiate_login_uri=LOGIN).authorize()
        row = database.one(select(Interaction))
        database.change(row, **STATES[state])
        return row.id

    return make


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_without_its_flow_leads_on(browser: PageClient, path: str, method: str) -> None:
    """Unknown identifiers, tokens that were never issued, no form token, a method that is not taken. Trial row F7."""
    page = browser.open(fill(path), method=method, follow_redirects=True)

    if page.status_code >= 400:
        follow(browser, page)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("path", [path for path in PAGES if "<interaction_id>" in path])
def test_a_step_of_a_lost_sign_in_leads_back(
    browser: PageClient, interaction_in: Callable[[str], str], path: str, state: str
) -> None:
    """Trial rows F7 and F27."""
    address = fill(path, interaction_in(state))
    token = forms_of(browser.get("/register"))[0].fields["csrf_token"]
    for page in (browser.get(address), browser.post(address, data={"csrf_token": token})):
        if page.status_code == 405:
            continue
        if state == "completed" and page.status_code != 400:
            # The browser's back button: no page of its own, and nobody is signed in here any more.
            assert page.location == "https://shop.example.test/"
            continue
        assert page.status_code in {403, 404, 410}, page.status
        assert any(way.startswith(f"{LOGIN}?iss=") for way in ways_on(page)) is (state != "unknown")
        follow(browser, page)


@pytest.mark.parametrize(
    "path", [path for path in PAGES if "<interaction_id>" in path or path == "/register/sent/<id>"]
)
def test_a_browser_that_keeps_no_cookies_is_told_so(
    app: Application, interaction_in: Callable[[str], str], path: str
) -> None:
    """Trial row F7."""
    keeps_none = app.test_client(use_cookies=False)
    if "GET" not in ROUTES[path]:
        page = keeps_none.post(fill(path))
    else:
        page = keeps_none.get(fill(path, interaction_in("foreign")), follow_redirects=True)

    assert page.status_code == 400
    assert "Cookies sind blockiert" in page.text


@pytest.mark.parametrize("path", ["/register", "/password-reset", "/signin", "/account"])
def test_a_way_in_that_begins_without_cookies_ends_with_their_name(app: Application, path: str) -> None:
    """A form is shown and sent, or a sign-in begun, by a browser that keeps no cookies. A sibling of trial row F7."""
    keeps_none = app.test_client(use_cookies=False)
    page = keeps_none.get(path, follow_redirects=True)
    if page.status_code == 200:
        page = keeps_none.submit(page)

    assert page.status_code == 400
    assert "Cookies sind blockiert" in page.text
    assert any(ways_on(page))


def test_a_browser_with_cookies_is_told_that_the_page_is_of_another_one(
    app: Application, interaction_in: Callable[[str], str]
) -> None:
    """Trial row F7."""
    address = fill("/signin/<interaction_id>", interaction_in("foreign"))

    page = app.test_client().get(address, follow_redirects=True)

    assert page.status_code == 403
    assert "wurde in einem anderen Browser geöffnet" in page.text


def test_every_rule_that_refuses_leads_on(app: Application, database: Database) -> None:
    """One page for each error of the packages, whoever raises it."""
    for kind in rules():
        with app.test_request_context("/"):
            answer = app.handle_user_exception(example(kind))
            assert isinstance(answer, Response), kind
            if answer.location:  # it leads on by itself
                continue
            answer.direct_passthrough = False
            page = answer.get_data(as_text=True)
        assert f"<h1>{kind.title}</h1>" in page or "<h1>" in page, kind
        assert 'class="btn btn-primary" href="' in page.partition("<main")[2], kind


def test_errors_are_shown_by_the_templates_that_lead_on() -> None:
    """A further template that tells of an error would need a way on of its own, and a test of it here."""
    found = {named(path) for path in TEMPLATES.rglob("*.html") if "set is_error" in path.read_text(encoding="utf-8")}

    assert found == {"templates/error.html", "templates/layout/link_problem.html"}


def rules(kind: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    """Every error of the product that has words."""
    for each in kind.__subclasses__():
        if each.__module__.startswith("idp.") and hasattr(each, "message"):
            yield each
        yield from rules(each)


class _Anything(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "x"


def example(kind: type[DomainError]) -> DomainError:
    """An error of this kind, whatever its message names."""
    error = kind.__new__(kind)
    DomainError.__init__(error)
    error.parameters = _Anything(x="x")
    return error
