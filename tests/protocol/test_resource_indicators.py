"""Whom an access token is meant for (RFC 8707 2.2, RFC 9068 3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol.errors import InvalidTarget
from idp.protocol.resource_indicators import Audiences

ISSUER = "https://id.example"
ORDERS, MAPS = "https://api.example/orders", "urn:example:maps"
SERVER_OF = {"orders:read": ORDERS, "orders:write": ORDERS, "maps": MAPS}
ALONE, WITH_SERVERS = Audiences(ISSUER), Audiences(ISSUER, SERVER_OF)
SCOPES = ("openid", "email", *SERVER_OF)


@pytest.mark.parametrize("named", [[], [ISSUER], [f"{ISSUER}/"], [ISSUER, f"{ISSUER}/"]])
def test_a_provider_without_resource_servers_is_the_audience(named: list[str]) -> None:
    assert ALONE.find_audience(("openid",), named=named) == (ISSUER,)


@pytest.mark.parametrize(
    "other",
    ["https://api.example", f"{ISSUER}/api", f"{ISSUER}//", f"/{ISSUER}", f"{ISSUER}XX/XX", "https://ID.example", ""],
)
def test_any_other_resource_is_refused_wherever_it_stands(other: str) -> None:
    for named in ([other], [ISSUER, other]):
        with pytest.raises(InvalidTarget) as refused:
            ALONE.find_audience(("openid",), named=named)
        assert refused.value.detail == other


@pytest.mark.parametrize(
    ("scope", "granted", "named", "expected"),
    [
        (("openid", "orders:read"), (), (), (ISSUER, ORDERS)),
        (("orders:read", "orders:write"), (), (), (ORDERS,)),
        ((), (), (), (ISSUER,)),
        (("openid", "orders:read"), (), (ORDERS,), (ORDERS,)),
        (("openid", "orders:read"), (), (f"{ORDERS}/",), (ORDERS,)),
        (("openid", "orders:read"), (ORDERS,), (), (ORDERS,)),
        (("openid", "orders:read", "maps"), (MAPS, ORDERS), (MAPS,), (MAPS,)),
        (("openid", "orders:read"), (), (ISSUER,), (ISSUER,)),
    ],
    ids=str,
)
def test_the_scope_and_the_request_say_whom_a_token_is_for(
    scope: tuple[str, ...], granted: tuple[str, ...], named: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert WITH_SERVERS.find_audience(scope, granted, named) == expected


@pytest.mark.parametrize(
    ("scope", "granted", "named"),
    [
        (("openid",), (), (ORDERS,)),  # nothing of its scopes
        (("orders:read",), (), (ISSUER,)),
        (("openid", "orders:read"), (ORDERS,), (ISSUER,)),  # more than the authorization
        (("openid",), (ORDERS,), ()),  # narrowed to what opens nothing there
        (("openid",), ("https://gone.example",), ()),  # taken out of the settings since
    ],
    ids=str,
)
def test_what_the_scope_does_not_speak_of_is_refused(
    scope: tuple[str, ...], granted: tuple[str, ...], named: tuple[str, ...]
) -> None:
    with pytest.raises(InvalidTarget):
        WITH_SERVERS.find_audience(scope, granted, named)


@given(
    st.lists(st.sampled_from(SCOPES), unique=True),
    st.lists(st.sampled_from((ISSUER, ORDERS, MAPS)), unique=True),
    st.lists(st.sampled_from((ISSUER, ORDERS, MAPS)), unique=True),
)
def test_a_token_never_speaks_at_a_server_that_its_scope_has_nothing_of(
    scope: list[str], granted: list[str], named: list[str]
) -> None:
    try:
        audience = WITH_SERVERS.find_audience(tuple(scope), granted, named)
    except InvalidTarget:
        return
    at_each = [WITH_SERVERS.narrow_scope(tuple(scope), (each,)) for each in audience]
    assert all(at_each) or (scope, audience) == ([], (ISSUER,))
    assert set(WITH_SERVERS.narrow_scope(tuple(scope), audience)) == {name for names in at_each for name in names}
    assert not granted or set(audience) <= set(granted)
    assert not named or set(audience) == set(named)
