"""Organizations at a portal."""

from typing import Literal

from idp.settings.section import Section


class OrganizationSettings(Section):
    """The customers of the portal: companies and private persons."""

    created_by: Literal["operators", "anyone"] = "operators"
    """Who creates organizations: operators alone, or also each person who came from an application of this portal, for
    themselves. Who came from none may where each portal allows it."""

    with_registration: Literal["never", "optional", "required"] = "never"
    """Whether a person who registers at this portal creates an organization at the same moment: never, if they want
    (optional), or always (required). A person who accepts an invitation never does."""
