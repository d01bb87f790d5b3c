"""Telling an account by mail what has become of its membership."""

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.actors import Actor, ActorKind
from idp.infrastructure.web.hosts import external_url
from idp.organizations.members.messages import MembershipAdded, MembershipChanged, MembershipRemoved
from idp.organizations.members.right import Right
from idp.organizations.models import Organization

_MESSAGES = {message.key: message for message in (MembershipAdded, MembershipChanged)}


def tell_member(
    session: Session, key: str, organization: Organization, account: Account, right: Right, actor: Actor
) -> None:
    """Send the mail of this key about the member's right; people are not told what they did themselves."""
    if _is_own(account, actor):
        return
    message = _MESSAGES[key](
        organization=organization.name,
        role=right.role.value,
        billing=right.billing,
        member_until=right.valid_through,
        organization_link=external_url("organizations.overview", organization_id=organization.id),
        name=account.name,
    )
    notify(session, account, message, actor)


def tell_former_member(session: Session, organization: Organization, account: Account, actor: Actor) -> None:
    """Send the mail about an ended membership."""
    if _is_own(account, actor):
        return
    link = external_url("organizations.index")
    message = MembershipRemoved(organization=organization.name, organizations_link=link, name=account.name)
    notify(session, account, message, actor)


def _is_own(account: Account, actor: Actor) -> bool:
    return actor.kind is ActorKind.PERSON and actor.id == account.id
