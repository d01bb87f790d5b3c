"""Groups of another system, and what they stand for here: memberships of organizations, with roles and products."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor
from idp.administration.errors import UnreadableFile
from idp.organizations.authority import hold_organization
from idp.organizations.entitlements.models import OrganizationProduct
from idp.organizations.entitlements.of_members import set_products, set_roles
from idp.organizations.errors import OrganizationNotFound
from idp.organizations.lookup import get_membership
from idp.organizations.members.adding import join_organization
from idp.organizations.members.right import Right
from idp.organizations.models import MemberRole
from idp.organizations.policies.errors import AddressNotAllowed
from idp.organizations.records import get_organization
from idp.portals.roles import assignable_roles
from idp.settings import Settings

NO_SUCH_ADDRESS = "names an organization that takes no such address"


class GroupMeaning(BaseModel):
    """What a group stands for: a membership of an organization (by its id), as member or administrator, with roles and
    products of the portal that the people are imported for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    organization: str
    role: Literal["member", "administrator"] = "member"
    billing: bool = False
    roles: tuple[str, ...] = ()
    products: tuple[str, ...] = ()


Groups = Mapping[str, GroupMeaning]
"""By the name of the group, as the other system writes it."""
_GROUPS = TypeAdapter(dict[str, GroupMeaning])


@dataclass(frozen=True, slots=True)
class _Place:
    """The groups of one person that stand for one organization, together."""

    right: Right
    roles: frozenset[str]
    products: frozenset[str]


def read_groups(path: Path) -> Groups:
    """The meanings in a TOML file: a table for each group, such as ``["/customers/hafenwerk"]``. Raises
    UnreadableFile."""
    try:
        return _GROUPS.validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableFile(problem=f"{path} can't be read as TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise UnreadableFile(problem=f"{path}: {place}: {first['msg']}") from error


def check_groups(session: Session, groups: Groups, portal: str, actor: Actor, settings: Settings) -> None:
    """Raises UnreadableFile, which names the group, where there is no such organization, or where that or the portal
    has no such product or role. Raises Forbidden."""
    for name, meaning in groups.items():
        try:
            get_organization(session, meaning.organization, actor)
        except OrganizationNotFound as error:
            raise UnreadableFile(problem=f"{name}: there is no organization {meaning.organization}.") from error
        if unknown := _unknown_keys(session, meaning, portal, settings):
            raise UnreadableFile(problem=f"{name}: not to be had at {portal}: {', '.join(sorted(unknown))}.")


def _unknown_keys(session: Session, meaning: GroupMeaning, portal: str, settings: Settings) -> set[str]:
    """Products that the portal has not given the organization, and roles that are not assigned there."""
    products = select(OrganizationProduct.product).where(
        OrganizationProduct.organization_id == meaning.organization, OrganizationProduct.portal == portal
    )
    roles = assignable_roles(settings, portal, by_operators=True).keys()
    return (set(meaning.products) - set(session.scalars(products))) | (set(meaning.roles) - roles)


def join_groups(
    session: Session, account: Account, meanings: Iterable[GroupMeaning], portal: str, actor: Actor, settings: Settings
) -> list[str]:
    """Let a new account belong to what its groups stand for; no mail tells of it. What could not be is returned, in
    words. Raises what organizations raise of one, a role or a product that has gone since :func:`check_groups`."""
    notices = []
    for organization_id, place in _places(meanings).items():
        organization = hold_organization(session, organization_id, actor)
        try:
            join_organization(session, organization, account, place.right, actor)
        except AddressNotAllowed:
            notices.append(NO_SUCH_ADDRESS)
            continue
        membership = get_membership(session, account, organization)
        set_products(session, membership, portal, place.products, actor)
        set_roles(session, membership, portal, place.roles, actor, settings)
    return notices


def _places(meanings: Iterable[GroupMeaning]) -> Mapping[str, _Place]:
    """By organization, in one order for all people; of several groups the greatest right, all roles and products."""
    together: dict[str, list[GroupMeaning]] = {}
    for meaning in meanings:
        together.setdefault(meaning.organization, []).append(meaning)
    return {organization: _merge(together[organization]) for organization in sorted(together)}


def _merge(meanings: list[GroupMeaning]) -> _Place:
    is_administrator = any(each.role == "administrator" for each in meanings)
    role = MemberRole.ADMINISTRATOR if is_administrator else MemberRole.MEMBER
    return _Place(
        Right(role, any(each.billing for each in meanings)),
        frozenset(key for each in meanings for key in each.roles),
        frozenset(key for each in meanings for key in each.products),
    )
