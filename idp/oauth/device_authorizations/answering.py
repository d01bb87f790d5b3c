"""The answer to the request of a device: its row is decided, and the browser shows what became of it."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from idp.actors import visitor
from idp.infrastructure.database import current_session
from idp.interactions import Interaction
from idp.oauth.authorizations import Authorization
from idp.oauth.authorizations.adding import OwnerGone
from idp.oauth.device_authorizations.deciding import allow_device, deny_device
from idp.oauth.refusal_log import log_refusal
from idp.protocol.client import Client
from idp.protocol.errors import LoginRequired, OAuthError
from idp.sessions import current_sign_in
from idp.sessions.actor import current_actor


def answer_device(device: str, client: Client, authorization: Authorization, interaction: Interaction) -> Response:
    """Store the authorization for the device to redeem (RFC 8628 3.3). Raises DeviceCodeGone."""
    try:
        allow_device(current_session(), device, authorization, current_actor())
    except OwnerGone:
        error = LoginRequired("The account was deleted in the meantime.")
        return refuse_device(device, client, error, interaction)
    return _show_end(interaction)


def refuse_device(device: str, client: Client, error: OAuthError, interaction: Interaction) -> Response:
    """Let the device be told that it gets no access, whatever the reason (RFC 8628 3.5). Raises DeviceCodeGone."""
    log_refusal("device", error, client.client_id, {})
    signed_in = current_sign_in()
    actor = visitor().identified_as(signed_in.account_id) if signed_in else visitor()
    deny_device(current_session(), device, client.client_id, actor)
    return _show_end(interaction)


def _show_end(interaction: Interaction) -> Response:
    return redirect(url_for("device.end", interaction_id=interaction.id), 303)
