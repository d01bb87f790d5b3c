"""The token of a mailed link that was opened, taken out of the address bar.

Opening a mailed link puts its token into the browser cookie and redirects to an address without it: no history entry,
no Referer and no log line of another party then carries the token. It stays there for as long as a flow may take.
"""

from datetime import UTC, datetime, timedelta

from flask import g, session

from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links.purposes import LinkPurpose
from idp.infrastructure.web.application import current_settings

_LINKS = "links"
# A cookie has room for a few; a browser follows no more at a time.
_KEPT = 3
_LONGEST_TOKEN = 128


def remember_link(purpose: LinkPurpose, token: str) -> None:
    """Keep the token of a link that was just opened; call it from the GET that then redirects to the clean address."""
    g.referrer_policy = "no-referrer"
    if len(token) > _LONGEST_TOKEN:
        forget_link(purpose)
        return
    links = {key: held for key, held in _links().items() if key != purpose.key}
    newest = dict(list(links.items())[-(_KEPT - 1) :])
    session[_LINKS] = newest | {purpose.key: [token, int(current_time().timestamp())]}


def end_of_link(purpose: LinkPurpose) -> datetime | None:
    """When the link of this purpose that was opened last in this browser has to be opened again."""
    held = _links().get(purpose.key)
    if held is None:
        return None
    minutes = current_settings().sessions.interaction_minutes
    return datetime.fromtimestamp(float(held[1]), UTC) + timedelta(minutes=minutes)


def remembered_link(purpose: LinkPurpose) -> str | None:
    """The token of the link of this purpose that was opened last in this browser, if that was not too long ago."""
    g.referrer_policy = "no-referrer"
    ends_at = end_of_link(purpose)
    if ends_at is None or ends_at < current_time():
        return None
    return str(_links()[purpose.key][0])


def forget_link(purpose: LinkPurpose) -> None:
    """Drop the token: it was redeemed, or the person gave up."""
    links = _links()
    if purpose.key in links:
        session[_LINKS] = {key: held for key, held in links.items() if key != purpose.key}


def _links() -> dict[str, list[str | int]]:
    links: dict[str, list[str | int]] = session.get(_LINKS, {})
    return links
