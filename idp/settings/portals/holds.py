"""What keeps organizations from being deleted."""

from pydantic import HttpUrl

from idp.settings.portals.titles import Title
from idp.settings.section import Section


class HoldSettings(Section):
    """Something that a portal may have to settle with an organization before that is deleted."""

    title: Title = Title()

    url: HttpUrl | None = None
    """The portal's page on which it is settled."""
