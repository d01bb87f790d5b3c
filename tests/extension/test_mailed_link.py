"""A mailed link is one purpose, one page and one registration."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import make_response, render_template_string
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.button_page import ButtonPage
from idp.accounts.fields import ButtonForm
from idp.accounts.models import Account
from idp.infrastructure.database import current_session, transaction
from idp.infrastructure.one_time_links import LinkProblem, LinkPurpose, OneTimeLink, issue_link, redeem_link
from idp.infrastructure.one_time_links.page import Explanation, Proof, WayOn, add_link_page
from idp.infrastructure.web.application import Application
from tests.factories.accounts import create_account
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

POSTCARD = LinkPurpose("postcard", "postcards.open_link")
FORM = '<form method="post">{{ form.hidden_tag() }}<button>A card for {{ email }}</button></form>'


class PostcardPage(ButtonPage[Account]):
    """Orders a card for the account of the link."""

    purpose = POSTCARD
    endpoint = "postcards.order"
    elsewhere = (Proof.BUTTON,)
    explanations = {problem: Explanation("No card", f"The link is {problem}.") for problem in LinkProblem}

    def ways_on(self, problem: LinkProblem) -> Sequence[WayOn]:
        return (WayOn("Ask for another card", "/cards"),)

    def look(self, session: Session, link: OneTimeLink) -> Account | LinkProblem:
        return session.get(Account, link.subject) or LinkProblem.UNKNOWN

    def render(self, found: Account, form: ButtonForm) -> Response:
        return make_response(render_template_string(FORM, form=form, email=found.email))

    def redeem(self, found: Account, token: str) -> Response | LinkProblem:
        link = redeem_link(current_session(), POSTCARD, token)
        return link if isinstance(link, LinkProblem) else make_response(f"Ordered for {found.email}")


@pytest.fixture
def app(make_app: Callable[..., Application]) -> Application:
    app = make_app(own=True)
    add_link_page(app, PostcardPage(), "/cards/link/<token>", "/cards/order")
    return app


@pytest.fixture
def link(app: Application, database: Database) -> str:
    """The path of a link to a card."""
    account = create_account(database, email="ada@example.test")
    with app.app_context(), transaction() as session:
        return urlsplit(issue_link(session, POSTCARD, account.id, timedelta(hours=1)).url).path


def test_its_page_shows_what_it_is_for_and_its_button_redeems_it(client: PageClient, link: str) -> None:
    page = client.get(link, follow_redirects=True)
    assert page.request.path == "/cards/order"
    assert "A card for ada@example.test" in page.text

    assert client.submit(page).text == "Ordered for ada@example.test"


def test_a_second_use_is_explained_with_a_way_on(client: PageClient, link: str) -> None:
    page = client.get(link, follow_redirects=True)
    client.submit(page)

    again = client.submit(page)

    assert again.status_code == 410
    assert "The link is used." in again.text
    assert 'href="/cards"' in again.text
