import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol.errors import InvalidRequest
from idp.protocol.parameters import MAX_TOTAL_BYTES, MAX_VALUE_BYTES, parse_parameters


@pytest.mark.threat(4)
@pytest.mark.parametrize("name", ["client_id", "state", "code_challenge", "redirect_uri", "never_heard_of"])
@pytest.mark.parametrize("second", ["a", "b", ""])
def test_a_repeated_parameter_is_refused(name: str, second: str) -> None:
    with pytest.raises(InvalidRequest, match=name):
        parse_parameters([(name, "a"), ("other", "x"), (name, second)])


def test_repeated_resources_are_kept() -> None:
    pairs = [("resource", "https://a.example"), ("resource", "https://b.example")]
    assert parse_parameters(pairs) == {"resource": "https://a.example https://b.example"}


def test_an_empty_value_counts_as_omitted() -> None:
    assert parse_parameters([("state", ""), ("scope", "openid")]) == {"scope": "openid"}


@pytest.mark.parametrize("length", [128, 1024, MAX_VALUE_BYTES])
def test_a_long_state_survives(length: int) -> None:
    assert parse_parameters([("state", "s" * length)])["state"] == "s" * length


@pytest.mark.parametrize(
    "pairs",
    [
        pytest.param([("state", "s" * (MAX_VALUE_BYTES + 1))], id="long value"),
        pytest.param([("state", "ä" * MAX_VALUE_BYTES)], id="sizes are bytes"),
        pytest.param([("n" * 129, "x")], id="long name"),
        pytest.param([(f"n{i}", "x" * 8000) for i in range(MAX_TOTAL_BYTES // 8000 + 1)], id="large request"),
        pytest.param([("state", "a\0b")], id="NUL"),
        pytest.param([("state", "a\r\nSet-Cookie: x")], id="line break"),
        pytest.param([("state", "a\x85b")], id="C1 control"),
        pytest.param([("state", "a\ud800b")], id="lone surrogate"),
        pytest.param([("sta\nte", "a")], id="control in name"),
        pytest.param([("claims", "{\0}")], id="NUL in claims"),
    ],
)
def test_oversized_and_unprintable_input_is_refused(pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(InvalidRequest):
        parse_parameters(pairs)


def test_a_request_may_be_as_large_as_the_limit() -> None:
    pairs = [(f"n{number}", "x" * (MAX_TOTAL_BYTES // 4 - 2)) for number in range(4)]
    assert len(parse_parameters(pairs)) == 4


def test_claims_may_be_indented() -> None:
    assert parse_parameters([("claims", '{\r\n\t"userinfo": {}\n}')])


@given(st.lists(st.tuples(st.text(max_size=10), st.text(max_size=30))))
def test_arbitrary_pairs_are_parsed_or_refused(pairs: list[tuple[str, str]]) -> None:
    try:
        parsed = parse_parameters(pairs)
    except InvalidRequest:
        return
    assert all(parsed.values())
