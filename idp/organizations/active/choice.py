"""Finding the organization that a session acts for at a portal, and choosing another one."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import String, and_, bindparam, desc, select
from sqlalchemy.orm import Session

from idp.admissions.lookup import binds
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base, Prepared, dialect_insert, dialect_of, scalar
from idp.organizations.active.models import LastOrganization, SessionOrganization
from idp.organizations.claims import find_membership_row
from idp.organizations.domains.models import OrganizationDomain
from idp.organizations.live import LIVES
from idp.organizations.models import MemberRole, Membership
from idp.protocol.organizations import Candidate, HeldRights, OrganizationDemands

_IS_ASKED = Membership.organization_id.is_not_distinct_from(bindparam("asked", type_=String()))
_IS_CHOSEN = SessionOrganization.organization_id.is_not(None)
_IS_LAST = LastOrganization.organization_id.is_not(None)

_CANDIDATES = (
    select(
        Membership.organization_id,
        _IS_ASKED,
        _IS_CHOSEN,
        _IS_LAST,
        binds(Membership.second_factor, Membership.role),
        Membership.session_hours,
    )
    .outerjoin(
        SessionOrganization,
        and_(
            SessionOrganization.session_id == bindparam("session", type_=String()),
            SessionOrganization.portal == bindparam("portal"),
            SessionOrganization.organization_id == Membership.organization_id,
        ),
    )
    .outerjoin(
        LastOrganization,
        and_(
            LastOrganization.account_id == Membership.account_id,
            LastOrganization.portal == bindparam("portal"),
            LastOrganization.organization_id == Membership.organization_id,
        ),
    )
    .where(Membership.account_id == bindparam("account"), LIVES)
    .order_by(desc(_IS_ASKED), desc(_IS_CHOSEN), desc(_IS_LAST), Membership.created_at, Membership.id)
)


def _to_candidate(values: Sequence[Any]) -> Candidate:
    organization_id, *facts, session_hours = values
    is_asked, is_chosen, is_last, second_factor = map(bool, facts)
    return Candidate(
        organization_id=organization_id,
        is_asked=is_asked,
        is_chosen=is_chosen,
        is_last=is_last,
        demands=OrganizationDemands(second_factor, session_hours),
    )


_FIND = Prepared(_CANDIDATES.limit(2), _to_candidate)


def find_candidates(account_id: str, session_id: str, portal: str, asked: str | None) -> Sequence[Candidate]:
    """The two memberships that come first: what was asked for, what the session has chosen, what the account chose the
    last time, then the oldest. One statement."""
    known = {"account": account_id, "session": session_id, "portal": portal, "asked": asked, "now": current_time()}
    return _FIND.all(known)


_OF_DOMAIN = Prepared(
    select(Membership.organization_id)
    .join(OrganizationDomain, OrganizationDomain.organization_id == Membership.organization_id)
    .where(
        Membership.account_id == bindparam("account"),
        OrganizationDomain.domain == bindparam("domain"),
        OrganizationDomain.confirmed_at.is_not(None),
        LIVES,
    )
    .order_by(Membership.created_at, Membership.id)
    .limit(1),
    scalar,
)


def find_organization_of_domain(account_id: str, domain: str) -> str | None:
    """The first of the account's organizations that has confirmed a mail domain; None where none has."""
    return _OF_DOMAIN.first({"account": account_id, "domain": domain, "now": current_time()})


def held_rights(account_id: str, organization_id: str, portal: str) -> HeldRights | None:
    """What the membership gives at the portal; None where there is none any more."""
    row = find_membership_row(account_id, organization_id, portal)
    if row is None:
        return None
    claim = row.to_claim(portal)
    return HeldRights(
        is_administrator=row.right == MemberRole.ADMINISTRATOR,
        billing=row.billing,
        roles=claim["roles"],
        products=claim["products"],
    )


def choose_organization(
    session: Session, *, session_id: str, account_id: str, portal: str, organization_id: str
) -> None:
    """Let the session act for the organization at the portal from now on, and the account's next one begin with it."""
    _put(session, SessionOrganization, {"session_id": session_id, "portal": portal}, organization_id)
    remember_organization(session, account_id=account_id, portal=portal, organization_id=organization_id)


def remember_organization(session: Session, *, account_id: str, portal: str, organization_id: str) -> None:
    """Let the account's next session at the portal begin with the organization."""
    _put(session, LastOrganization, {"account_id": account_id, "portal": portal}, organization_id)


def _put(session: Session, model: type[Base], key: Mapping[str, str], organization_id: str) -> None:
    chosen = {"organization_id": organization_id, "chosen_at": current_time()}
    insert = dialect_insert(dialect_of(session), model).values(**key, **chosen)
    session.execute(insert.on_conflict_do_update(index_elements=list(key), set_=chosen))


_CHOSEN = Prepared(
    select(SessionOrganization.organization_id).where(
        SessionOrganization.session_id == bindparam("session"), SessionOrganization.portal == bindparam("portal")
    ),
    scalar,
)


def find_chosen(session_id: str, portal: str) -> str | None:
    """The organization that the session has chosen at the portal."""
    return _CHOSEN.first({"session": session_id, "portal": portal})
