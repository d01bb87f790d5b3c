"""The portals' demands upon a sign-in in progress."""

from idp.clients.registry import find_client
from idp.interactions import Interaction
from idp.portals.account_demands import demands_of_account, demands_of_any_account
from idp.portals.demands import PortalDemands, demands_of


def demands_of_interaction(interaction: Interaction) -> PortalDemands:
    """The demands of the portal whose client asked for the sign-in; for a page of ours those of all portals that
    admitted the pending account."""
    if find_client(interaction.client_id) is not None or interaction.pending_account_id is None:
        return demands_before_account(interaction)
    return demands_of_account(interaction.pending_account_id)


def demands_before_account(interaction: Interaction) -> PortalDemands:
    """The demands while it is unknown, or must not be told, who signs in: for a page of ours those of all portals."""
    client = find_client(interaction.client_id)
    return demands_of(client) if client is not None else demands_of_any_account()
