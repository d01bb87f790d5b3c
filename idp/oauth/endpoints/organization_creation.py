"""Organizations that the applications of a portal create (docs/protocol.md)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import reading, transaction
from idp.infrastructure.web.application import current_settings
from idp.invitations.listing import find_invited_representative, listed_invitation
from idp.oauth.endpoints.client_rights import acting_client, demand_right
from idp.oauth.endpoints.endpoint import ClientEndpoint
from idp.oauth.http import FormRequest
from idp.orders.limits import hit_order_limit
from idp.orders.order import CustomerOrder, parse_order
from idp.orders.ordering import find_ordered, order_organization
from idp.portals.demands import demands_at
from idp.protocol.client import Client
from idp.protocol.errors import TooManyOrders


class OrganizationCreationEndpoint(ClientEndpoint):
    """Creates an organization as a customer of the client's portal, once for each ``reference`` of the client.

    The form has ``reference``, ``kind`` and ``name``, and may have ``customer_number``, ``products``, ``administrator``
    and ``language``. The same reference again is answered with the same organization and changes nothing.
    """

    NAME = "organization_creation"
    PATH = "/organization-creation"

    def respond_to(self, client: Client, form: FormRequest) -> Mapping[str, Any]:
        demand_right(client, "creates_organizations", "create organizations")
        order = _parse(client, form)
        with reading() as session:
            ordered = find_ordered(session, client.client_id, order)
        organization_id, is_created = (ordered, False) if ordered is not None else _create(client, order)
        with reading() as session:
            return {"organization": organization_id, "created": is_created, **_invitation(session, organization_id)}


def _parse(client: Client, form: FormRequest) -> CustomerOrder:
    settings = current_settings()
    portal = settings.portals.get(client.portal)
    catalogue = portal.products if portal is not None else {}
    return parse_order(form.parameters, catalogue, settings.portal(client.portal).default_language)


def _create(client: Client, order: CustomerOrder) -> tuple[str, bool]:
    """Raises TooManyOrders, and what ``order_organization`` raises."""
    throttle = demands_at(current_settings(), client.portal).throttle
    if not hit_order_limit(order, client.client_id, throttle):
        raise TooManyOrders("Too many organizations were created, or too many invitations sent to the address.")
    with transaction() as session:
        return order_organization(session, order, client.client_id, acting_client(client))


def _invitation(session: Session, organization_id: str) -> Mapping[str, Any]:
    """How far the invitation of the administrator has come; nothing where there is none, or none any more."""
    invitation = find_invited_representative(session, organization_id)
    if invitation is None:
        return {}
    state = listed_invitation(session, invitation, current_time()).progress.value
    return {"invitation": {"state": state, "expires_at": int(invitation.expires_at.timestamp())}}
