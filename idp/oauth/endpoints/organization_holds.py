"""Holds on organizations, set and cleared by the applications of a portal (docs/protocol.md)."""

from collections.abc import Mapping
from typing import Any

from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import current_settings
from idp.oauth.endpoints.client_rights import acting_client, demand_right, required_parameter
from idp.oauth.endpoints.endpoint import ClientEndpoint
from idp.oauth.http import FormRequest
from idp.organizations.deletion.holds import clear_hold, set_hold
from idp.organizations.entitlements.lookup import is_customer
from idp.protocol.client import Client
from idp.protocol.errors import InvalidRequest

_CHANGES = {"set": set_hold, "cleared": clear_hold}


class OrganizationHoldsEndpoint(ClientEndpoint):
    """Sets or clears a hold of the client's own portal on a customer of this portal.

    The form has ``organization``, ``hold`` (a key of ``portals.KEY.holds``) and ``state`` (``set`` or ``cleared``). The
    answer repeats them; to say the same twice changes nothing.
    """

    NAME = "organization_holds"
    PATH = "/organization-holds"

    def respond_to(self, client: Client, form: FormRequest) -> Mapping[str, Any]:
        demand_right(client, "holds_organizations", "hold organizations")
        organization_id, hold, state = (required_parameter(form, name) for name in ("organization", "hold", "state"))
        change = _CHANGES.get(state)
        if change is None:
            raise InvalidRequest("The parameter state must be set or cleared.")
        if state == "set" and hold not in current_settings().portal(client.portal).holds:
            raise InvalidRequest(
                "The portal declares no such hold.", next_step=f"declare it in the table portals.{client.portal}.holds"
            )
        with transaction() as session:
            if not is_customer(session, organization_id, client.portal):
                raise InvalidRequest("The portal has no such customer.")
            change(session, organization_id, client.portal, hold, acting_client(client))
        return {"organization": organization_id, "hold": hold, "state": state}
