"""Contact details of a portal's support."""

from pydantic import HttpUrl

from idp.settings.addresses import MailAddress
from idp.settings.section import Section


class SupportSettings(Section):
    """Whom a person can ask; shown at the foot of each page and in each mail. Who has lost every second factor finds
    it on a page of its own, so give at least one way to reach the support."""

    url: HttpUrl | None = None
    """Page with help, for instance one with a form to write to the support."""

    email: MailAddress | None = None
    """Address of the support."""

    phone: str | None = None
    """Telephone number of the support, as it is to be read."""

    hours: str | None = None
    """When the support can be reached, in a few words."""
