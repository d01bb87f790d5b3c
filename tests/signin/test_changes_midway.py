"""Client, portal or account change at any point of a sign-in: never a 500, always an answer in the right place."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from werkzeug.test import TestResponse

from idp.accounts.models import Account
from idp.clients.models import ClientRecord
from idp.clients.registry import CACHE_NAME
from idp.infrastructure.cache_versions import raise_version
from idp.infrastructure.clock import current_time
from idp.interactions import Interaction
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.clients import REDIRECT_URI, change_client
from tests.factories.factors import create_app_of
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.provisioning.pages import forms_of

pytestmark = pytest.mark.usefixtures("clock")
NEW_PASSWORD = "Zwölf-Boote-auf-See-9"
PAGES = ("identify", "password", "factor", "new password", "consent")
OTHER_PORTAL = {"shop": None, "forum": {"name": "Example Forum"}}


class Visitor:
    """A person with everything to do: a name, a password that has to be replaced, a second factor, consent."""

    def __init__(self, app: Any, database: Any) -> None:
        self.database = database
        self.browser = app.test_client()
        self.rp = create_relying_party(database, self.browser, consent="explicit")
        self.person = create_account(database, password_change_due_at=current_time(), password_change_reason="policy")
        self.phone = create_app_of(database, app.secret_box, self.person)

    def arrive(self) -> TestResponse:
        return self.follow(self.rp.authorize(scope="openid email"))

    def walk_to(self, page: str) -> TestResponse:
        shown = self.arrive()
        for _ in range(PAGES.index(page)):
            shown = self.act(shown)
        return shown

    def act(self, page: TestResponse) -> TestResponse:
        """Do what the page asks for."""
        typed = {
            "email": self.person.email,
            "password": NEW_PASSWORD if page.request.path.endswith("/new-password") else PASSWORD,
            "code": self.phone.code(),
        }
        for number, form in enumerate(forms_of(page)):
            if asked := {name: value for name, value in typed.items() if name in form.fields}:
                return self.follow(self.browser.submit(page, asked, number))
            if ("decision", "allow") in form.buttons:
                return self.follow(self.browser.submit(page, {"decision": "allow"}, number))
        raise AssertionError(f"nothing to do on {page.request.path}")

    def finish(self, page: TestResponse) -> TestResponse:
        """Go on to the answer, or to a page that ends the way or leads back to its beginning."""
        for _ in PAGES:
            page = self.act(page)
            if page.status_code != 200 or (page.request.path.count("/") == 2 and "/signin/" in page.request.path):
                break
        return page

    def follow(self, response: TestResponse) -> TestResponse:
        while response.status_code == 303 and response.location.startswith("/"):
            response = self.browser.get(response.location)
        assert response.status_code < 500, response.text
        return response


@pytest.fixture
def visitor(app, database):
    return Visitor(app, database)


def client_gone(visitor: Visitor) -> None:
    with visitor.database.transaction() as session:
        session.execute(delete(ClientRecord).where(ClientRecord.client_id == visitor.rp.client_id))
        raise_version(session, CACHE_NAME)


def registered(**values: Any) -> Callable[[Visitor], None]:
    return lambda visitor: change_client(visitor.database, visitor.rp.registered, **values)


def account_gone(visitor: Visitor) -> None:
    with visitor.database.transaction() as session:
        session.execute(delete(Account).where(Account.id == visitor.person.id))


def account_disabled(visitor: Visitor) -> None:
    with visitor.database.transaction() as session:
        session.get_one(Account, visitor.person.id).disabled_at = current_time()


def portal_gone(visitor: Visitor) -> None:
    visitor.browser.application = visitor.other_app


def upgraded(visitor: Visitor) -> None:
    with visitor.database.transaction() as session:
        stored = session.scalars(select(Interaction.request)).one()
        session.execute(update(Interaction).values(request={**(stored or {}), "shape": 0}))


SHOWN = (
    client_gone,
    registered(disabled_at=current_time()),
    registered(redirect_uris=["https://shop.example.test/other"]),
)
ANSWERED: Mapping[str, Callable[[Visitor], None]] = {
    "invalid_scope": registered(scope="email"),
    "unauthorized_client": registered(grant_types=["refresh_token"]),
    "temporarily_unavailable": upgraded,
}
HARMLESS = (registered(scope="openid profile"), registered(portal="forum"), registered(consent="implicit"))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("change", SHOWN, ids=["client gone", "client disabled", "redirect URI replaced"])
def test_where_no_answer_may_go_the_person_is_shown_a_page(visitor, page, change):
    shown = visitor.walk_to(page)
    change(visitor)

    answer = visitor.act(shown)

    assert (answer.status_code, "Location" in answer.headers) == (400, False)
    assert "<main" in answer.text


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("error", ANSWERED)
def test_where_its_redirect_uri_holds_the_relying_party_is_told(visitor, page, error):
    """A scope or a grant that is taken away before the password is no error 500. Trial row F18."""
    shown = visitor.walk_to(page)
    ANSWERED[error](visitor)

    answer = visitor.act(shown)

    assert answer.location.startswith(REDIRECT_URI)
    assert (answer_of(answer)["error"], answer_of(answer)["state"]) == (error, "state-1")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("change", HARMLESS, ids=["a scope less", "another portal", "no consent needed"])
def test_what_is_left_goes_on(visitor, page, change):
    """Trial row F18."""
    shown = visitor.walk_to(page)
    change(visitor)

    assert "code" in answer_of(visitor.finish(shown))


@pytest.mark.parametrize("page", PAGES)
def test_a_portal_that_is_gone_after_a_restart_gives_way_to_the_default_one(visitor, make_app, page):
    visitor.other_app = make_app(portals=OTHER_PORTAL)
    shown = visitor.walk_to(page)
    portal_gone(visitor)

    assert "code" in answer_of(visitor.finish(shown))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("change", [account_disabled, account_gone], ids=["disabled", "gone"])
def test_without_the_account_the_way_leads_back_to_its_beginning(visitor, page, change):
    shown = visitor.walk_to(page)
    change(visitor)

    answer = visitor.finish(shown)

    assert "Location" not in answer.headers
    assert "<form" in answer.text or 'href="' in answer.text


def test_pages_that_can_go_on_alone_do_so_without_a_request_that_holds_no_more(visitor):
    visitor.arrive()
    interaction = visitor.database.one(select(Interaction.id))
    registered(disabled_at=current_time())(visitor)

    assert visitor.browser.get(f"/password-reset?interaction_id={interaction}").status_code == 200
