"""Whether a client's metadata make sense, each field for itself and together."""

import re
from collections.abc import Callable, Iterator

from idp.protocol.certificate_names import registered_names
from idp.protocol.client import Client
from idp.protocol.client_metadata.completion import build_client
from idp.protocol.client_metadata.problems import Problem
from idp.protocol.client_metadata.security_profiles import find_contradictions
from idp.protocol.client_metadata.table import CLIENT_FIELDS
from idp.protocol.client_metadata.values import WireValues
from idp.protocol.device_authorizations import DEVICE_CODE_GRANT
from idp.protocol.response_types import IMPLICIT, grants_of, response_type_of
from idp.protocol.subjects import SUBJECT_PREFIXES, sector_of
from idp.protocol.supported import Supported
from idp.protocol.token_exchange import GRANT_TYPE as TOKEN_EXCHANGE

_REFRESHED = frozenset({"authorization_code", DEVICE_CODE_GRANT})
_CLIENT_ID = re.compile(r"[A-Za-z0-9._~\-]{1,128}")
Problems = Iterator[Problem]


def check_metadata(values: WireValues, supported: Supported) -> list[Problem]:
    """All problems of metadata that are about to be stored: those of each field, then those among fields.

    Dynamic Client Registration 1.0 §2, RFC 7591 §2, RFC 9700 §2, RFC 8252 §8.
    """
    client = build_client("", values)
    own = (
        Problem(field.name, complaint.message, complaint.next_step)
        for field in CLIENT_FIELDS.values()
        for complaint in field.find_complaints(field.read(values), client, supported)
    )
    together = (problem for rule in RULES for problem in rule(client))
    return [*own, *together, *find_contradictions(client, values)]


def check_client_id(client_id: str) -> list[Problem]:
    """The problems of an identifier that was chosen elsewhere."""
    problems = []
    if not _CLIENT_ID.fullmatch(client_id):
        problems.append(
            Problem("client_id", "It has characters that need escaping.", "Use letters, digits and . _ ~ - only.")
        )
    prefix = next(filter(client_id.lower().startswith, SUBJECT_PREFIXES), None)
    if prefix is not None:
        problems.append(Problem("client_id", "It looks like the id of a person.", f"Do not begin it with {prefix}."))
    return problems


def _grants_match_response_types(client: Client) -> Problems:
    needed = set(grants_of(client.response_types))
    for grant in sorted(needed - client.grant_types):
        yield Problem("grant_types", f"The response types need {grant}.", f"Add {grant}.")
    for grant in sorted((client.grant_types & {"authorization_code", IMPLICIT}) - needed):
        yield Problem("response_types", f"No response type uses {grant}.", "Add one, or remove the grant type.")
    if "refresh_token" in client.grant_types and client.grant_types.isdisjoint(_REFRESHED):
        yield Problem("grant_types", "refresh_token needs authorization_code.", "Add authorization_code.")


def _devices(client: Client) -> Problems:
    """A device can neither push nor sign its request (`rule_table`)."""
    if DEVICE_CODE_GRANT not in client.grant_types:
        return
    for name in ("require_pushed_authorization_requests", "require_signed_request_object"):
        if getattr(client, name):
            yield Problem(name, f"A client with {DEVICE_CODE_GRANT} can't keep it.", "Leave one of them out.")


def _public_clients(client: Client) -> Problems:
    if client.application_type == "single_page" and not client.is_public:
        yield Problem(
            "token_endpoint_auth_method",
            "A page in the browser cannot keep a secret.",
            "Set it to none; PKCE protects the code.",
        )
    if not client.is_public:
        return
    if client.pkce != "required":
        yield Problem("pkce", "A public client must use PKCE.", "Set it to required.")
    for grant in sorted(client.grant_types & {"client_credentials", TOKEN_EXCHANGE}):
        yield Problem("grant_types", f"{grant} needs a secret.", "Choose an authentication method.")


def _token_exchange(client: Client) -> Problems:
    """The grant and its policy come together; a token that is exchanged was meant for the client."""
    if client.exchanges_tokens_of and TOKEN_EXCHANGE not in client.grant_types:
        yield Problem("grant_types", "The client can't exchange tokens.", f"Add {TOKEN_EXCHANGE}.")
    if TOKEN_EXCHANGE not in client.grant_types:
        return
    if not client.exchanges_tokens_of:
        yield Problem("exchanges_tokens_of", "It names no client.", "Name the clients whose tokens it may exchange.")
    if not client.resource_servers:
        yield Problem("resource_servers", "Tokens that are exchanged are meant for one.", "Name the client's own.")


def _tokens_through_the_browser(client: Client) -> Problems:
    """RFC 9449 5, RFC 8705 3: the authorization endpoint sees no proof and no certificate of the client."""
    if client.binds_access_tokens and any("token" in response_type_of(each) for each in client.response_types):
        yield Problem(
            "response_types",
            "A token that comes through the browser can't be bound to a key or certificate.",
            "Leave out the response types with token, or the binding.",
        )


def _certificate_names(client: Client) -> Problems:
    """RFC 8705 2.1.2: one name, and of a client that authenticates with it."""
    names = registered_names(client)
    for name in names:
        if client.token_endpoint_auth_method != "tls_client_auth":  # noqa: S105 -- the name of a method
            yield Problem(name, "Only a client with tls_client_auth has it.", "Set that method, or leave the name out.")
        elif len(names) > 1:
            yield Problem(name, "There is more than one name of the certificate.", "Give one of them.")


def _sector(client: Client) -> Problems:
    """OpenID Connect Core 8.1: without one host it is not known whose clients may know a person by the same subject."""
    if client.subject_type == "public":
        return
    try:
        sector_of(client)
    except ValueError:
        yield Problem(
            "sector_identifier_uri",
            "Pairwise subjects need it where the redirect addresses do not have one host.",
            "Give the address of a file that lists them, or leave subject_type out.",
        )


RULES: tuple[Callable[[Client], Problems], ...] = (
    _grants_match_response_types,
    _devices,
    _public_clients,
    _tokens_through_the_browser,
    _certificate_names,
    _sector,
    _token_exchange,
)
"""What must hold among the fields of a client."""
