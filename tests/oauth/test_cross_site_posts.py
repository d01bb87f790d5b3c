"""Requests that a relying party's page posts: the browser sends none of our cookies along (SameSite=Lax).

Trial row C5.
"""

from urllib.parse import urlsplit

import pytest

from idp.interactions import Interaction
from idp.sessions.models import SsoSession
from tests.factories.relying_parties import RelyingParty, answer_of, machine
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

LONG = "s" * 8000


def post(rp: RelyingParty, path: str = "/authorize", **parameters: str) -> str:
    """Where a post without cookies is sent on to."""
    answer = machine(rp.browser).post(path, data=parameters)
    assert answer.status_code == 303, answer.text
    assert "Set-Cookie" not in answer.headers, "would replace the cookie that was not sent"
    return answer.headers["Location"]


@pytest.mark.parametrize("state", ["short", LONG])
def test_a_posted_request_finds_the_live_session(rp: RelyingParty, session: SsoSession, state: str) -> None:
    location = post(rp, **rp.request(state=state))
    answer = answer_of(rp.browser.get(location))
    assert "code" in answer
    assert answer["state"] == state


def test_a_short_one_is_an_address_and_writes_no_row(rp: RelyingParty, database: Database) -> None:
    assert urlsplit(post(rp, **rp.request())).path == "/authorize"
    assert database.count(Interaction) == 0


def test_a_long_one_is_kept_and_its_address_is_short(rp: RelyingParty, database: Database) -> None:
    assert len(post(rp, **rp.request(state=LONG))) < 100
    assert database.count(Interaction) == 1


def test_without_a_session_it_leads_to_the_sign_in_page(rp: RelyingParty) -> None:
    page = rp.browser.get(post(rp, **rp.request(state=LONG)), follow_redirects=True)
    assert page.status_code == 200
    assert page.request.path.startswith("/signin/int_")


def test_a_kept_request_belongs_to_the_browser_that_opens_it_first(rp: RelyingParty) -> None:
    location = post(rp, **rp.request(state=LONG))
    assert rp.browser.get(location).status_code == 303
    other = rp.browser.application.test_client()
    assert isinstance(other, PageClient)
    assert other.get(location, follow_redirects=True).status_code == 403
    assert rp.browser.get(location).status_code == 303


def test_a_kept_request_has_no_page_before_it_was_opened(rp: RelyingParty) -> None:
    location = post(rp, **rp.request(state=LONG))
    page = rp.browser.get(location.replace("/interaction/", "/signin/"), follow_redirects=True)
    assert page.status_code == 403


def test_a_long_one_that_is_wrong_is_answered_to_the_relying_party(rp: RelyingParty) -> None:
    answer = machine(rp.browser).post("/authorize", data=rp.request(state=LONG, response_type="token"))
    assert answer_of(answer)["error"] == "unsupported_response_type"


def test_a_long_one_of_an_unknown_client_is_refused_on_a_page(rp: RelyingParty) -> None:
    answer = machine(rp.browser).post("/authorize", data=rp.request(state=LONG, client_id="app_nobody"))
    assert answer.status_code == 400


def test_a_posted_sign_out_ends_the_live_session(rp: RelyingParty, session: SsoSession) -> None:
    hint = rp.obtain_tokens()["id_token"]
    assert "code=" in rp.authorize().headers["Location"]

    location = post(rp, "/logout", id_token_hint=hint)
    assert rp.browser.get(location).status_code == 303
    assert "code=" not in rp.authorize().headers["Location"]


def test_an_answer_to_our_question_is_not_asked_for_again_with_cookies(rp: RelyingParty, session: SsoSession) -> None:
    """The page of the question has set one: a form without any was not sent from there, or by a browser without them.

    A redirect to a GET would ask the same question again.
    """
    answer = machine(rp.browser).post("/logout", data={"confirm": "yes"})
    assert answer.status_code == 400
    assert "code=" in rp.authorize().headers["Location"]
