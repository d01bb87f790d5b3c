"""Is it the right password? The same work and the same answer for every name that is typed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from idp.accounts.breached_passwords import is_breached
from idp.accounts.identifiers import canonical_identifier
from idp.accounts.models import Account
from idp.accounts.password_policy import meets_composition, rules_met
from idp.accounts.passwords import check_password, hash_password, needs_rehash
from idp.accounts.refusals import current_refusal_pad
from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import connection, transaction
from idp.infrastructure.metrics import count_sign_in
from idp.portals.account_demands import demands_of_account
from idp.portals.demands import PortalDemands
from idp.sessions.devices import find_device
from idp.settings import PasswordPolicy, PasswordSettings, Settings
from idp.signin.throttle import device_key, forget_failures, hit_sign_in_limit, is_lifted_by_reset


@dataclass(frozen=True, slots=True)
class Accepted:
    """The password is right. ``password_hash`` is the one it was checked against; ``new_hash`` replaces it where the
    parameters have risen since."""

    account_id: str
    password_hash: str
    checked_at: datetime
    new_hash: str | None = None
    # The fingerprints of all portals' password rules that it meets.
    rules_met: tuple[str, ...] = ()
    # Why it has to be replaced: "policy" or "leaked"; None where it may stay.
    change_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """Unknown name, wrong password, no password or a disabled account; the answer does not tell which."""


@dataclass(frozen=True, slots=True)
class Locked:
    """Too many attempts; the password was not looked at.

    ``is_lifted_by_reset``: the budget is that of the name or device, which a new password begins afresh; not that of
    the network, or over all.
    """

    retry_at: datetime
    is_lifted_by_reset: bool


Outcome = Accepted | Rejected | Locked


@dataclass(frozen=True, slots=True)
class PasswordAttempt:
    """One attempt at a password."""

    identifier: str
    password: str
    actor: Actor
    client_id: str | None = None
    # What the browser is known by.
    device_token: str | None = None


_COLUMNS = select(Account.id, Account.email, Account.password_hash, Account.password_expires_at, Account.disabled_at)
_BY_EMAIL = _COLUMNS.where(Account.email == bindparam("name"))
_BY_USERNAME = _COLUMNS.where(Account.username == bindparam("name"))


def check_credentials(attempt: PasswordAttempt, demands: PortalDemands, settings: Settings) -> Outcome:
    """Judge an attempt; call it outside any transaction. ``demands`` are those before the account is known.

    Known or not, enabled or not: one look-up, one count, one hash, and whatever its kind a refusal at the same time.
    Failures are recorded in a transaction of their own.
    """
    name = canonical_identifier(attempt.identifier)
    account = connection().execute(_BY_EMAIL if "@" in name else _BY_USERNAME, {"name": name}).first()
    # E-mail address and user name of one account share its counter.
    account_key = account.email if account else name
    # Looked up for every name. A device of the account has a budget of its own: strangers can't use that one up.
    ip, agent = attempt.actor.request_info.ip, attempt.actor.request_info.user_agent
    if device := find_device(attempt.device_token, account.id if account else "", agent):
        account_key = device_key(device.id)
    now = current_time()
    browser = attempt.device_token if device else None
    decision = hit_sign_in_limit(account_key, ip, demands.throttle, now, known_browser=browser)
    if not decision.is_allowed:
        count_sign_in("throttled")
        _record_failure(attempt, account, "too many attempts")
        return Locked(decision.retry_at or now, is_lifted_by_reset(decision, account_key))
    stored = account.password_hash if account else None
    checked, pad = check_password(stored, attempt.password, settings.passwords), current_refusal_pad()
    pad.note(checked)
    if account is None or stored is None or not checked.is_right or not _is_good(account, now):
        count_sign_in("wrong_password")
        _record_failure(attempt, account, _reason(account, checked.is_right))
        pad.hold(checked)
        return Rejected()
    forget_failures(account_key, ip, known_browser=browser)
    new_hash = None
    if needs_rehash(stored, settings.passwords):
        new_hash = hash_password(attempt.password, settings.passwords)
    return Accepted(
        account.id,
        stored,
        now,
        new_hash,
        rules_met(attempt.password, settings),
        _change_reason(attempt, _rules_upon(attempt, account.id, demands), settings.passwords),
    )


def _rules_upon(attempt: PasswordAttempt, account_id: str, demands: PortalDemands) -> PasswordPolicy:
    """The rules of the client's portal; for a page of ours those of all portals that admitted the account."""
    return demands.password if attempt.client_id is not None else demands_of_account(account_id).password


def _change_reason(attempt: PasswordAttempt, policy: PasswordPolicy, settings: PasswordSettings) -> str | None:
    """Only now is the password at hand, so only now can it be held against rules that were raised since."""
    if not meets_composition(attempt.password, policy):
        return "policy"
    return "leaked" if is_breached(attempt.password, settings.breached_list) else None


def _reason(account: Any, is_right: bool) -> str:
    if account is None:
        return "unknown name"
    if not is_right:
        return "wrong password"
    return "account is disabled" if account.disabled_at is not None else "temporary password is used up or too old"


def _is_good(account: Any, now: datetime) -> bool:
    """Whether the right password opens this account at this moment."""
    has_expired = account.password_expires_at is not None and account.password_expires_at <= now
    return account.disabled_at is None and not has_expired


def _record_failure(attempt: PasswordAttempt, account: Any, reason: str) -> None:
    """What was typed is not recorded: people type their password into the wrong field."""
    with transaction() as session:
        subject = account.id if account else None
        audit(session, attempt.actor, "sign_in.failed", subject=subject, client_id=attempt.client_id, reason=reason)
