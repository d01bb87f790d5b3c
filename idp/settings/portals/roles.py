"""The catalogue of a portal's roles."""

from typing import Literal

from idp.settings.portals.titles import Title
from idp.settings.section import Section


class RoleSettings(Section):
    """A role that members of organizations may have at a portal."""

    title: Title = Title()

    assigned_by: Literal["administrators", "operators"] = "administrators"
    """Who gives it to members: administrators of their own organization (and operators), or operators alone."""

    held_by: Literal["assigned", "administrators", "members"] = "assigned"
    """Who has it: members to whom it was assigned, or without that every administrator of an organization, or every
    other member."""
