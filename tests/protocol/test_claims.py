import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol.claims import MAX_REQUESTED_CLAIMS, ClaimRequest, ClaimsRequest, parse_claims_request, select_claims
from idp.protocol.errors import InvalidRequest
from idp.protocol.scopes import SCOPES, Scope, add_scope, claims_of, known_claims, parse_scope, scopes_of

PERSON: dict[str, object] = {
    "sub": "acc_ada",
    "name": "Ada Lovelace",
    "given_name": "Ada",
    "nickname": "",
    "picture": None,
    "email": "ada@example.org",
    "email_verified": False,
    "phone_number": "+49 30 1",
    "password_hash": "never",
}
NOTHING = ClaimsRequest()


def asked(**targets: dict[str, object]) -> ClaimsRequest:
    return parse_claims_request(json.dumps(targets))


def test_userinfo_has_the_claims_of_the_scopes_that_have_a_value() -> None:
    selected = select_claims(PERSON, ("openid", "profile", "email"), NOTHING, "userinfo")
    assert selected == {
        "sub": "acc_ada",
        "name": "Ada Lovelace",
        "given_name": "Ada",
        "email": "ada@example.org",
        "email_verified": False,
    }


def test_userinfo_has_what_was_asked_for_it() -> None:
    request = asked(userinfo={"phone_number": None, "given_name#de": None}, id_token={"email": None})
    assert set(select_claims(PERSON, ("openid",), request, "userinfo")) == {"sub", "phone_number", "given_name"}


def test_an_id_token_without_the_claims_of_the_scopes_has_only_what_was_asked_for_it() -> None:
    request = asked(id_token={"email": {"essential": True}}, userinfo={"phone_number": None})
    assert set(select_claims(PERSON, ("openid", "profile"), request, "id_token", of_scope=False)) == {"sub", "email"}


def test_an_id_token_with_the_claims_of_the_scopes_has_them() -> None:
    selected = select_claims(PERSON, ("openid", "email"), NOTHING, "id_token")
    assert set(selected) == {"sub", "email", "email_verified"}


@pytest.fixture
def badges() -> Iterator[str]:
    scope = Scope(name="badges", claims=("badge", "former_badges"))
    add_scope(scope)
    yield scope.name
    del SCOPES[scope.name]


def test_a_scope_that_is_added_opens_its_own_claims(badges: str) -> None:
    person = PERSON | {"badge": "gold", "former_badges": {}}

    assert set(select_claims(person, (badges,), NOTHING, "userinfo")) == {"sub", "badge"}
    # A list without members is an answer: there are none.
    none = select_claims(person | {"former_badges": []}, (badges,), NOTHING, "userinfo")
    assert none["former_badges"] == []
    assert set(select_claims(person, ("email",), NOTHING, "userinfo")) == {"sub", "email", "email_verified"}


@pytest.mark.parametrize("scope", [Scope(name="email"), Scope(name="post", claims=("address",))])
def test_no_scope_takes_the_name_or_a_claim_of_another(scope: Scope) -> None:
    with pytest.raises(ValueError, match=f"the name or the claims of {scope.name}"):
        add_scope(scope)

    assert "post" not in SCOPES


@pytest.mark.threat(66)
def test_only_known_claims_can_be_asked_for() -> None:
    request = asked(userinfo={"password_hash": {"essential": True}})
    assert select_claims(PERSON, (), request, "userinfo") == {"sub": "acc_ada"}


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        (None, ClaimRequest()),
        ({}, ClaimRequest()),
        ({"essential": True}, ClaimRequest(essential=True)),
        ({"value": "a"}, ClaimRequest(values=("a",))),
        ({"value": 1.5}, ClaimRequest(values=(1.5,))),
        ({"values": ["a", 1]}, ClaimRequest(values=("a", 1))),
        ({"unknown": [], "essential": False}, ClaimRequest()),
    ],
)
def test_members_of_a_claims_request(member: object, expected: ClaimRequest) -> None:
    assert asked(userinfo={"email": member}).userinfo["email"] == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "1",
        '"x"',
        "{",
        '{"userinfo": []}',
        '{"id_token": 1}',
        '{"userinfo": {"email": 1}}',
        '{"userinfo": {"email": {"essential": "yes"}}}',
        '{"userinfo": {"email": {"values": "a"}}}',
        '{"userinfo": {"email": {"value": NaN}}}',
        '{"userinfo": {"email": {"value": 1e999}}}',
        json.dumps({"userinfo": {f"c{i}": None for i in range(101)}}),
    ],
)
def test_malformed_claims_requests_are_refused(text: str) -> None:
    with pytest.raises(InvalidRequest):
        parse_claims_request(text)


@pytest.mark.parametrize("target", ["userinfo", "id_token"])
def test_either_target_makes_a_claims_request(target: str) -> None:
    assert parse_claims_request(json.dumps({target: {"email": None}}))


def test_no_claims_request_asks_for_nothing() -> None:
    assert not parse_claims_request(None)
    assert not parse_claims_request('{"userinfo": null, "unknown": 1}')


@pytest.mark.parametrize(
    ("acr", "expected"),
    [
        ({"essential": True, "value": "a"}, {"a"}),
        ({"essential": True, "values": ["a", "b"]}, {"a", "b"}),
        ({"essential": True}, set()),
        ({"value": "a"}, set()),
        (None, set()),
    ],
)
def test_which_acr_is_essential(acr: object, expected: set[str]) -> None:
    assert asked(id_token={"acr": acr}).essential_acr == expected
    assert asked(userinfo={"acr": acr}).essential_acr == set()


@pytest.mark.parametrize("scope", [(), ("email",), ("openid",)])
def test_whom_a_request_names_stays_whatever_the_scope(scope: tuple[str, ...]) -> None:
    request = parse_claims_request('{"id_token":{"sub":{"value":"acc_ada"}}}')
    assert request.limited_to(scope).subjects == request.subjects == {"acc_ada"}


def test_no_more_than_so_many_claims_can_be_asked_for() -> None:
    names = [f"c{number}" for number in range(MAX_REQUESTED_CLAIMS)]
    assert len(parse_claims_request(json.dumps({"userinfo": dict.fromkeys(names)})).userinfo) == MAX_REQUESTED_CLAIMS
    with pytest.raises(InvalidRequest, match="More than"):
        parse_claims_request(json.dumps({"userinfo": dict.fromkeys([*names, "one_more"])}))


def test_limiting_keeps_the_claims_of_the_protocol() -> None:
    request = asked(
        id_token={"acr": None, "auth_time": None, "sub": {"value": "x"}, "email": None}, userinfo={"name": None}
    )
    limited = request.limited_to({"openid"})
    assert (set(limited.id_token), set(limited.userinfo)) == ({"acr", "auth_time", "sub"}, set())


@given(
    st.dictionaries(
        st.text(max_size=9),
        st.none() | st.fixed_dictionaries({}, optional={"essential": st.booleans(), "values": st.lists(st.text())}),
        max_size=5,
    )
)
def test_a_claims_request_survives_storage(members: dict[str, object]) -> None:
    request = asked(userinfo=members, id_token=members)
    assert parse_claims_request(request.to_text()) == request


def test_every_standard_claim_has_a_scope() -> None:
    standard = (
        "sub name given_name family_name middle_name nickname preferred_username profile picture website email "
        "email_verified gender birthdate zoneinfo locale phone_number phone_number_verified address updated_at"
    )
    assert set(standard.split()) <= set(known_claims())  # OpenID Connect Core §5.1


def test_scopes_and_claims_lead_to_each_other() -> None:
    assert claims_of(("email", "nonsense")) == {"email", "email_verified"}
    assert scopes_of(("email", "name", "sub", "acr")) == {"email", "profile"}
    assert next(iter(SCOPES)) == "openid"


def test_scope_text() -> None:
    assert parse_scope("b a  b") == ("b", "a")
    assert parse_scope(None) == ()
