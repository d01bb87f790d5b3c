"""What a program sent, as pairs."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.infrastructure.web.machine_requests import parse_query

TEXTS = st.text(st.sampled_from("ab&=;?/._~-%2B+ö"), max_size=20)


@given(TEXTS)
def test_a_query_is_read_as_the_standard_library_reads_it(text):
    environ = {"QUERY_STRING": text.encode().decode("latin-1")}

    expected = parse_qsl(text, keep_blank_values=True, errors="werkzeug.url_quote")
    assert [tuple(pair) for pair in parse_query(environ)] == expected


@pytest.mark.parametrize(
    ("query", "pairs"),
    [("token=abc", [("token", "abc")]), ("a&b=&&c==", [("a", ""), ("b", ""), ("c", "=")]), ("", [])],
)
def test_what_has_nothing_to_decode_is_only_taken_apart(query, pairs):
    assert list(parse_query({"QUERY_STRING": query})) == pairs
