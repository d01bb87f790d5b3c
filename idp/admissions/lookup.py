"""What is known of an account at a portal, as columns of whatever statement reads it.

The hot paths look a session or a token up by one statement each, which brings this along. The tables of the packages
above this one are named, not imported.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    SQLColumnExpression,
    String,
    and_,
    bindparam,
    column,
    exists,
    func,
    or_,
    select,
    table,
)
from sqlalchemy.orm import Session

from idp.admissions.models import AdmissionRecord
from idp.infrastructure.database import JsonTuple, Prepared, UtcDateTime, connection, scalar
from idp.protocol.admission import Admission, AdmissionState
from idp.protocol.organizations import OrganizationDemands
from idp.protocol.second_factor import Policy

_accounts = table(
    "accounts",
    column("id", String()),
    column("password_hash", String()),
    column("password_changed_at", UtcDateTime()),
    column("password_rules_met", JsonTuple()),
    column("password_change_due_at", UtcDateTime()),
    column("second_factor_asked_at", UtcDateTime()),
    column("has_second_factor"),
)
_account = _accounts.alias("own_account")
_admission = AdmissionRecord.__table__.alias("own_admission")
_memberships = table(
    "memberships", column("account_id"), column("role"), column("second_factor"), column("session_hours")
)
_ADMINISTRATOR = "administrator"


def binds(second_factor: SQLColumnExpression[str], right: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Whether an organization demands a second factor of a member, by its rule and the member's right.

    Its rule for administrators binds its own administrators, not those of another one.
    """
    return or_(
        second_factor == Policy.ALL.value,
        and_(second_factor == Policy.ADMINISTRATORS.value, right == _ADMINISTRATOR),
    )


AccountId = SQLColumnExpression[str] | SQLColumnExpression[str | None]
"""A column that holds the id of an account."""


_OWN = _memberships.c.account_id == _account.c.id
_IS_ADMINISTRATOR = _memberships.c.role == _ADMINISTRATOR


def _has_membership(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a membership of the account meets the conditions; each is found in an index, however many there are."""
    return exists().where(_OWN, *conditions).correlate_except(_memberships)


def _of_rule(policy: Policy) -> ColumnElement[bool]:
    return _memberships.c.second_factor == policy.value


def _is_password_void() -> ColumnElement[bool]:
    """Whether the account has a password that the portal accepts no more: it was set too long ago, or brought from
    another system, where it is not known since when it is in use."""
    since, changed_at = _admission.c.passwords_from, _account.c.password_changed_at
    is_old = or_(changed_at.is_(None), changed_at < since)
    return and_(since.is_not(None), _account.c.password_hash.is_not(None), is_old)


ADMISSION = (
    _admission.c.state,
    _admission.c.journey_version,
    _admission.c.texts_agreed,
    _account.c.password_rules_met,
    _account.c.password_change_due_at,
    _is_password_void(),
    _account.c.has_second_factor,
    _account.c.second_factor_asked_at,
    _has_membership(_IS_ADMINISTRATOR),
    or_(
        _has_membership(_of_rule(Policy.ALL)),
        _has_membership(_of_rule(Policy.ADMINISTRATORS), _IS_ADMINISTRATOR),
    ),
    select(func.min(_memberships.c.session_hours))
    .where(_OWN, _memberships.c.session_hours > 0)
    .correlate_except(_memberships)
    .scalar_subquery(),
)
"""The columns that :func:`to_admission` reads, of a statement whose source :func:`with_admission` has completed."""


def with_admission(source: FromClause, account_id: AccountId) -> FromClause:
    """A statement's source with the account of one of its columns, and its admission to the portal ``:at_portal``."""
    return source.outerjoin(_account, _account.c.id == account_id).outerjoin(_admission, _is_at_portal(account_id))


def _is_at_portal(account_id: AccountId) -> ColumnElement[bool]:
    return and_(_admission.c.account_id == account_id, _admission.c.portal == bindparam("at_portal", type_=String()))


def to_admission(values: Sequence[Any], portal: str) -> Admission | None:
    """What the columns say of the account at ``portal``, the value of ``:at_portal``; None where there is none."""
    state, journey_version, texts_agreed, rules_met, change_due_at, is_void, *of_account = values
    has_factor, asked_at, *of_organizations = of_account
    is_administrator, second_factor, session_hours = of_organizations
    if rules_met is None:
        return None
    return Admission(
        portal=portal,
        state=None if state is None else AdmissionState(state),
        journey_version=journey_version or 0,
        texts_agreed=texts_agreed or (),
        password_rules_met=rules_met,
        is_password_change_due=change_due_at is not None or bool(is_void),
        has_second_factor=bool(has_factor),
        second_factor_asked_at=asked_at,
        is_administrator=bool(is_administrator),
        of_organizations=OrganizationDemands(bool(second_factor), session_hours or 0),
    )


_FIND = (
    select(*ADMISSION)
    .select_from(_account.outerjoin(_admission, _is_at_portal(_account.c.id)))
    .where(_account.c.id == bindparam("account", type_=String()))
)


def find_admission(account_id: str, portal: str, session: Session | None = None) -> Admission | None:
    """What is known of the account at ``portal`` (a key): one statement, outside any transaction without ``session``.

    None where there is no such account, for instance because it was deleted since its session was looked up.
    """
    row = (session or connection()).execute(_FIND, {"account": account_id, "at_portal": portal}).first()
    return None if row is None else to_admission(row, portal)


_ADMITTED = Prepared(
    select(AdmissionRecord.portal).where(
        AdmissionRecord.account_id == bindparam("account"), AdmissionRecord.state == AdmissionState.ADMITTED.value
    ),
    scalar,
)


_STATES = Prepared(
    select(AdmissionRecord.portal, AdmissionRecord.state).where(AdmissionRecord.account_id == bindparam("account")),
    lambda row: (row[0], AdmissionState(row[1])),
)


def admission_states(account_id: str) -> Mapping[str, AdmissionState]:
    """Where the account stands at each portal that it has an admission to; read outside any transaction."""
    return dict(_STATES.all({"account": account_id}))


def admitted_portals(account_id: str) -> frozenset[str]:
    """The keys of the portals that have admitted the account, whether or not they are in the settings still; read
    outside any transaction."""
    return frozenset(_ADMITTED.all({"account": account_id}))
