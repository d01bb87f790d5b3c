"""What a mailed link for a new password leads to."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink

BROWSER = "browser"
"""Member of a link's data: the hash of the browser that asked for it, which may be signed in by it."""
RULES = "rules"
"""Member of a link's data: the portal of the client in whose sign-in it was asked for, whose rules the new password
must keep beside those of the portals that admitted the account. Never the link's own portal, which is a matter of looks
and may be one that an address named."""


@dataclass(frozen=True, slots=True)
class ResetLink:
    """The account that gets a new password, the key of the client's portal that waits for it, the id of the
    interaction that goes on afterwards, and the hash of the browser that asked for the link."""

    account: Account
    waiting_portal: str | None
    interaction_id: str | None
    asked_by_browser: str | None


def find_reset(session: Session, link: OneTimeLink) -> ResetLink | LinkProblem:
    """What an open link leads to, consuming nothing."""
    account = session.get(Account, link.subject)
    if account is None or not is_for(link, account):
        return LinkProblem.UNKNOWN
    return ResetLink(account, link.data.get(RULES), link.data["interaction"], link.data.get(BROWSER))


def is_for(link: OneTimeLink, account: Account) -> bool:
    """Whether the link still speaks for the account: it is enabled, and its address is the one that was written to."""
    return account.is_active and link.data.get("email") == account.email
