"""What this provider offers, derived from its registries: the rules compare with it, discovery publishes it."""

from idp.oauth.client_authentication import CLIENT_AUTHENTICATION_METHODS
from idp.oauth.grants import GRANTS
from idp.oauth.responses import RESPONSE_MODES
from idp.protocol.supported import Supported
from idp.protocol.tokens import ACR_VALUES

SUPPORTED = Supported(
    response_types=("code",),
    response_modes=tuple(RESPONSE_MODES),
    grant_types=tuple(grant.GRANT_TYPE for grant in GRANTS),
    token_endpoint_auth_methods=CLIENT_AUTHENTICATION_METHODS,
    acr_values=ACR_VALUES,
)
