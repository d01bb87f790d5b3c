"""The organizations of a person, for a portal's own menu: read with an access token, a page at a time."""

from collections.abc import Mapping
from typing import Any

from idp.infrastructure.web.machine_requests import MachineRequest
from idp.oauth.authorizations.bearer import Bearer
from idp.oauth.claims import AccountClaims
from idp.oauth.endpoints.bearer_endpoint import BearerEndpoint, first_value
from idp.oauth.tokens.access_tokens import AccessToken
from idp.organizations.active.listing import OrganizationAtPortal, find_organizations_at
from idp.organizations.claims import ORGANIZATIONS
from idp.organizations.logos.addresses import logo_uri
from idp.protocol.client import Client


class OrganizationsEndpoint(BearerEndpoint):
    """Lists the organizations that the person may switch to, by name. ``q`` searches, ``after`` turns the page."""

    NAME = "organizations"
    PATH = "/organizations.json"
    SCOPE = ORGANIZATIONS.name

    def respond_to(
        self, request: MachineRequest, token: AccessToken, bearer: Bearer, account: AccountClaims, client: Client
    ) -> Mapping[str, Any]:
        query, after = (first_value(request.query, name) or "" for name in ("q", "after"))
        found = find_organizations_at(account.id, client.portal, query.strip(), after)
        listed = [_describe(each, bearer.organization_id) for each in found.shown]
        return {"organizations": listed} | ({"after": found.after} if found.after else {})


def _describe(each: OrganizationAtPortal, active_id: str | None) -> Mapping[str, Any]:
    told = {"id": each.id, "name": each.name, "active": each.id == active_id}
    numbered = {"customer_number": each.customer_number} if each.customer_number else {}
    return told | numbered | ({"logo_uri": logo_uri(each.logo_digest)} if each.logo_digest else {})
