"""Making and accepting the link."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.address_changes import void_confirmed
from idp.accounts.identifiers import canonical_email
from idp.accounts.models import Account
from idp.accounts.security.additions import EVER, remove_additions
from idp.accounts.security.passwords import Replacement, replace_password
from idp.actors import Actor, Permission, system_actor
from idp.administration.creation import NewAccount, create_account
from idp.administration.errors import InvalidEmail, OperatorHasAccount
from idp.administration.messages import OperatorInvitation
from idp.administration.roles import Role, grant_role
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import LinkProblem, LinkPurpose, issue_link, redeem_link
from idp.mail import enqueue
from idp.settings import Settings

LIFETIME = timedelta(hours=24)
OPERATOR_INVITATION = LinkPurpose("operator_invitation", "operator_invitation.open_link")
# What a redeemed link permits, independent of its bearer.
_LINK = system_actor("operator invitation", frozenset({Permission.PEOPLE_CREATE, Permission.ROLES_MANAGE}))


@dataclass(frozen=True)
class OperatorLink:
    """The link, to be handed over once: it is stored as a hash only."""

    email: str
    link: str
    valid_until: datetime


def invite_operator(session: Session, email: str, settings: Settings, actor: Actor, *, by_mail: bool) -> OperatorLink:
    """Issue the link; an earlier one for this address is void. Raises InvalidEmail, OperatorHasAccount, Forbidden."""
    actor.demand(Permission.ROLES_MANAGE)
    address = canonical_email(email)
    if address is None:
        raise InvalidEmail(email=email)
    if session.scalar(select(Account.id).where(Account.email == address)):
        raise OperatorHasAccount(email=address)
    link = issue_link(session, OPERATOR_INVITATION, address, LIFETIME)
    audit(session, actor, "operator_invitation.issued", subject=address, mailed=by_mail)
    if by_mail:
        host = urlsplit(settings.issuer).hostname or settings.issuer
        message = OperatorInvitation(link=link.url, valid_until=link.valid_until, host=host)
        enqueue(session, message, recipient=address, portal=settings.default_portal, language=None)
    return OperatorLink(address, link.url, link.valid_until)


def accept_invitation(
    session: Session, token: str, *, given_name: str, family_name: str, password_hash: str, actor: Actor
) -> Account | LinkProblem:
    """Redeem the link and make the operator.

    Where the address got an account in the meantime, that one becomes the operator's: under the new password only, and
    without anything that another person may have left in it, or could take it back with.
    """
    link = redeem_link(session, OPERATOR_INVITATION, token)
    if isinstance(link, LinkProblem):
        return link
    account = session.scalar(select(Account).where(Account.email == link.subject).with_for_update())
    if account is None:
        new = NewAccount(
            email=link.subject, given_name=given_name, family_name=family_name, password_hash=password_hash
        )
        account = create_account(session, new, _LINK)
    else:
        account.given_name, account.family_name = given_name, family_name
        account.email_verified_at, account.disabled_at = current_time(), None
        own = actor.identified_as(account.id)
        replace_password(session, account, password_hash, own, reason=Replacement.INVITED)
        void_confirmed(session, account.id)
        remove_additions(session, account, own, EVER)
    grant_role(session, account, Role.OPERATOR, _LINK)
    audit(session, actor.identified_as(account.id), "operator_invitation.accepted", subject=account.id)
    return account
