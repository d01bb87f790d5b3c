"""Whether a client's metadata make sense together, with advice for whoever registers it."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from idp.protocol.client import Client
from idp.protocol.errors import InvalidClientMetadata, InvalidRedirectUri, OAuthError
from idp.protocol.redirect_uris import check_registrable, is_loopback, origin_of
from idp.protocol.supported import Supported

ACCOUNT_ID_PREFIX = "acc_"
"""Subjects of people begin like this; a client must not be able to look like one (RFC 9700 §4.15)."""

_CLIENT_ID = re.compile(r"[A-Za-z0-9._~\-]{1,128}")
_PRINTABLE_ASCII = re.compile(r"[\x21-\x7E]+")
_MAX_NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: in which metadata field, what, and what to do about it."""

    field: str
    message: str
    next_step: str

    def to_error(self) -> OAuthError:
        """The problem as a registration error (RFC 7591 §3.2.2)."""
        kind = InvalidRedirectUri if self.field == "redirect_uris" else InvalidClientMetadata
        return kind(f"{self.field}: {self.message} {self.next_step}")


Problems = Iterator[Problem]


def check_client_metadata(client: Client, supported: Supported) -> list[Problem]:
    """All problems of a client that is about to be stored, in the order of `RULES`; empty when it is fine.

    Dynamic Client Registration 1.0 §2, RFC 7591 §2, RFC 9700 §2, RFC 8252 §8.
    """
    return [problem for rule in RULES for problem in rule(client, supported)]


def _client_id(client: Client, _: Supported) -> Problems:
    if not _CLIENT_ID.fullmatch(client.client_id):
        yield Problem("client_id", "It has characters that need escaping.", "Use letters, digits and . _ ~ - only.")
    if client.client_id.lower().startswith(ACCOUNT_ID_PREFIX):
        yield Problem("client_id", "It looks like the id of a person.", f"Do not begin it with {ACCOUNT_ID_PREFIX}.")


def _name(client: Client, _: Supported) -> Problems:
    if not client.name.strip() or len(client.name) > _MAX_NAME_LENGTH or not client.name.isprintable():
        yield Problem(
            "name",
            "People see this name on the consent page.",
            f"Give 1 to {_MAX_NAME_LENGTH} printable characters.",
        )


def _redirect_uris(client: Client, _: Supported) -> Problems:
    if client.response_types and not client.redirect_uris:
        yield Problem("redirect_uris", "There is none.", "Register every address that answers may be sent to.")
    yield from _registrable("redirect_uris", client.redirect_uris, client)
    yield from _registrable("post_logout_redirect_uris", client.post_logout_redirect_uris, client)


def _registrable(field: str, uris: Iterable[str], client: Client) -> Problems:
    for uri in uris:
        try:
            check_registrable(uri, client.application_type)
        except InvalidRedirectUri as error:
            yield Problem(field, error.description, "Correct the address; it is compared character by character.")


def _web_origins(client: Client, _: Supported) -> Problems:
    for origin in client.web_origins:
        if origin_of(origin) != origin or not _is_secure(origin):
            yield Problem(
                "web_origins",
                f"{origin} is not an origin.",
                "Write scheme, host and port only, in lower case, such as https://app.example.",
            )


def _known_values(client: Client, supported: Supported) -> Problems:
    offers: tuple[tuple[str, Iterable[str], Iterable[str]], ...] = (
        ("grant_types", client.grant_types, supported.grant_types),
        ("response_types", map(_sorted_words, client.response_types), map(_sorted_words, supported.response_types)),
        ("response_modes", client.response_modes or (), supported.response_modes),
        ("scope", client.scope, supported.scopes),
        (
            "token_endpoint_auth_method",
            [client.token_endpoint_auth_method],
            supported.token_endpoint_auth_methods,
        ),
        (
            "id_token_signed_response_alg",
            [client.id_token_signed_response_alg],
            supported.signing_algorithms,
        ),
    )
    for field, values, known in offers:
        choice = sorted(known)
        for value in sorted(set(values).difference(choice)):
            yield Problem(field, f"{value} is not supported.", f"Choose from: {', '.join(choice)}.")


def _sorted_words(response_type: str) -> str:
    return " ".join(sorted(response_type.split()))


def _grants_match_response_types(client: Client, _: Supported) -> Problems:
    words = {word for response_type in client.response_types for word in response_type.split()}
    needed = {"authorization_code"} if "code" in words else set()
    if words & {"token", "id_token"}:
        needed.add("implicit")
    for grant in sorted(needed - client.grant_types):
        yield Problem("grant_types", f"The response types need {grant}.", f"Add {grant}.")
    for grant in sorted((client.grant_types & {"authorization_code", "implicit"}) - needed):
        yield Problem("response_types", f"No response type uses {grant}.", "Add one, or remove the grant type.")
    if "refresh_token" in client.grant_types and "authorization_code" not in client.grant_types:
        yield Problem("grant_types", "refresh_token needs authorization_code.", "Add authorization_code.")


def _public_clients(client: Client, _: Supported) -> Problems:
    if client.application_type == "single_page" and not client.is_public:
        yield Problem(
            "token_endpoint_auth_method",
            "A page in the browser cannot keep a secret.",
            "Set it to none; PKCE protects the code.",
        )
    if not client.is_public:
        return
    if not client.require_pkce:
        yield Problem("require_pkce", "A public client must use PKCE.", "Switch it on.")
    if "client_credentials" in client.grant_types:
        yield Problem("grant_types", "client_credentials needs a secret.", "Choose an authentication method.")


def _pages(client: Client, _: Supported) -> Problems:
    pages = {
        "client_uri": client.client_uri,
        "logo_uri": client.logo_uri,
        "policy_uri": client.policy_uri,
        "tos_uri": client.tos_uri,
    }
    for field, uri in pages.items():
        if uri is not None and not (_PRINTABLE_ASCII.fullmatch(uri) and _is_secure(uri)):
            yield Problem(field, f"{uri} is not a safe web address.", "Give a full https address.")


def _is_secure(uri: str) -> bool:
    """https, or plain http that never leaves the machine; and nothing in front of the host to deceive readers."""
    if origin_of(uri) is None or "\\" in uri:
        return False
    parts = urlsplit(uri)
    return "@" not in parts.netloc and (parts.scheme == "https" or is_loopback(parts.hostname))


def _default_max_age(client: Client, _: Supported) -> Problems:
    if client.default_max_age is not None and client.default_max_age < 0:
        yield Problem("default_max_age", "It is negative.", "Give seconds, zero or more, or leave it out.")


RULES: tuple[Callable[[Client, Supported], Problems], ...] = (
    _client_id,
    _name,
    _redirect_uris,
    _web_origins,
    _known_values,
    _grants_match_response_types,
    _public_clients,
    _pages,
    _default_max_age,
)
