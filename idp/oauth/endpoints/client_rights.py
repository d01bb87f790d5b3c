"""What an endpoint asks of a client that changes organizations: its right, and the parameters of its form."""

from idp.actors import Actor, ActorKind, Permission
from idp.oauth.http import FormRequest
from idp.protocol.client import Client
from idp.protocol.errors import InvalidRequest, UnauthorizedClient


def demand_right(client: Client, field: str, what: str) -> None:
    """Raises UnauthorizedClient where the client is not registered with the right of this field; ``what`` it is to do
    is told."""
    if not client.extras.get(field):
        option = field.replace("_", "-")
        raise UnauthorizedClient(
            f"The client is not registered to {what}.", next_step=f"`idp clients edit {client.client_id} --{option}`"
        )


def required_parameter(form: FormRequest, name: str) -> str:
    """Raises InvalidRequest where it is missing."""
    value: str | None = form.parameters.get(name)
    if value is None:
        raise InvalidRequest(f"The parameter {name} is missing.")
    return value


def acting_client(client: Client) -> Actor:
    """The client at its portal, with the one permission that such a right stands for."""
    rights = frozenset({Permission.ORGANIZATIONS_MANAGE})
    return Actor(kind=ActorKind.CLIENT, id=client.client_id, portal=client.portal, permissions=rights)
