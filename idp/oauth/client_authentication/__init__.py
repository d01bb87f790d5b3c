"""Client authentication (RFC 6749 2.3): a registry of methods, one file each.

A new method is a file here and an entry in the list below; discovery publishes what is registered.
"""

from idp.oauth.client_authentication.authentication import authenticate_client
from idp.oauth.client_authentication.method import (
    METHODS,
    ClientAuthenticationMethod,
    add_method,
    offered_methods,
)
from idp.oauth.client_authentication.private_key_jwt import PrivateKeyJwt
from idp.oauth.client_authentication.public import PublicClient
from idp.oauth.client_authentication.secret_basic import SecretBasic
from idp.oauth.client_authentication.secret_jwt import SecretJwt
from idp.oauth.client_authentication.secret_post import SecretPost
from idp.oauth.client_authentication.self_signed_tls import SelfSignedTls
from idp.oauth.client_authentication.tls_client_auth import TlsClientAuth

__all__ = ["METHODS", "ClientAuthenticationMethod", "add_method", "authenticate_client", "offered_methods"]

for _method in (
    SecretBasic(),
    SecretPost(),
    SecretJwt(),
    PrivateKeyJwt(),
    TlsClientAuth(),
    SelfSignedTls(),
    PublicClient(),
):
    add_method(_method)
