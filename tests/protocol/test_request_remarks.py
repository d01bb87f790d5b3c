"""What the operator is told of a request that is answered all the same."""

from dataclasses import replace

import pytest

from idp.protocol.authorization_request import parse_authorization_request
from idp.protocol.client import Client
from idp.protocol.request_remarks import Remark, find_remarks

from .factories import CLIENT, SUPPORTED, parameters, request

REFRESHING = frozenset({"authorization_code", "refresh_token"})


def remarks(client: Client = CLIENT, **changes: str | None) -> list[Remark]:
    return list(find_remarks(parameters(**changes), request(client, **changes), client, SUPPORTED))


def test_a_request_that_gets_all_it_asks_for_is_not_remarked_on() -> None:
    assert remarks() == []


def test_a_scope_that_is_left_out_is_named_beside_what_was_asked_and_what_is_registered() -> None:
    [remark] = remarks(scope="openid phone email")

    assert remark.event == "scope left out"
    assert remark.facts == {
        "asked": "openid phone email",
        "registered": "email offline_access openid profile",
        "left_out": "phone",
    }


def test_scopes_that_are_left_out_are_separated_by_spaces() -> None:
    [remark] = remarks(scope="openid phone address")

    assert remark.facts["left_out"] == "phone address"
    assert remark.next_step == '`idp clients edit portal --scope "phone address"` registers it'


@pytest.mark.parametrize(
    ("grant_types", "scope", "next_step"),
    [
        (REFRESHING, "openid read write", "there is no scope read write here: take it out of the application"),
        (REFRESHING, "openid phone", '`idp clients edit portal --scope "phone"` registers it'),
        (
            frozenset({"authorization_code"}),
            "openid offline_access",
            "`idp clients edit portal --refresh` registers the grant that offline_access is for",
        ),
        (
            REFRESHING,
            "openid read phone",
            "there is no scope read here: take it out of the application; "
            '`idp clients edit portal --scope "phone"` registers it',
        ),
    ],
)
def test_the_next_step_says_how_the_client_gets_what_was_left_out(
    grant_types: frozenset[str], scope: str, next_step: str
) -> None:
    [remark] = remarks(replace(CLIENT, grant_types=grant_types), scope=scope)

    assert remark.next_step == next_step


def test_an_unregistered_offline_access_is_registered_first() -> None:
    client = replace(CLIENT, scope=frozenset({"openid"}), grant_types=frozenset({"authorization_code"}))

    [remark] = remarks(client, scope="openid offline_access")

    assert remark.next_step == '`idp clients edit portal --scope "offline_access"` registers it'


@pytest.mark.parametrize(
    ("pkce", "sent", "is_remarked_on"),
    [
        ("recommended", {}, True),
        ("recommended", {"nonce": "n"}, False),
        ("recommended", {"code_challenge": parameters()["code_challenge"], "code_challenge_method": "S256"}, False),
        ("off", {}, False),
    ],
)
def test_neither_pkce_nor_nonce_is_remarked_on_where_one_is_recommended(
    pkce: str, sent: dict[str, str], is_remarked_on: bool
) -> None:
    """Trial row P7."""
    changes = {"code_challenge": None, "code_challenge_method": None, **sent}

    found = remarks(replace(CLIENT, pkce=pkce), **changes)

    assert [each.event for each in found] == ["neither PKCE nor nonce"] * is_remarked_on
    assert all("idp clients edit portal --pkce required" in each.next_step for each in found)


def test_an_answer_without_a_code_needs_no_pkce() -> None:
    client = replace(CLIENT, pkce="recommended", response_types=frozenset({"none"}))
    supported = replace(SUPPORTED, response_types=("none",))
    sent = parameters(response_type="none", code_challenge=None, code_challenge_method=None)

    assert list(find_remarks(sent, parse_authorization_request(sent, client, supported), client, supported)) == []
