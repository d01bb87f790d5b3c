"""What the operator should know of an authorization request that is answered all the same."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from idp.protocol.authorization_request import AuthorizationRequest
from idp.protocol.client import Client
from idp.protocol.scopes import OFFLINE_ACCESS, parse_scope
from idp.protocol.supported import Supported


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A line for the log: what was found, beside it what was asked and what is registered, and what to do."""

    event: str
    next_step: str
    facts: Mapping[str, str] = field(default_factory=dict)


def find_remarks(
    parameters: Mapping[str, str], asked: AuthorizationRequest, client: Client, supported: Supported
) -> Iterator[Remark]:
    """The remarks on a request that has become ``asked`` by its ``parameters``."""
    scope = parse_scope(parameters.get("scope"))
    dropped = [name for name in scope if name not in asked.scope]
    if dropped:
        yield Remark(
            event="scope left out",
            next_step="; ".join(_how_to_get(dropped, client, supported)),
            facts={
                "asked": " ".join(scope),
                "registered": " ".join(sorted(client.scope)),
                "left_out": " ".join(dropped),
            },
        )
    is_loose = asked.code_challenge is None and asked.nonce is None
    if is_loose and client.pkce == "recommended" and "code" in asked.response_type:
        yield Remark(
            event="neither PKCE nor nonce",
            next_step="switch PKCE (S256) or the nonce on in the application; `idp clients edit "
            f"{client.client_id} --pkce required` refuses requests without, --pkce off ends this line",
        )


def _how_to_get(dropped: Iterable[str], client: Client, supported: Supported) -> Iterator[str]:
    unknown = [name for name in dropped if name not in supported.scopes]
    unregistered = [name for name in dropped if name in supported.scopes and name not in client.scope]
    if unknown:
        yield f"there is no scope {' '.join(unknown)} here: take it out of the application"
    if unregistered:
        yield f'`idp clients edit {client.client_id} --scope "{" ".join(unregistered)}"` registers it'
    if OFFLINE_ACCESS in dropped and OFFLINE_ACCESS in client.scope:
        yield f"`idp clients edit {client.client_id} --refresh` registers the grant that offline_access is for"
