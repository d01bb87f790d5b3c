"""Asking the people of a portal for new credentials: a new password at the next sign-in, or a new registration.

Credentials are the account's, an admission is the portal's. So it is the admission that says which passwords the portal
accepts, and an account that other portals have admitted keeps its password, and all that it has there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.activation import awaits_activation
from idp.accounts.locks import lock_account
from idp.accounts.models import Account
from idp.accounts.security.access import end_access, withdraw_access
from idp.accounts.security.passwords import Replacement, replace_password
from idp.actors import Actor, Permission
from idp.administration.errors import RenewalInFuture, RenewalOfClosedPortal
from idp.administration.files.batches import Progress
from idp.administration.models import OperatorRole
from idp.administration.reasons import require_reason
from idp.administration.renewal_mails import mail_renewal
from idp.admissions import demand_password, demand_registration
from idp.admissions.models import AdmissionRecord
from idp.clients.records import find_client_ids
from idp.customers.devices.reservations import release_devices
from idp.customers.links import linked_records, unlink_account
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.portals.demands import demands_at
from idp.protocol.admission import AdmissionState
from idp.settings import Settings

_BATCH = 200


class RenewalKind(StrEnum):
    """What a portal asks of its people."""

    PASSWORD = "password"  # noqa: S105 -- a kind
    REGISTRATION = "registration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """The portal (a key), what it asks, and the moment: credentials from before are not accepted any more.

    The moment is what makes it safe to repeat: who has new credentials since is left alone. With ``is_mailed`` each
    person is told when asked, in the same transaction, so that a repeated run tells no one again.
    """

    settings: Settings
    portal: str
    kind: RenewalKind
    before: datetime
    is_mailed: bool = False

    @property
    def register(self) -> str:
        """The register of the portal's customers."""
        return self.settings.register_of(self.portal)


@dataclass(slots=True)
class RenewalTally:
    """How many people were looked at, and what became of them. ``shared`` are those among the asked whom another portal
    has admitted."""

    people: int = 0
    asked: int = 0
    shared: int = 0
    as_they_were: int = 0
    not_activated: int = 0
    operators: int = 0


def examine_renewal(renewal: Renewal, progress: Progress, actor: Actor) -> RenewalTally:
    """What :func:`renew_people` would do. Raises as it does."""
    return _go_through(renewal, progress, actor, is_dry_run=True)


def renew_people(renewal: Renewal, progress: Progress, actor: Actor) -> RenewalTally:
    """Ask the people whom the portal has admitted, some in each transaction. Raises RenewalInFuture,
    RenewalOfClosedPortal, MissingReason, Forbidden."""
    return _go_through(renewal, progress, actor, is_dry_run=False)


def _go_through(renewal: Renewal, progress: Progress, actor: Actor, *, is_dry_run: bool) -> RenewalTally:
    actor.demand(Permission.CREDENTIALS_RENEW)
    require_reason(actor)
    if renewal.before > current_time():
        raise RenewalInFuture
    is_open = demands_at(renewal.settings, renewal.portal).is_registration_open
    if renewal.kind is RenewalKind.REGISTRATION and not is_open:
        raise RenewalOfClosedPortal(portal=renewal.portal)
    tally = RenewalTally()
    for ids in _batches(renewal):
        with transaction() as session:
            for account_id in ids:
                _judge(session, account_id, renewal, actor, tally, is_dry_run=is_dry_run)
        progress(len(ids))
    return tally


def _batches(renewal: Renewal) -> Iterator[list[str]]:
    """The ids of the people, in their order."""
    last = ""
    statement = select(AdmissionRecord.account_id).where(
        AdmissionRecord.portal == renewal.portal, AdmissionRecord.state == AdmissionState.ADMITTED.value
    )
    while True:
        page = statement.where(AdmissionRecord.account_id > last).order_by(AdmissionRecord.account_id).limit(_BATCH)
        with transaction() as session:
            ids = list(session.scalars(page))
        if not ids:
            return
        yield ids
        last = ids[-1]


def _judge(
    session: Session, account_id: str, renewal: Renewal, actor: Actor, tally: RenewalTally, *, is_dry_run: bool
) -> None:
    account = session.get(Account, account_id) if is_dry_run else lock_account(session, account_id)
    admission = session.get(AdmissionRecord, (account_id, renewal.portal), with_for_update=None if is_dry_run else True)
    if account is None or admission is None or admission.state != AdmissionState.ADMITTED:
        return
    tally.people += 1
    if awaits_activation(account):
        tally.not_activated += 1
    elif _is_new(account, admission, renewal):
        tally.as_they_were += 1
    elif renewal.kind is RenewalKind.REGISTRATION and _is_operator(session, account_id):
        tally.operators += 1
    else:
        others = _other_portals(session, admission, renewal.settings)
        tally.asked += 1
        tally.shared += bool(others)
        if not is_dry_run:
            _ask(session, account, admission, renewal, others, actor)


def _is_new(account: Account, admission: AdmissionRecord, renewal: Renewal) -> bool:
    """Whether nothing is to be asked: it was asked before, or the credentials are younger."""
    was_asked = admission.passwords_from is not None and admission.passwords_from >= renewal.before
    if renewal.kind is RenewalKind.REGISTRATION:
        return admission.created_at >= renewal.before or was_asked
    changed_at = account.password_changed_at
    return was_asked or account.password_hash is None or (changed_at is not None and changed_at >= renewal.before)


def _is_operator(session: Session, account_id: str) -> bool:
    """Whether the account has a role over the installation: it must not be locked out of it."""
    return session.scalar(select(OperatorRole.account_id).where(OperatorRole.account_id == account_id)) is not None


def _other_portals(session: Session, admission: AdmissionRecord, settings: Settings) -> frozenset[str]:
    """The other portals of the settings that have admitted the account."""
    admitted = select(AdmissionRecord.portal).where(
        AdmissionRecord.account_id == admission.account_id, AdmissionRecord.state == AdmissionState.ADMITTED.value
    )
    return frozenset(session.scalars(admitted)) & settings.portals.keys() - {admission.portal}


def _ask(
    session: Session,
    account: Account,
    admission: AdmissionRecord,
    renewal: Renewal,
    others: frozenset[str],
    actor: Actor,
) -> None:
    """End what the portal's applications were given, and everything else where no other portal has admitted the
    account."""
    own = actor.at_portal(renewal.portal)
    if renewal.kind is RenewalKind.PASSWORD:
        demand_password(session, admission, renewal.before, own)
    else:
        demand_registration(session, admission, renewal.before, own)
        _let_go_of_customers(session, account.id, renewal, others, own)
    if renewal.is_mailed:
        is_registration = renewal.kind is RenewalKind.REGISTRATION
        has_password = bool(others) and account.password_hash is not None
        mail_renewal(session, account, renewal.portal, own, is_registration=is_registration, has_password=has_password)
    if others:
        withdraw_access(session, account.id, find_client_ids(session, renewal.portal))
    elif renewal.kind is RenewalKind.REGISTRATION and account.password_hash is not None:
        replace_password(session, account, None, own, reason=Replacement.VOIDED)
    else:
        end_access(session, account.id, own)


def _let_go_of_customers(
    session: Session, account_id: str, renewal: Renewal, others: frozenset[str], actor: Actor
) -> None:
    """Customers and serial numbers are shown anew, and have room then; unless another portal knows the account by
    them."""
    if renewal.register in {renewal.settings.register_of(portal) for portal in others}:
        return
    for record in linked_records(session, account_id, renewal.register):
        unlink_account(session, account_id, record, actor)
    release_devices(session, account_id, renewal.register)
