"""An account page is a route and one registration; the words of its events are another."""

from collections.abc import Callable

import pytest
from flask import Blueprint
from jinja2 import ChoiceLoader, DictLoader
from werkzeug.wrappers import Response

from idp.accounts.pages import ACTIVITY, add_account_page
from idp.accounts.person import current_person, render_account_page
from idp.audit.models import AuditEvent
from idp.audit.texts import EventText, add_event_texts
from idp.infrastructure.web.application import Application
from idp.sessions.recent import sign_in_required
from tests.factories.accounts import create_account
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

PAGE = '{% extends "accounts/layout.html" %}{% block page %}Cards for {{ account.email }}{% endblock %}'

postcards = Blueprint("postcards", __name__, url_prefix="/account/postcards")


@postcards.get("")
@sign_in_required
def index() -> Response:
    return render_account_page("postcards/index.html", current_person())


@pytest.fixture
def browser(make_app: Callable[..., Application], database: Database) -> PageClient:
    """A browser whose person is signed in, at an application with postcards."""
    app = make_app(own=True)
    app.register_blueprint(postcards)
    app.jinja_env.loader = ChoiceLoader([DictLoader({"postcards/index.html": PAGE}), app.jinja_env.loader])
    add_account_page(app, ACTIVITY, "Postcards", "postcards.index", "mail", 90)
    add_event_texts(app, {"postcard.lost": EventText("A postcard was lost", is_warning=True)})
    account = create_account(database, email="ada@example.test", language="en")
    database.save(AuditEvent(action="postcard.lost", subject=account.id))
    browser = app.test_client()
    sign_in(browser, database, account)
    return browser


def test_it_is_in_the_navigation_of_every_account_page(browser: PageClient) -> None:
    for path in ("/account/history", "/account/postcards"):
        assert 'href="/account/postcards"' in browser.get(path).text


def test_it_speaks_of_the_account(browser: PageClient) -> None:
    assert "Cards for ada@example.test" in browser.get("/account/postcards").text


def test_its_events_are_told_in_the_history(browser: PageClient) -> None:
    page = browser.get("/account/history").text

    assert "A postcard was lost" in page
    assert 'class="is-warning"' in page
