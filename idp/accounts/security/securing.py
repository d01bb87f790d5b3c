"""What the two answers to a security alert do: it was the owner, or the account has to be secured."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from idp.accounts.deletion.request import cancel_deletion
from idp.accounts.link_purposes import PASSWORD_RESET, SECURE_ACCOUNT
from idp.accounts.locks import lock_account
from idp.accounts.models import Account
from idp.accounts.security.additions import remove_additions
from idp.accounts.security.passwords import Replacement, replace_password
from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.one_time_links import IssuedLink, LinkProblem, OneTimeLink, issue_link, redeem_link
from idp.sessions.devices import forget_device
from idp.sessions.known_places import forget_place


@dataclass(frozen=True, slots=True)
class FollowedAlert:
    """The account that an open link may secure, and what its alert told of; ``key`` is the alert's."""

    account_id: str
    email: str
    key: str | None
    happened_at: datetime
    user_agent: str
    place: str


def find_alert(session: Session, link: OneTimeLink) -> FollowedAlert | LinkProblem:
    """What an open link is about, consuming nothing."""
    account = session.get(Account, link.data["account"])
    if account is None or not _is_for(link, account):
        return LinkProblem.UNKNOWN
    return FollowedAlert(
        account.id,
        account.email,
        link.data.get("alert"),
        _happened_at(link),
        link.data["user_agent"],
        link.data["place"],
    )


def confirm_event(session: Session, token: str, actor: Actor) -> LinkProblem | None:
    """It was the owner: redeem the link. Returns why it can't be redeemed."""
    link = redeem_link(session, SECURE_ACCOUNT, token)
    if isinstance(link, LinkProblem):
        return link
    audit(session, actor, "device.confirmed", subject=link.data["account"])
    return None


def secure_account(
    session: Session, token: str, actor: Actor, lifetime: timedelta, interaction_id: str
) -> IssuedLink | LinkProblem:
    """Redeem the link: end every session and the password, and return a link for a new password, after which the
    interaction goes on.

    The password ends at once, so that an intruder who knows it is not faster than the owner. A requested deletion ends
    as well, and so does what could let the intruder in again.
    """
    link = redeem_link(session, SECURE_ACCOUNT, token)
    if isinstance(link, LinkProblem):
        return link
    account = lock_account(session, link.data["account"])
    if account is None or not _is_for(link, account):
        return LinkProblem.UNKNOWN
    replace_password(session, account, None, actor, reason=Replacement.SECURED)
    _forget(session, link, account.id)
    cancel_deletion(session, account, actor, cause="account_secured")
    remove_additions(session, account, actor, _happened_at(link))
    data = {"email": account.email, "interaction": interaction_id}
    return issue_link(session, PASSWORD_RESET, account.id, lifetime, portal=link.portal, data=data)


def _forget(session: Session, link: OneTimeLink, account_id: str) -> None:
    """Let the device and the place of the alert count as new again."""
    if device_id := link.data.get("device_id"):
        forget_device(session, device_id, account_id)
    if place_id := link.data.get("place_id"):
        forget_place(session, place_id, account_id)


def _is_for(link: OneTimeLink, account: Account) -> bool:
    return account.is_active and link.data.get("email") == account.email


def _happened_at(link: OneTimeLink) -> datetime:
    return datetime.fromisoformat(link.data["happened_at"])
