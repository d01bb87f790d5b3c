"""Portals: the sites that people come from, with their own name, look and rules.

Owns the registry of portals, their colours (made readable), their logos and the style sheet that carries both. What a
rule of a portal means (registration, passwords) belongs to the package that reads it from ``Portal.settings``.
"""

from idp.portals.registry import Portal, all_portals, current_portal, get_portal
from idp.portals.routes import init_portals

__all__ = ["Portal", "all_portals", "current_portal", "get_portal", "init_portals"]
