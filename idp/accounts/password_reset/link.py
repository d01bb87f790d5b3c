"""What became of a mailed link."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from idp.accounts.link_purposes import PASSWORD_RESET
from idp.accounts.models import Account
from idp.infrastructure.one_time_links import BrokenLink, LinkProblem, OneTimeLink, find_link, find_problem


@dataclass(frozen=True, slots=True)
class ResetLink:
    """A link that may be used, and the account it is for."""

    token: str
    account: Account
    portal: str
    interaction_id: str | None


def look_at_link(session: Session, token: str | None) -> ResetLink | BrokenLink:
    """The link of a token, consuming nothing."""
    link = find_link(session, PASSWORD_RESET, token) if token else None
    if link is None or token is None:
        return BrokenLink(LinkProblem.UNKNOWN)
    portal = link.data["portal"]
    if problem := find_problem(link):
        return BrokenLink(problem, portal)
    account = session.get(Account, link.subject)
    if account is None or not is_for(link, account):
        return BrokenLink(LinkProblem.UNKNOWN, portal)
    return ResetLink(token, account, portal, link.data["interaction"])


def is_for(link: OneTimeLink, account: Account) -> bool:
    """Whether the link still speaks for the account: it is enabled, and its address is the one that was written to."""
    return account.is_active and link.data.get("email") == account.email
