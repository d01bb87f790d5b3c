"""An account that is deleted while an authorization request of it is decided: the application is told, never a 500."""

from collections.abc import Callable

import pytest
from flask import has_request_context, request
from sqlalchemy import delete
from werkzeug.test import TestResponse

from idp.accounts.models import Account
from idp.consent.models import Consent
from idp.infrastructure.web.application import Application
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.protocol.errors import InteractionRequired
from idp.protocol.request_facts import Situation
from idp.protocol.steps import RequestStep
from idp.sessions import current_sign_in
from idp.signin.steps import add_step
from tests.factories.accounts import create_account
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of

PORTALS = {"shop": None, "forum": {"name": "Example Forum"}}
DECIDING = {"oauth.authorize", "oauth.resume"}


class Deletion:
    """Deletes the account of the session once it was looked up by the request that ``armed`` waits for.

    It is called before a view, and as the last condition of a step by the request that is answered ahead of the views.
    """

    def __init__(self, database: Database) -> None:
        self.database, self.armed = database, False

    def __call__(self) -> None:
        is_decided = request.endpoint in DECIDING or (
            request.endpoint == "consent.consent" and request.method == "POST"
        )
        if self.armed and is_decided and (signed_in := current_sign_in()) is not None:
            self._delete(signed_in.account_id)

    def while_deciding(self, situation: Situation) -> bool:
        if self.armed and not has_request_context() and situation.facts.session is not None:
            self._delete(str(situation.facts.session.subject))
        return False

    def _delete(self, account_id: str) -> None:
        with self.database.transaction() as session:
            session.execute(delete(Account).where(Account.id == account_id))


@pytest.fixture
def deletion(database: Database) -> Deletion:
    return Deletion(database)


@pytest.fixture
def browser(make_app: Callable[..., Application], database: Database, deletion: Deletion) -> PageClient:
    """A browser that is signed in."""
    app = make_app(own=True, portals=PORTALS)
    app.before_request(deletion)
    add_step(
        app,
        RequestStep(
            key="gone_midway", page="signin.identify", is_due=deletion.while_deciding, silent_error=InteractionRequired
        ),
    )
    client = app.test_client()
    assert isinstance(client, PageClient)
    sign_in(client, database, create_account(database))
    return client


@pytest.mark.parametrize("is_pushed", [False, True])
@pytest.mark.parametrize("asked", [{}, {"prompt": "none"}])
def test_without_a_page_the_application_is_told_to_sign_in_again(
    browser: PageClient,
    database: Database,
    deletion: Deletion,
    asked: dict[str, str],
    is_pushed: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rp = create_relying_party(database, browser)
    assert "code" in answer_of(rp.authorize(**asked))
    address = rp.push_uri(**asked) if is_pushed else ""
    deletion.armed = True

    answer = rp.open_pushed(address) if is_pushed else rp.authorize(**asked)

    assert answer_of(answer)["error"] == "login_required"
    assert "exception" not in capsys.readouterr().err
    assert database.count(AuthorizationRecord) == 0
    assert rp.authorize().location.startswith("/signin/")


def test_after_the_last_step_the_application_is_told_as_well(
    browser: PageClient, database: Database, deletion: Deletion
) -> None:
    rp = create_relying_party(database, browser)

    def choose() -> TestResponse:
        page = browser.get(rp.authorize(prompt="select_account").location)
        number, chosen = next(
            (at, value)
            for at, form in enumerate(forms_of(page))
            for name, value in form.buttons
            if name == "session_id" and value
        )
        return browser.submit(page, {"session_id": chosen}, number)

    assert "code" in answer_of(browser.get(choose().location))
    chosen = choose()
    deletion.armed = True

    assert answer_of(browser.get(chosen.location))["error"] == "login_required"
    assert "code" not in answer_of(browser.get(chosen.location))


def test_an_answer_on_consent_counts_for_no_account_that_has_gone(
    browser: PageClient, database: Database, deletion: Deletion
) -> None:
    page = browser.get(create_relying_party(database, browser, consent="explicit").authorize().location)
    number = next(at for at, form in enumerate(forms_of(page)) if ("decision", "allow") in form.buttons)
    deletion.armed = True

    answer = browser.submit(page, {"decision": "allow"}, number, follow_redirects=True)

    assert answer.status_code == 200
    assert answer.request.path.startswith("/signin/")
    assert database.count(Consent) == 0


@pytest.mark.parametrize(("asked", "error"), [({}, None), ({"prompt": "none"}, "interaction_required")])
def test_at_a_portal_that_it_never_entered_it_is_not_admitted(
    browser: PageClient, database: Database, deletion: Deletion, asked: dict[str, str], error: str | None
) -> None:
    rp = create_relying_party(database, browser, portal="forum")
    deletion.armed = True

    answer = rp.authorize(**asked)

    if error is None:
        assert browser.get(answer.location, follow_redirects=True).request.path.startswith("/signin/")
    else:
        assert answer_of(answer)["error"] == error
