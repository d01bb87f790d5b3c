"""Another address that support gives to the account of a person who can't read the mail of the present one.

The mail to the new address shows nothing about the account: it may have been mistyped, and its reader may not be able
to sign in. So the person is told a code in another way, on the telephone say, and types it behind the mailed link:
both together show that the address is that of the person whose identity support has verified.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Self

from sqlalchemy.orm import Session

from idp.accounts.activation import awaits_activation
from idp.accounts.address_changes import add_pending
from idp.accounts.email_change.completion import let_it_hold, tell_old_address
from idp.accounts.email_change.messages import AddressBySupport, AddressChangeBySupport
from idp.accounts.followed_changes import FollowedChange, find_change, redeem_change
from idp.accounts.link_purposes import ADDRESS_BY_SUPPORT
from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.accounts.security.alerts import issue_secure_link
from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest, new_code
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink, issue_link
from idp.infrastructure.rate_limits import Budget, hit_limit

CONFIRM_WITHIN = timedelta(hours=24)
CODE_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class SupportCode:
    """What the person is told besides the mail. It is kept nowhere."""

    code: str
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class GivenAddress:
    """A change that support has asked for and its link, as long as it may be confirmed."""

    followed: FollowedChange
    code_hash: str

    @classmethod
    def find(cls, session: Session, link: OneTimeLink) -> Self | LinkProblem:
        """What an open link is about, consuming nothing."""
        followed = find_change(session, link)
        return followed if isinstance(followed, LinkProblem) else cls(followed, link.data["code_hash"])


def give_address(session: Session, account: Account, new_email: str, actor: Actor) -> SupportCode:
    """Write to the new address, which holds once it is confirmed with the code; tell the present one, whose reader can
    object. An earlier request is void.

    ``new_email`` is canonical, and no account has it. The caller holds the account and has verified the person.
    """
    change = add_pending(session, account, new_email, CONFIRM_WITHIN)
    code = new_code()
    about = {"change": change.id, "code_hash": _code_hash(change.id, code)}
    link = issue_link(session, ADDRESS_BY_SUPPORT, account.id, CONFIRM_WITHIN, portal=actor.portal, data=about)
    message = AddressBySupport(link=link.url, valid_until=link.valid_until)
    notify(session, account, message, actor, recipient=new_email)
    if not awaits_activation(account):
        _alert(session, account, new_email, actor)
    audit(session, actor, "email_change.given", subject=account.id)
    return SupportCode(code, link.valid_until)


def hit_code_limit(given: GivenAddress) -> bool:
    """Count one typed code, outside any transaction and before it is compared, so that parallel ones share the few that
    a code is good for; False where there were too many."""
    budget = Budget(f"email change/code {given.followed.change.id}", CODE_ATTEMPTS, CONFIRM_WITHIN)
    return hit_limit([budget], current_time()).is_allowed


def is_right_code(given: GivenAddress, code: str) -> bool:
    """Whether it is the code that support has told the person."""
    return compare_digest(given.code_hash, _code_hash(given.followed.change.id, code))


def confirm_given_address(session: Session, token: str, actor: Actor) -> Account | LinkProblem:
    """Redeem the link, after the code was right, and let the new address hold. Every browser is signed out. Raises
    AddressInUse."""
    followed = redeem_change(session, ADDRESS_BY_SUPPORT, token)
    if isinstance(followed, LinkProblem):
        return followed
    is_new = awaits_activation(followed.account)
    since = let_it_hold(session, followed, actor)
    if not is_new:
        tell_old_address(session, followed, since, actor)
    return followed.account


def _alert(session: Session, account: Account, new_email: str, actor: Actor) -> None:
    secure = issue_secure_link(session, account, AddressChangeBySupport, actor)
    message = AddressChangeBySupport(
        new_email=new_email,
        asked_at=current_time(),
        secure_link=secure.url,
        secure_until=secure.valid_until,
        name=account.name,
    )
    notify(session, account, message, actor)


def _code_hash(change_id: str, code: str) -> str:
    """What is stored of a code: it fits no other change."""
    return digest(f"{change_id} {code}")
