"""A sign-in step is one value and one registration: nothing else is touched."""

from collections.abc import Callable
from functools import partial

import pytest
from flask import Blueprint, redirect, render_template_string, request
from werkzeug.wrappers import Response

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.browser_session import browser_hash
from idp.interactions import get_interaction
from idp.interactions.web import load_interaction
from idp.protocol.errors import InteractionRequired
from idp.protocol.request_facts import Situation
from idp.protocol.steps import RequestStep
from idp.sessions import current_sign_in
from idp.signin.dispatcher import resume_url
from idp.signin.steps import add_step
from tests.factories.accounts import create_account
from tests.factories.relying_parties import RelyingParty, answer_of, create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database

PAGE = """
<form method="post">
<input type="hidden" name="csrf_token" value="{{ csrf_token() }}"><button>Agree</button>
</form>
"""

house_rules = Blueprint("house_rules", __name__)


@house_rules.route("/house-rules/<interaction_id>", methods=["GET", "POST"])
def ask(interaction_id: str) -> Response | str:
    """Ask whether the person keeps the rules of the house."""
    load_interaction(interaction_id)
    signed_in = current_sign_in()
    if request.method == "GET" or signed_in is None:
        return render_template_string(PAGE)
    row = get_interaction(current_session(), interaction_id, browser_hash(), lock=True)
    row.settle("house_rules", signed_in.session_id, current_time())
    return redirect(resume_url(row), 303)


def is_due(situation: Situation) -> bool:
    return "email" in situation.request.scope


HOUSE_RULES = RequestStep(
    key="house_rules",
    page="house_rules.ask",
    is_due=is_due,
    silent_error=partial(InteractionRequired, "The person has to agree to the house rules."),
    settles=frozenset({"house_rules"}),
    needs_active=True,
)


@pytest.fixture
def rp(make_app: Callable[..., Application], database: Database) -> RelyingParty:
    """A relying party whose person is signed in, at an application with house rules."""
    app = make_app(own=True)
    app.register_blueprint(house_rules)
    add_step(app, HOUSE_RULES, before="consent")
    browser = app.test_client()
    sign_in(browser, database, create_account(database))
    return create_relying_party(database, browser)


def test_a_request_that_calls_for_it_is_led_to_its_page_and_answered_behind_it(rp: RelyingParty) -> None:
    page = rp.browser.get(rp.authorize(scope="openid email").location)
    assert "Agree" in page.text

    answer = rp.browser.submit(page, follow_redirects=False)

    assert "code" in answer_of(rp.browser.get(answer.location))


def test_other_requests_do_not_meet_it(rp: RelyingParty) -> None:
    assert "code" in answer_of(rp.authorize(scope="openid"))


def test_under_prompt_none_it_is_an_error(rp: RelyingParty) -> None:
    assert answer_of(rp.authorize(scope="openid email", prompt="none"))["error"] == "interaction_required"


def test_a_key_is_given_once(rp: RelyingParty) -> None:
    with pytest.raises(ValueError, match="house_rules"):
        add_step(rp.browser.application, HOUSE_RULES)
