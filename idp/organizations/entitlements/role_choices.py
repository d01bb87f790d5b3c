"""The roles that administrators of an organization may assign to a member."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.infrastructure.web.i18n import current_language
from idp.organizations.entitlements.models import MembershipRole
from idp.portals.roles import assignable_roles
from idp.settings import Settings


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role of a portal's catalogue, by the keys of both; ``title`` is what people call it. ``is_held``: the member
    has it."""

    portal: str
    key: str
    title: str
    is_held: bool

    @property
    def id(self) -> str:
        """Both keys: two portals may have a role of one name."""
        return f"{self.portal}:{self.key}"


def read_role_choices(session: Session, membership_id: str, settings: Settings) -> Sequence[RoleChoice]:
    """Those of all portals, in the order of the settings."""
    rows = session.execute(
        select(MembershipRole.portal, MembershipRole.role).where(MembershipRole.membership_id == membership_id)
    )
    held = {tuple(row) for row in rows}
    return [
        RoleChoice(portal, key, role.title.say(current_language(), key), (portal, key) in held)
        for portal in settings.portals
        for key, role in assignable_roles(settings, portal).items()
    ]
