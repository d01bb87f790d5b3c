from dataclasses import replace

import pytest

from idp.protocol.client import Client
from idp.protocol.logout_request import (
    AskConfirmation,
    HintFacts,
    LogoutRequest,
    SignOut,
    decide_logout,
    parse_logout_request,
)
from idp.protocol.request_facts import SessionFacts
from idp.protocol.steps import Refuse

from .factories import CLIENT, session

BYE = "https://portal.example/bye"
HINT = HintFacts(subject="acc_ada", client_id="portal", sid="ses_1")
ASKED = LogoutRequest(id_token_hint="a.b.c", post_logout_redirect_uri=BYE)

LOOKALIKES = [
    "https://portal.example.evil.example/bye",
    "https://PORTAL.example/bye",
    "https://portal.example/bye/",
    "https://portal.example/bye?x=1",
    "https://portal.example/bye#x",
    "https://portal.example/x/../bye",
    "https://portal.example/%2e%2e/bye",
    "https://portal.example\\@evil.example/bye",
    "https://portal.example@evil.example/bye",
    "http://portal.example/bye",
    "https://portal.example/callback",
    "javascript:alert(1)",
    "//evil.example",
    " " + BYE,
    BYE + "\n",
]


def test_a_proven_request_signs_out_and_goes_on() -> None:
    assert decide_logout(ASKED, HINT, CLIENT, session()) == SignOut(BYE, "ses_1")


@pytest.mark.parametrize("hint", [HINT, replace(HINT, sid=None)])
@pytest.mark.parametrize("client_id", [None, "portal"])
def test_neither_the_sid_nor_the_client_id_is_needed(hint: HintFacts, client_id: str | None) -> None:
    assert decide_logout(replace(ASKED, client_id=client_id), hint, CLIENT, session()) == SignOut(BYE, "ses_1")


def test_without_a_redirect_the_person_stays_here() -> None:
    assert decide_logout(LogoutRequest(id_token_hint="x"), HINT, CLIENT, session()) == SignOut(None, "ses_1")


def test_a_hint_without_its_browser_ends_its_session_elsewhere() -> None:
    """Trial row P6."""
    assert decide_logout(ASKED, HINT, CLIENT, None) == SignOut(BYE, elsewhere="ses_1")


def test_a_hint_without_a_session_just_goes_on() -> None:
    assert decide_logout(ASKED, replace(HINT, sid=None), CLIENT, None) == SignOut(BYE)


def test_while_another_session_is_active_nothing_ends_elsewhere() -> None:
    assert decide_logout(ASKED, replace(HINT, sid="ses_9"), CLIENT, session()) == AskConfirmation(BYE, sid="ses_1")


@pytest.mark.parametrize(
    ("uri", "state", "redirect"),
    [
        (BYE, "a b&c=d#\u00e4", BYE + "?state=a%20b%26c%3Dd%23%C3%A4"),
        (BYE, "a/b", BYE + "?state=a%2Fb"),
        (BYE + "?from=idp", "s", BYE + "?from=idp&state=s"),
    ],
)
def test_the_state_is_returned(uri: str, state: str, redirect: str) -> None:
    request = replace(ASKED, post_logout_redirect_uri=uri, state=state)
    assert decide_logout(request, HINT, CLIENT, session()) == SignOut(redirect, "ses_1")
    unproven = replace(request, id_token_hint=None, client_id="portal")
    assert decide_logout(unproven, None, CLIENT, session()) == AskConfirmation(redirect, sid="ses_1")


@pytest.mark.threat(29)
@pytest.mark.parametrize("current", [None, session()], ids=["signed out", "signed in"])
@pytest.mark.parametrize("client", [None, CLIENT], ids=["unknown client", "client"])
@pytest.mark.parametrize("uri", [None, BYE])
@pytest.mark.parametrize("sent", [None, "forged"])
def test_without_a_valid_hint_there_is_a_question_and_after_it_only_a_known_way_back(
    current: SessionFacts | None, client: Client | None, uri: str | None, sent: str | None
) -> None:
    request = LogoutRequest(id_token_hint=sent, client_id="portal", post_logout_redirect_uri=uri)
    decision = decide_logout(request, None, client, current)
    assert isinstance(decision, AskConfirmation)
    is_known = sent is None and client is not None
    assert decision.redirect == (uri if is_known else None)


@pytest.mark.threat(30)
@pytest.mark.parametrize("uri", LOOKALIKES)
@pytest.mark.parametrize("hint", [HINT, None], ids=["hint", "no hint"])
def test_an_unregistered_address_is_shown_and_never_followed(uri: str, hint: HintFacts | None) -> None:
    decision = decide_logout(replace(ASKED, post_logout_redirect_uri=uri), hint, CLIENT, session())
    assert decision == AskConfirmation(None, uri, CLIENT.post_logout_redirect_uris, "ses_1")


@pytest.mark.threat(30)
@pytest.mark.parametrize("hint", [replace(HINT, subject="acc_bob"), replace(HINT, sid="ses_0")], ids=["person", "sid"])
def test_a_hint_about_another_session_signs_nobody_out_unasked(hint: HintFacts) -> None:
    assert decide_logout(ASKED, hint, CLIENT, session()) == AskConfirmation(redirect=BYE, sid="ses_1")


@pytest.mark.threat(30)
def test_a_hint_of_another_client_is_an_error() -> None:
    assert isinstance(decide_logout(replace(ASKED, client_id="other"), HINT, CLIENT, session()), Refuse)


@pytest.mark.threat(30)
@pytest.mark.parametrize("client", [None, replace(CLIENT, client_id="other")])
def test_a_hint_whose_client_is_gone_leads_nowhere(client: Client | None) -> None:
    decision = decide_logout(ASKED, HINT, client, session())
    assert decision == AskConfirmation(received=BYE, sid="ses_1")


def test_a_stored_request_is_parsed_into_the_same_request() -> None:
    parameters = {
        "id_token_hint": "a.b.c",
        "logout_hint": "ada@example.org",
        "client_id": "portal",
        "post_logout_redirect_uri": BYE,
        "state": "s",
        "ui_locales": "de en",
    }
    request = parse_logout_request({**parameters, "unknown": "x"})
    assert request.ui_locales == ("de", "en")
    assert request.to_parameters() == parameters


def test_a_request_without_parameters_asks_for_nothing() -> None:
    assert parse_logout_request({}) == LogoutRequest()


def test_a_state_without_an_address_leads_nowhere() -> None:
    assert decide_logout(LogoutRequest(state="s"), HINT, CLIENT, session()) == SignOut(None, "ses_1")


@pytest.mark.parametrize("uri", [None, BYE])
def test_only_an_unregistered_address_is_shown_beside_the_registered_ones(uri: str | None) -> None:
    request = LogoutRequest(client_id="portal", post_logout_redirect_uri=uri)
    assert decide_logout(request, None, CLIENT, session()) == AskConfirmation(redirect=uri, sid="ses_1")


GRACE = session(subject="acc_grace", sid="ses_2")
GRACES_HINT = HintFacts(subject="acc_grace", client_id="portal", sid="ses_2")


@pytest.mark.parametrize("active", [None, session()], ids=["nobody active", "somebody else active"])
def test_a_hint_ends_its_own_session_wherever_it_stands_among_the_browsers(active: SessionFacts | None) -> None:
    assert decide_logout(ASKED, GRACES_HINT, CLIENT, active, [GRACE]) == SignOut(BYE, "ses_2")


def test_a_hint_of_the_active_session_leaves_the_others_alone() -> None:
    assert decide_logout(ASKED, HINT, CLIENT, session(), [GRACE]) == SignOut(BYE, "ses_1")


@pytest.mark.threat(30)
@pytest.mark.parametrize("hint", [replace(GRACES_HINT, sid="ses_0"), replace(GRACES_HINT, subject="acc_eve")])
def test_a_hint_of_no_session_here_signs_out_none_of_the_others(hint: HintFacts) -> None:
    assert decide_logout(ASKED, hint, CLIENT, session(), [GRACE]) == AskConfirmation(redirect=BYE, sid="ses_1")
    assert decide_logout(ASKED, hint, CLIENT, None, [GRACE]) == SignOut(BYE, elsewhere=hint.sid)


@pytest.mark.threat(29)
def test_without_a_hint_the_question_is_about_who_is_active() -> None:
    assert decide_logout(LogoutRequest(), None, CLIENT, session(), [GRACE]) == AskConfirmation(sid="ses_1")
    assert decide_logout(LogoutRequest(), None, CLIENT, None, [GRACE]) == AskConfirmation()


@pytest.mark.threat(30)
def test_where_only_the_address_is_wrong_the_question_is_about_the_hints_session() -> None:
    asked = replace(ASKED, post_logout_redirect_uri="https://evil.example/")
    registered = CLIENT.post_logout_redirect_uris
    assert decide_logout(asked, GRACES_HINT, CLIENT, session(), [GRACE]) == AskConfirmation(
        received="https://evil.example/", registered=registered, sid="ses_2"
    )
    assert decide_logout(asked, GRACES_HINT, CLIENT, session()) == AskConfirmation(
        received="https://evil.example/", registered=registered, sid="ses_1"
    )
