"""The portal's demands upon a sign-in in progress."""

from idp.clients.registry import find_client
from idp.interactions import Interaction
from idp.portals.demands import PortalDemands, demands_of


def demands_of_interaction(interaction: Interaction) -> PortalDemands:
    """The demands of the portal whose client asked for the sign-in; of the default portal for a page of ours."""
    return demands_of(find_client(interaction.client_id))
