"""Writing an authorization request down: for the browser that has to act, or until the browser comes back for it."""

from idp.infrastructure.database import current_session
from idp.infrastructure.translations import supported_language
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.flow import use_client, use_language
from idp.interactions import Interaction, start_interaction
from idp.portals.demands import demands_of
from idp.protocol.authorization_request import AuthorizationRequest
from idp.protocol.client import Client
from idp.protocol.stored_request import to_json


def write_down(
    asked: AuthorizationRequest, client: Client, browser_hash: str | None, identifier: str | None
) -> Interaction:
    """The interaction of this request. Without ``browser_hash`` it belongs to the browser that opens it first."""
    use_client(client.client_id, asked.login_hint if browser_hash else None)
    use_language(" ".join(asked.ui_locales))
    return start_interaction(
        current_session(),
        browser_hash=browser_hash,
        portal=client.portal or current_settings().default_portal,
        lifetime=demands_of(client).lifetimes.interaction,
        client_id=client.client_id,
        request=to_json(asked),
        language=supported_language(list(asked.ui_locales)),
        identifier=identifier,
    )
