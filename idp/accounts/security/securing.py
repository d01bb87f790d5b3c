"""What the two answers to a security alert do: it was the owner, or the account has to be secured.

The alert's link stays open until the account has a new password: either answer can be given after the other, and each
step of securing the account is reached by the link again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from idp.accounts.deletion.request import cancel_deletion
from idp.accounts.link_purposes import SECURE_ACCOUNT
from idp.accounts.locks import lock_account
from idp.accounts.models import Account
from idp.accounts.security.additions import remove_additions
from idp.accounts.security.passwords import Replacement, replace_password
from idp.accounts.security.recovering import recover_account
from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import LinkProblem, LinkPurpose, OneTimeLink, hold_link, redeem_link, take_link
from idp.sessions.devices import forget_device
from idp.sessions.known_places import forget_place

_CONFIRMED_AT = "confirmed_at"
_SECURED_AT = "secured_at"


@dataclass(frozen=True, slots=True)
class FollowedAlert:
    """The account that an open link may secure, and what its alert told of; ``key`` is the alert's.

    ``is_confirmed``: the owner has said that it was them. ``is_secured``: everything was ended, and the account waits
    for its new password.
    """

    account: Account
    key: str | None
    happened_at: datetime
    user_agent: str
    place: str
    is_confirmed: bool
    is_secured: bool


def find_alert(session: Session, link: OneTimeLink) -> FollowedAlert | LinkProblem:
    """What an open link is about, consuming nothing."""
    account = session.get(Account, link.data["account"])
    problem = _find_problem(link, account)
    if problem is not None or account is None:
        return problem or LinkProblem.UNKNOWN
    return FollowedAlert(
        account,
        link.data.get("alert"),
        _happened_at(link),
        link.data["user_agent"],
        link.data["place"],
        is_confirmed=_CONFIRMED_AT in link.data,
        is_secured=_SECURED_AT in link.data,
    )


def confirm_event(session: Session, token: str, actor: Actor) -> LinkProblem | None:
    """It was the owner: note it, once. Returns why the link holds no more."""
    link = hold_link(session, SECURE_ACCOUNT, token)
    if isinstance(link, LinkProblem):
        return link
    if _note(link, _CONFIRMED_AT):
        audit(session, actor, "device.confirmed", subject=link.data["account"])
    return None


def secure_account(session: Session, token: str, actor: Actor) -> LinkProblem | None:
    """End every session and the password, and take away what was added, once. Returns why the link holds no more.

    The password ends at once, so that an intruder who knows it is not faster than the owner. A requested deletion ends
    as well, and so does what could let the intruder in again.
    """
    found = _take(session, token, hold_link)
    if isinstance(found, LinkProblem):
        return found
    link, account = found
    if _note(link, _SECURED_AT):
        replace_password(session, account, None, actor, reason=Replacement.SECURED)
        _forget(session, link, account.id)
        cancel_deletion(session, account, actor, cause="account_secured")
        remove_additions(session, account, actor, _happened_at(link))
    return None


def complete_securing(
    session: Session, token: str, password_hash: str, actor: Actor, rules_met: tuple[str, ...]
) -> Account | LinkProblem:
    """Redeem the link of a secured account and set its new password; ``rules_met`` as in :func:`recover_account`."""
    found = _take(session, token, redeem_link)
    if isinstance(found, LinkProblem):
        return found
    _, account = found
    recover_account(session, account, password_hash, actor, rules_met)
    return account


def _take(
    session: Session, token: str, by: Callable[[Session, LinkPurpose, str], OneTimeLink | LinkProblem]
) -> tuple[OneTimeLink, Account] | LinkProblem:
    found = take_link(session, SECURE_ACCOUNT, token, lambda link: lock_account(session, link.data["account"]), by=by)
    return found if isinstance(found, LinkProblem) else _find_problem(*found) or found


def _find_problem(link: OneTimeLink, account: Account | None) -> LinkProblem | None:
    """Why an open link leads nowhere: the account is another's by now, or has got its new password in another way."""
    if account is None or not account.is_active or link.data.get("email") != account.email:
        return LinkProblem.UNKNOWN
    return LinkProblem.USED if _SECURED_AT in link.data and account.password_hash is not None else None


def _note(link: OneTimeLink, what: str) -> bool:
    """Write down when it was done; False where it had been before."""
    if what in link.data:
        return False
    link.data = {**link.data, what: current_time().isoformat()}
    return True


def _forget(session: Session, link: OneTimeLink, account_id: str) -> None:
    """Let the device and the place of the alert count as new again."""
    if device_id := link.data.get("device_id"):
        forget_device(session, device_id, account_id)
    if place_id := link.data.get("place_id"):
        forget_place(session, place_id, account_id)


def _happened_at(link: OneTimeLink) -> datetime:
    return datetime.fromisoformat(link.data["happened_at"])
