"""A refused request names its client and its address: the verified ones where there is a way back."""

from idp.protocol.errors import InvalidScope
from idp.protocol.refused_request import RequestRefused, ReturnAddress
from idp.protocol.response_modes import ResponseChannel

from .factories import CLIENT, REDIRECT_URI

ERROR = InvalidScope("The parameter scope is missing.")


def test_without_a_way_back_it_names_what_was_sent() -> None:
    refused = RequestRefused(ERROR, client_id="unknown", redirect_uri="https://evil.example/")

    assert (refused.error, refused.back) == (ERROR, None)
    assert (refused.client_id, refused.redirect_uri) == ("unknown", "https://evil.example/")


def test_with_a_way_back_it_names_what_was_verified() -> None:
    back = ReturnAddress(CLIENT, REDIRECT_URI, ResponseChannel("query", "xyz"))

    refused = RequestRefused(ERROR, back=back, client_id="unknown", redirect_uri="https://evil.example/")

    assert (refused.error, refused.back) == (ERROR, back)
    assert (refused.client_id, refused.redirect_uri) == ("portal", REDIRECT_URI)
    assert str(refused) == str(ERROR)
