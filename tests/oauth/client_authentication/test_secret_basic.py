"""Identifier and secret in the Authorization header, as it is read."""

from base64 import b64encode

import pytest
from werkzeug.datastructures import Headers

from idp.oauth.client_authentication.method import Credentials
from idp.oauth.client_authentication.secret_basic import SecretBasic
from idp.oauth.http import FormRequest
from idp.protocol.errors import InvalidClient


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


def read(header: str) -> Credentials:
    return SecretBasic().read(FormRequest({}, Headers({"Authorization": header}), "/token", "203.0.113.7"))


@pytest.mark.parametrize(
    ("header", "proof"),
    [
        (f"Basic {encoded('shop:secret')}", "secret"),
        (f"basic {encoded('shop:secret')}", "secret"),
        (f"Basic   {encoded('shop:secret')} ", "secret"),
        (f"Basic {encoded('shop:a:b:c')}", "a:b:c"),
        (f"Basic {encoded('shop:a%3Ab+c')}", "a:b c"),
        (f"Basic {encoded('shop:')}", ""),
    ],
)
def test_the_secret_is_all_that_follows_the_first_colon(header: str, proof: str) -> None:
    """RFC 7617 2: an identifier has no colon, a password may."""
    assert read(header) == Credentials("shop", proof)


@pytest.mark.threat(25)
@pytest.mark.parametrize(
    "header",
    [
        f"Bearer {encoded('shop:secret')}",
        f"Basic%{encoded('shop:secret')}",
        f"Basic %{encoded('shop:secret')}",
        f"Basic {encoded('shop:secret')[:4]}!{encoded('shop:secret')[4:]}",
        f"Basic {encoded('shop')}",
        f"Basic {encoded(':secret')}",
        "Basic /////w==",
        "Basic",
        "",
    ],
)
def test_nothing_is_guessed_from_a_header_of_another_form(header: str) -> None:
    with pytest.raises(InvalidClient):
        read(header)
