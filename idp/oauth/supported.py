"""What this provider offers: the rules compare with it, discovery publishes it."""

from idp.oauth.client_authentication import METHODS
from idp.oauth.grants import GRANTS
from idp.oauth.responses import RESPONSE_MODES, RESPONSE_TYPES
from idp.oauth.scopes import SCOPES
from idp.oauth.signing_keys.generation import ALGORITHMS
from idp.protocol.authentication_methods import ACR_VALUES
from idp.protocol.pkce import CODE_CHALLENGE_METHODS
from idp.protocol.prompt import PROMPT_VALUES
from idp.protocol.supported import Supported

# Registries are given as the views of their keys, so that what is registered later is offered as well.
SUPPORTED = Supported(
    response_types=RESPONSE_TYPES,
    response_modes=RESPONSE_MODES.keys(),
    grant_types=GRANTS.keys(),
    token_endpoint_auth_methods=METHODS.keys(),
    signing_algorithms=ALGORITHMS.keys(),
    scopes=SCOPES.keys(),
    acr_values=ACR_VALUES,
    code_challenge_methods=CODE_CHALLENGE_METHODS,
    prompt_values=PROMPT_VALUES,
)
