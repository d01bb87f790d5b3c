"""What this provider offers: the rules compare with it, discovery publishes it."""

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from idp.accounts.personal_details.claims import DETAIL_CLAIMS
from idp.accounts.portal_fields.claims import PORTAL_PROFILE, named_claims
from idp.oauth.client_authentication import METHODS, offered_methods
from idp.oauth.grants import GRANTS
from idp.oauth.provider_keys.generation import SIGNING_ALGORITHMS
from idp.oauth.responses import RESPONSE_MODES
from idp.oauth.scopes import SCOPES
from idp.portals.portal_fields import has_portal_fields
from idp.protocol.authentication_methods import ACR_VALUES
from idp.protocol.client_keys import ALGORITHMS as CLIENT_ALGORITHMS
from idp.protocol.client_keys import SECRET_ALGORITHMS
from idp.protocol.encryption import ALGORITHMS as ENCRYPTION_ALGORITHMS
from idp.protocol.encryption import METHODS as METHODS_OF_ENCRYPTION
from idp.protocol.pkce import CODE_CHALLENGE_METHODS
from idp.protocol.prompt import PROMPT_VALUES
from idp.protocol.request_objects import UNSIGNED
from idp.protocol.response_types import IMPLICIT, RESPONSE_TYPES
from idp.protocol.scopes import known_claims
from idp.protocol.supported import Supported
from idp.settings import Settings

# Registries are given as the views of their keys, so that what is registered later is offered as well.
SUPPORTED = Supported(
    response_types=RESPONSE_TYPES,
    response_modes=RESPONSE_MODES.keys(),
    # The implicit grant is the authorization endpoint's; last in the order.
    grant_types=ChainMap[str, Any]({IMPLICIT: None}, GRANTS).keys(),
    token_endpoint_auth_methods=METHODS.keys(),
    client_signing_algorithms=(*CLIENT_ALGORITHMS, *SECRET_ALGORITHMS),
    request_object_algorithms=(*CLIENT_ALGORITHMS, *SECRET_ALGORITHMS, UNSIGNED),
    signing_algorithms=SIGNING_ALGORITHMS.keys(),
    scopes=SCOPES.keys(),
    acr_values=ACR_VALUES,
    code_challenge_methods=CODE_CHALLENGE_METHODS,
    prompt_values=PROMPT_VALUES,
    encryption_algorithms=ENCRYPTION_ALGORITHMS.keys(),
    encryption_methods=METHODS_OF_ENCRYPTION,
)

_COMPANIONS: Mapping[str, str] = {"phone_number_verified": "phone_number"}


def supported_by(settings: Settings) -> Supported:
    """What an installation offers: without the scopes and key algorithms that it does not use."""
    withheld = withheld_claims(settings)
    own = [name for name, scope in SCOPES.items() if not scope.claims or not withheld.issuperset(scope.claims)]
    scopes = (*own, *settings.resource_scopes)
    return replace(registrable_by(settings), scopes=scopes, signing_algorithms=settings.keys.signing_algorithms)


def registrable_by(settings: Settings) -> Supported:
    """What a client may be registered for: also scopes and key algorithms that the installation does not use yet."""
    return replace(
        SUPPORTED,
        scopes=(*SCOPES, *settings.resource_scopes),
        request_object_encryption_algorithms=settings.keys.encryption_algorithms,
        resource_servers=settings.resource_servers.keys(),
        token_endpoint_auth_methods=offered_methods(settings),
        binds_to_certificates=settings.client_certificates.header is not None,
    )


def withheld_claims(settings: Settings) -> frozenset[str]:
    """The claims that an installation does not offer: standard ones (``accounts.profile_fields``), and that of portals'
    own fields where no portal has any."""
    withheld = DETAIL_CLAIMS.difference(settings.accounts.profile_fields)
    if not has_portal_fields(settings):
        withheld |= {*PORTAL_PROFILE.claims}
    return withheld | {name for name, of in _COMPANIONS.items() if of in withheld}


def supported_claims(settings: Settings) -> tuple[str, ...]:
    """The claims about a person that an installation offers, in their order."""
    withheld = withheld_claims(settings)
    return (*(name for name in known_claims() if name not in withheld), *named_claims(settings))
