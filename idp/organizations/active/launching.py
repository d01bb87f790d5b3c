"""Whether a client is shown to a person among the places to go to: not where it would be refused for want of rights."""

from idp.organizations.active.decision import find_active_organization
from idp.protocol.authorization_request import AuthorizationRequest
from idp.protocol.client import Client
from idp.protocol.organizations import OrganizationDecision
from idp.sessions import SignedIn


def has_required_rights(client: Client, signed_in: SignedIn) -> bool:
    """Decided as a request of the client would be; where the person would have to choose, the choice is theirs."""
    if not client.required_rights:
        return True
    asked = AuthorizationRequest(client_id=client.client_id, scope=tuple(sorted(client.scope)))
    decision = find_active_organization(asked, client, signed_in).decision
    return decision not in {OrganizationDecision.REFUSE, OrganizationDecision.LACK}
