"""The answer to an authorization request, success or error, on its way to the client.

Every answer carries ``iss`` (RFC 9207) and, where the client sent one, its ``state``. How it travels is one function in
``RESPONSE_MODES``. In the modes of JARM it is one parameter ``response``, a signed JWT of all others.
"""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode, urlsplit

from werkzeug.wrappers import Response

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.headers import allow_forms_to_leave
from idp.infrastructure.web.pages import render_page, use_portal
from idp.oauth.tokens.encryption import encrypt_for
from idp.oauth.tokens.signed_answers import sign_answer
from idp.protocol.client import Client
from idp.protocol.errors import NoEncryptionKey
from idp.protocol.refused_request import RequestRefused
from idp.protocol.response_modes import JWT_SUFFIX, ResponseChannel
from idp.protocol.signed_answers import authorization_content

Parameters = Mapping[str, str]
ResponseMode = Callable[[Client, str, Parameters], Response]
"""Sends the parameters of an answer to a client's redirect URI."""


def authorization_response(client: Client, redirect_uri: str, channel: ResponseChannel, answer: Parameters) -> Response:
    """Send ``answer`` to a redirect URI that was verified."""
    return RESPONSE_MODES[channel.mode](client, redirect_uri, complete_answer(channel, answer))


def complete_answer(channel: ResponseChannel, answer: Parameters) -> Parameters:
    """The parameters of an answer, with those that each one carries."""
    parameters = {**answer, "iss": current_settings().issuer}
    if channel.state is not None:
        parameters["state"] = channel.state
    return parameters


def query_location(redirect_uri: str, parameters: Parameters) -> str:
    """RFC 6749 4.1.2; a query that was registered stays as it is (3.1.2)."""
    separator = "&" if urlsplit(redirect_uri).query else "?"
    return f"{redirect_uri.rstrip('?')}{separator}{urlencode(parameters)}"


def _query(client: Client, redirect_uri: str, parameters: Parameters) -> Response:
    return _see_other(query_location(redirect_uri, parameters))


def _fragment(client: Client, redirect_uri: str, parameters: Parameters) -> Response:
    """OAuth 2.0 Multiple Response Type Encoding Practices 2.1."""
    return _see_other(f"{redirect_uri}#{urlencode(parameters)}")


def _form_post(client: Client, redirect_uri: str, parameters: Parameters) -> Response:
    """OAuth 2.0 Form Post Response Mode 2: a page whose form posts itself, with a button where scripts are off."""
    use_portal(client.portal)
    allow_forms_to_leave()
    return render_page("oauth/form_post.html", action=redirect_uri, fields=parameters, client=client)


def _see_other(location: str) -> Response:
    """303, so that a browser which came by POST never posts the person's input on (RFC 9700 4.12)."""
    return Response(status=303, headers={"Location": location})


def _signed(mode: ResponseMode) -> ResponseMode:
    """The same with a signed JWT of the parameters in the place of these, encrypted to clients that are registered for
    that (JARM 2.2, 2.3)."""

    def send(client: Client, redirect_uri: str, parameters: Parameters) -> Response:
        content = authorization_content(parameters, current_time())
        signed = sign_answer(client, client.authorization_signed_response_alg, content)
        try:
            response = encrypt_for(client, "authorization", signed)
        except NoEncryptionKey as error:
            # Nothing can be sent that the client would read: the page says so.
            raise RequestRefused(error, client_id=client.client_id, redirect_uri=redirect_uri) from error
        return mode(client, redirect_uri, {"response": response})

    return send


_PLAIN_MODES: dict[str, ResponseMode] = {"query": _query, "fragment": _fragment, "form_post": _form_post}
RESPONSE_MODES: dict[str, ResponseMode] = {
    **_PLAIN_MODES,
    **{f"{name}{JWT_SUFFIX}": _signed(mode) for name, mode in _PLAIN_MODES.items()},
    # Offered by this name; the rules of a request turn it into the one that it stands for.
    "jwt": _signed(_query),
}
"""Every response mode by its name, in the order of discovery."""


def add_response_mode(name: str, mode: ResponseMode) -> None:
    """Answer in a further mode in every application that is made from now on."""
    RESPONSE_MODES[name] = mode
