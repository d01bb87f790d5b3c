"""The words for what organizations and memberships are."""

from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.models import MemberRole, OrganizationKind

ROLES = {
    MemberRole.MEMBER: lazy_gettext("Member"),
    MemberRole.ADMINISTRATOR: lazy_gettext("Administrator"),
}
KINDS = {
    OrganizationKind.COMPANY: lazy_gettext("Company"),
    OrganizationKind.PRIVATE: lazy_gettext("Private person"),
}


def say_role(role: str) -> str:
    """The right of a member, by a MemberRole."""
    return ROLES[MemberRole(role)]


def say_kind(kind: str) -> str:
    """An OrganizationKind."""
    return KINDS[OrganizationKind(kind)]
