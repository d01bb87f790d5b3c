"""The client credentials grant (RFC 6749 4.4): a client that acts for itself, or for the organization that runs it."""

from collections.abc import Mapping
from typing import Any

from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import new_id
from idp.oauth.authorizations import Authorization
from idp.oauth.authorizations.unstored import ID_PREFIX
from idp.oauth.grants.grant import Grant
from idp.oauth.tokens.issuing import issue
from idp.oauth.tokens.lifetimes import lifetimes_of
from idp.organizations.lookup import find_organization_name
from idp.protocol.errors import UnauthorizedClient
from idp.protocol.scopes import is_permission


class ClientCredentialsGrant(Grant):
    """Gives an access token that speaks of no person and that no row stands behind; never a refresh token (4.4.3)."""

    GRANT_TYPE = "client_credentials"

    def exchange(self) -> Mapping[str, Any]:
        now, client = current_time(), self.client
        if client.is_public:
            raise UnauthorizedClient("A client without a secret or key can't act for itself.")
        if client.organization is not None and find_organization_name(client.organization) is None:
            raise UnauthorizedClient(
                "The organization that the client acts for does not exist any more.",
                next_step=f"`idp clients edit {client.client_id} --organization …` names another one",
            )
        authorization = Authorization(
            id=new_id(ID_PREFIX),
            client_id=client.client_id,
            account_id=None,
            subject=client.client_id,
            scope=self.choose_scope(is_permission),
            created_at=now,
            expires_at=now + lifetimes_of(client).access_token,
            portal=client.portal,
            organization_id=client.organization,
        )
        return issue(authorization, client, now, binding=self.binding, resources=self.resources)
