"""Security news about an account: its owner is told of it, and can undo it.

The news of a device and of a place are written here, that of a second factor where it was added; what their links lead
to is one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from idp.accounts.authority import lock_account
from idp.accounts.deletion.wish import cancel_deletion
from idp.accounts.link_purposes import PASSWORD_RESET, SECURE_ACCOUNT
from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.accounts.password_change import replace_password
from idp.accounts.recovery_email.change import drop_recent_recovery_email
from idp.accounts.security_links import News, issue_security_link
from idp.accounts.signals import credentials_changed
from idp.actors import Actor
from idp.audit import audit
from idp.factors.overview.removal import remove_added_since
from idp.factors.web import PENDING_LIFETIME
from idp.infrastructure.clock import now
from idp.infrastructure.one_time_links import IssuedLink, LinkProblem, OneTimeLink, issue_link, redeem_link
from idp.sessions import end_other_sessions
from idp.sessions.devices import forget_device
from idp.sessions.known_places import forget_place
from idp.sessions.whereabouts import Whereabouts
from idp.signin.messages import NewDevice, NewPlace


@dataclass(frozen=True, slots=True)
class SecurityLink:
    """Whose account an open link is about, and what its mail told of."""

    account_id: str
    email: str
    happened_at: datetime
    user_agent: str
    place: str
    news: News


def tell_of_news(session: Session, found: Whereabouts, actor: Actor) -> None:
    """Write the mail, with a link of its own for every device and every place."""
    device, place_id = found.seen.row, found.new_place.id if found.new_place else None
    account = session.get_one(Account, device.account_id)
    moment = now()
    link = issue_security_link(
        session,
        account,
        device.id if found.seen.is_new or place_id is None else place_id,
        News.DEVICE if found.seen.is_new else News.PLACE,
        actor,
        place=device.place,
        device_id=device.id,
        place_id=place_id,
    )
    message = (NewDevice if found.seen.is_new else NewPlace)(
        asked_by=actor.request_info,
        signed_in_at=moment,
        place=device.place,
        was_me_link=link.url_at("new_device.open_was_me"),
        secure_link=link.url,
        valid_until=link.valid_until,
        name=account.name,
    )
    notify(session, account, message, actor)


def find_news(session: Session, link: OneTimeLink) -> SecurityLink | LinkProblem:
    """What an open link is about, consuming nothing."""
    account = session.get(Account, link.data["account"])
    if account is None or not _is_for(link, account):
        return LinkProblem.UNKNOWN
    return SecurityLink(
        account.id,
        account.email,
        datetime.fromisoformat(link.data["happened_at"]),
        link.data["user_agent"],
        link.data["place"],
        News(link.data["news"]),
    )


def confirm_device(session: Session, token: str, actor: Actor) -> LinkProblem | None:
    """It was the person: the link is used up. Returns why it can't be."""
    link = redeem_link(session, SECURE_ACCOUNT, token)
    if isinstance(link, LinkProblem):
        return link
    audit(session, actor, "device.confirmed", subject=link.data["account"])
    return None


def secure_account(
    session: Session, token: str, actor: Actor, lifetime: timedelta, flow: str
) -> IssuedLink | LinkProblem:
    """End everything, the password included, and return a link for a new one, which goes on with ``flow``.
    A wish to delete the account ends as well, and so does what could bring a stranger back: second factors from that
    sign-in or later, of which a passkey alone would do, and a recovery address from these days.

    Whoever knows the old password is not to be faster than its owner, so that it is worth nothing from this moment.
    """
    link = redeem_link(session, SECURE_ACCOUNT, token)
    if isinstance(link, LinkProblem):
        return link
    account = lock_account(session, link.data["account"])
    if account is None or not _is_for(link, account):
        return LinkProblem.UNKNOWN
    replace_password(session, account, None, now())
    end_other_sessions(session, account.id, None)
    _forget(session, link, account.id)
    credentials_changed.send(account.id, session=session)
    audit(session, actor, "account.secured", subject=account.id)
    cancel_deletion(session, account.id, actor, cause="account_secured")
    drop_recent_recovery_email(session, account, actor)
    # A factor that the sign-in itself had demanded is older than its end.
    since = datetime.fromisoformat(link.data["happened_at"]) - PENDING_LIFETIME
    remove_added_since(session, account.id, actor, since)
    data = {"email": account.email, "interaction": flow}
    return issue_link(session, PASSWORD_RESET, account.id, lifetime, portal=link.portal, data=data)


def _forget(session: Session, link: OneTimeLink, account_id: str) -> None:
    """What was not the person must not count as known from now on."""
    if device_id := link.data.get("device_id"):
        forget_device(session, device_id, account_id)
    if place_id := link.data.get("place_id"):
        forget_place(session, place_id, account_id)


def _is_for(link: OneTimeLink, account: Account) -> bool:
    return account.is_active and link.data.get("email") == account.email
