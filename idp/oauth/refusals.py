"""The page for an authorization request that can't be answered to anybody: client or redirect URI is not verified."""

from collections.abc import Mapping

from flask import request
from werkzeug.wrappers import Response

from idp.clients.registry import find_client
from idp.infrastructure.web.flow import use_client, use_portal
from idp.infrastructure.web.i18n import gettext as _
from idp.infrastructure.web.i18n import lazy_gettext
from idp.infrastructure.web.pages import render_page
from idp.infrastructure.web.request_log import log_with_request
from idp.oauth.pushed_requests.single_answer import answered_before, consume_pushed_request
from idp.oauth.refusal_log import log_refusal
from idp.oauth.responses import authorization_response
from idp.protocol.errors import (
    ClientDisabled,
    ClientIdMissing,
    ClientUnknown,
    HintOfOtherClient,
    InvalidRequestUri,
    OAuthError,
    RedirectUriMissing,
    RedirectUriUnregistered,
)
from idp.protocol.refused_request import RequestRefused, ReturnAddress

_AUTHORIZATION = "authorization"
_LONGEST_SHOWN = 500
_REASONS: Mapping[type[OAuthError], str] = {
    ClientIdMissing: lazy_gettext("The request doesn't name an application."),
    ClientUnknown: lazy_gettext("This application is not registered here."),
    ClientDisabled: lazy_gettext("This application is disabled."),
    RedirectUriMissing: lazy_gettext("The application's request has no redirect URI."),
    RedirectUriUnregistered: lazy_gettext("The redirect URI is not registered for this application."),
    InvalidRequestUri: lazy_gettext("The application's request has expired or was already used."),
    HintOfOtherClient: lazy_gettext("The request belongs to another application."),
}
"""What is told in the open of the errors that come here; the developer's details are below."""
_ANY_REASON = lazy_gettext("The application's request is incomplete or invalid.")


def answer_refusal(refused: RequestRefused) -> Response:
    """The error of an authorization request: to its client where that may be, else on a page of ours."""
    error, back = refused.error, refused.back
    if back is None:
        return refusal_page(_AUTHORIZATION, error, refused.client_id, refused.redirect_uri)
    if not consume_pushed_request(back.pushed_as, back.client):
        return answer_refusal(answered_before(back.client))
    try:
        return send_error(back, error)
    except RequestRefused as unsendable:  # here, since this answers what is raised anywhere else
        return answer_refusal(unsendable)


def send_error(back: ReturnAddress, error: OAuthError) -> Response:
    """Send an error to its client (RFC 6749 4.1.2.1)."""
    log_with_request(client_id=back.client.client_id)
    log_refusal(_AUTHORIZATION, error, back.client.client_id, _sent({"redirect_uri": back.redirect_uri}))
    return authorization_response(back.client, back.redirect_uri, back.channel, error.to_parameters())


def refusal_page(endpoint: str, error: OAuthError, client_id: str | None, redirect_uri: str | None = None) -> Response:
    """Say what is wrong: in plain words to the person, and value by value to the application's developer.

    Nothing is ever sent to the address in the request (RFC 6749 4.1.2.1, RFC 9700 4.11.2).
    """
    log_refusal(endpoint, error, client_id, _sent({}))
    client = find_client(client_id or "")
    if client is not None:
        use_portal(client.portal)
        use_client(client.client_id)
    return render_page(
        "error.html",
        400,
        title=_("Sign-in not possible") if endpoint == _AUTHORIZATION else _("You are still signed in"),
        message=_REASONS.get(type(error), _ANY_REASON),
        advice=_("Please go back and try again. If the problem persists, please contact the application's support."),
        details=[
            {"label": _("Error"), "value": error.code},
            {"label": _("Description"), "value": error.description},
            *[
                {"label": name, "value": value[:_LONGEST_SHOWN]}
                for name, value in (("client_id", client_id), ("redirect_uri", redirect_uri))
                if value
            ],
            *[
                {"label": _("Contact for the application"), "value": contact}
                for contact in (client.contacts if client else ())
            ],
        ],
    )


def _sent(known: Mapping[str, str]) -> Mapping[str, str]:
    """What the browser brought from the application; at a later step ``known`` is all that is left of it."""
    return {**known, **request.values.to_dict()}
