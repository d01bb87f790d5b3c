"""The machine endpoints, one file each. A new one is a file here and an entry in the list below.

Address, methods, callers, cross-origin reads, discovery and the authentication of clients follow from its class.
"""

from idp.oauth.endpoints.client_registration import ClientRegistrationEndpoint
from idp.oauth.endpoints.device_authorization import DeviceAuthorizationEndpoint
from idp.oauth.endpoints.endpoint import ENDPOINTS, ClientEndpoint, Endpoint, add_endpoint
from idp.oauth.endpoints.introspection import IntrospectionEndpoint
from idp.oauth.endpoints.organization_creation import OrganizationCreationEndpoint
from idp.oauth.endpoints.organization_holds import OrganizationHoldsEndpoint
from idp.oauth.endpoints.organizations import OrganizationsEndpoint
from idp.oauth.endpoints.pushed_authorization_request import PushedAuthorizationRequestEndpoint
from idp.oauth.endpoints.revocation import RevocationEndpoint
from idp.oauth.endpoints.token import TokenEndpoint
from idp.oauth.endpoints.userinfo import UserinfoEndpoint

__all__ = ["ENDPOINTS", "ClientEndpoint", "Endpoint", "add_endpoint"]

for _endpoint in (
    PushedAuthorizationRequestEndpoint(),
    DeviceAuthorizationEndpoint(),
    TokenEndpoint(),
    UserinfoEndpoint(),
    OrganizationsEndpoint(),
    IntrospectionEndpoint(),
    RevocationEndpoint(),
    OrganizationCreationEndpoint(),
    OrganizationHoldsEndpoint(),
    ClientRegistrationEndpoint(),
):
    add_endpoint(_endpoint)
