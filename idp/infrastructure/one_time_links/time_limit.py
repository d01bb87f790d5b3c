"""The time limit of the page behind a mailed link: the browser forgets an opened link, and the link itself expires."""

from idp.infrastructure.one_time_links.models import OneTimeLink
from idp.infrastructure.one_time_links.opened import end_of_link
from idp.infrastructure.one_time_links.purposes import LinkPurpose
from idp.infrastructure.web.i18n import lazy_gettext
from idp.infrastructure.web.time_limits import TimeLimit


def link_time_limit(purpose: LinkPurpose, link: OneTimeLink) -> TimeLimit:
    """The limit of the page of a link that is open in this browser."""
    ends_at = min(end_of_link(purpose) or link.expires_at, link.expires_at)
    text = lazy_gettext("This page expires at %(time)s.")
    return TimeLimit(ends_at, text, "link_time.extend", {"purpose": purpose.key})
