"""Einlass: a hosted sign-in for customer portals, an OpenID Connect provider.

The packages, from the top down, are the layers of the house; an import only ever points down:
``app, cli, demo > oauth > signin > registration > organizations, consent > accounts >
sessions, clients, portals > mail > audit > infrastructure > settings > protocol``.
"""

from importlib.metadata import version

__version__ = version("einlass")
