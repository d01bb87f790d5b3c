"""What an authorization of an account rests on today, as columns of the statements that look tokens up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import FromClause, and_, bindparam, select

from idp.accounts.models import Account
from idp.admissions.lookup import ADMISSION, binds, to_admission, with_admission
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Prepared, scalar
from idp.oauth.authorizations.columns import ACTS_FOR, T
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.oauth.claims import ACCOUNT_COLUMNS, AccountClaims
from idp.organizations.active.models import SessionOrganization
from idp.organizations.live import is_member, lives_at_now
from idp.organizations.models import Membership
from idp.portals.demands import PortalDemands
from idp.protocol.admission import Admission
from idp.protocol.authentication_methods import ACR_MULTI_FACTOR, acr_of
from idp.protocol.organizations import OrganizationDemands
from idp.sessions.devices import to_trust
from idp.sessions.models import Device, SsoSession
from idp.signin.facts import AuthenticationEvidence
from idp.signin.going_on import may_go_on

_session = SsoSession.__table__.alias("own_session")
_device = Device.__table__.alias("own_device")
_PROVED = (
    T.account_id,
    T.amr,
    T.authenticated_at,
    _session.c.amr,
    _session.c.enrolment_put_off_at,
    _device.c.trusted_at,
    _device.c.trusted_until,
)
_membership = Membership.__table__.alias("own_membership")
_ORGANIZATION = (
    ACTS_FOR,
    _membership.c.id,
    binds(_membership.c.second_factor, _membership.c.role),
    _membership.c.session_hours,
)
BASIS = (*_PROVED, *_ORGANIZATION, *ACCOUNT_COLUMNS, *ADMISSION)
"""The columns of :class:`Basis`; their statement takes the key of the client's portal as ``:at_portal``, ``:now``, and
``:organization`` as :data:`ACTS_FOR` does."""


def with_basis(source: FromClause) -> FromClause:
    """A statement's source, which has the authorization, with all that its basis is read from."""
    of_account = source.outerjoin(Account.__table__, Account.__table__.c.id == T.account_id)
    of_session = of_account.outerjoin(_session, _session.c.id == T.session_id)
    of_member = of_session.outerjoin(
        _membership,
        and_(
            _membership.c.account_id == T.account_id,
            _membership.c.organization_id == ACTS_FOR,
            lives_at_now(_membership.c.expires_at),
        ),
    )
    return with_admission(of_member.outerjoin(_device, _device.c.id == _session.c.device_id), T.account_id)


@dataclass(frozen=True, slots=True)
class Basis:
    """The sign-in behind an authorization with all that its session has proved since, its account, and what is known of
    that at the client's portal. ``is_member``: the account belongs to the organization that it acts for, if any."""

    account: AccountClaims
    evidence: AuthenticationEvidence
    admission: Admission
    organization_id: str | None
    is_member: bool

    def meets(self, demands: PortalDemands) -> bool:
        """Whether the authorization goes on at a portal with these demands."""
        return self.is_member and may_go_on(self.evidence, self.admission, demands)


def to_basis(values: Sequence[Any], portal: str) -> Basis | None:
    """What the columns say; None where a client acts for itself."""
    end_of_account, end_of_proof = len(values) - len(ADMISSION), len(_PROVED)
    organization_id, membership_id, *of_active = values[end_of_proof : end_of_proof + len(_ORGANIZATION)]
    account = values[end_of_proof + len(_ORGANIZATION) : end_of_account]
    admission = to_admission(values[end_of_account:], portal)
    if admission is None:
        return None
    is_member = organization_id is None or membership_id is not None
    if membership_id is not None:
        second_factor, session_hours = of_active
        admission = replace(admission, of_active=OrganizationDemands(bool(second_factor), session_hours))
    return Basis(AccountClaims(*account), _evidence(*values[:end_of_proof]), admission, organization_id, is_member)


def _evidence(
    account_id: str,
    amr: tuple[str, ...],
    authenticated_at: datetime | None,
    session_amr: Sequence[str] | None,
    put_off_at: datetime | None,
    trusted_at: datetime | None,
    trusted_until: datetime | None,
) -> AuthenticationEvidence:
    """A second factor that its session has proved since counts for the authorization as well."""
    is_stepped_up = session_amr is not None and acr_of(session_amr) == ACR_MULTI_FACTOR
    return AuthenticationEvidence(
        account_id=account_id,
        amr=tuple(session_amr) if session_amr is not None and is_stepped_up else amr,
        authenticated_at=authenticated_at,
        is_put_off=put_off_at is not None,
        trust=to_trust(trusted_at, trusted_until),
    )


_FIND = Prepared(
    select(*BASIS)
    .select_from(with_basis(AuthorizationRecord.__table__))
    .where(T.id == bindparam("authorization"), T.client_id == bindparam("client")),
    tuple,
)


def find_basis(authorization_id: str, client_id: str, portal: str, organization_id: str | None = None) -> Basis | None:
    """What an authorization rests on at the client's portal, whether or not it is still in effect; None where there is
    none of this client, and where that acts for itself. ``organization_id`` is looked at in place of its own one."""
    row = _FIND.first(
        {
            "authorization": authorization_id,
            "client": client_id,
            "at_portal": portal,
            "organization": organization_id,
            "now": current_time(),
        }
    )
    return None if row is None else to_basis(row, portal)


_OF_SESSION = Prepared(
    select(SessionOrganization.organization_id)
    .join(AuthorizationRecord, AuthorizationRecord.session_id == SessionOrganization.session_id)
    .where(
        T.id == bindparam("authorization"),
        SessionOrganization.portal == bindparam("portal"),
        is_member(T.account_id, SessionOrganization.organization_id),
    ),
    scalar,
)


def find_organization_of_session(authorization_id: str, portal: str) -> str | None:
    """The organization that the session behind an authorization acts for at the portal now, as far as its account
    still belongs to it."""
    return _OF_SESSION.first({"authorization": authorization_id, "portal": portal, "now": current_time()})
