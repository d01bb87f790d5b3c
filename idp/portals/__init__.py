"""Portals: the sites that people come from, with their own name, look and rules.

Owns the registry of portals, their colours (made readable), their logos and the style sheet that carries both, what
pages call scopes, and what each portal demands of people who sign in. What a demand means belongs to the package that
carries it out.
"""

from idp.portals.account_demands import demands_of_account, demands_of_any_account
from idp.portals.demands import PortalDemands, demands_at, demands_of
from idp.portals.registry import Portal, all_portals, current_portal, get_portal
from idp.portals.routes import init_portals

__all__ = [
    "Portal",
    "PortalDemands",
    "all_portals",
    "current_portal",
    "demands_at",
    "demands_of",
    "demands_of_account",
    "demands_of_any_account",
    "get_portal",
    "init_portals",
]
