"""What can be set: one typed tree, read once at start.

Owns the tree, its defaults and their explanation, reading it from TOML and the environment, and the generated
``config.example.toml``. What a setting *does* belongs to the package that reads it.
"""

from idp.settings.loading import SettingsError, load_settings
from idp.settings.portals import PortalSettings
from idp.settings.tree import Settings

__all__ = ["PortalSettings", "Settings", "SettingsError", "load_settings"]
