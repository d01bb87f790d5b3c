"""From the right password to a session."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.locks import hold_pending_account, lock_account
from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.metrics import count_sign_in
from idp.interactions import Interaction
from idp.protocol.authentication_methods import AMR_PASSWORD, complete_amr
from idp.protocol.steps import ENROLMENT_PUT_OFF, SIGNED_IN, STEPPED_UP, TRUST_REQUESTED
from idp.sessions import BrowserAccounts, SessionHandle, SignedIn, SsoSession, start_session
from idp.sessions.models import Device
from idp.sessions.remembered import account_of_series, remember, revoke_series, series_of
from idp.sessions.sign_in_context import SignInContext, note_sign_in_context
from idp.sessions.trust import trust_device, trust_of
from idp.settings import RememberMeSettings, Settings
from idp.signin.credentials import Accepted


@dataclass(frozen=True, slots=True)
class Opened:
    """The new values of the browser's cookies. ``accounts`` still has those in surplus."""

    accounts: BrowserAccounts
    device_token: str
    device: Device
    # What the owner of an account that was used before is told; None where nothing is new.
    news: SignInContext | None = None
    # "series.token", where the person wants to be remembered; empty where the browser is to forget whom it remembers.
    remember_value: str | None = None


@dataclass(frozen=True, slots=True)
class BrowserState:
    """What the browser brought: the accounts that are signed in with it, which go on beside, and the values of its
    cookies of the device and of a remembered sign-in."""

    accounts: BrowserAccounts
    device_token: str | None
    remember_value: str | None


@dataclass(frozen=True, slots=True)
class Granted:
    """What the portals allow the person to choose: to trust the device for so many days, and to stay signed in."""

    trust_days: int
    remember_me: RememberMeSettings


def begin_sign_in(session: Session, interaction: Interaction, accepted: Accepted, checked_at: datetime) -> bool:
    """Note that the password was right, as it was found right at ``checked_at``.

    False when the account was disabled or its password replaced since, or was a temporary one that another sign-in has
    used up.
    """
    account = lock_account(session, accepted.account_id)
    if account is None or not account.is_active or account.password_hash != accepted.password_hash:
        return False
    if account.password_expires_at is not None:
        if account.password_expires_at <= checked_at:
            return False
        # As old as the password itself, so that every other check of it comes too late.
        account.password_expires_at = account.password_changed_at
    if accepted.new_hash is not None:
        account.password_hash = accepted.new_hash
    account.password_rules_met = accepted.rules_met
    if accepted.change_reason is not None and account.password_change_due_at is None:
        account.password_change_due_at, account.password_change_reason = checked_at, accepted.change_reason
    interaction.begin(account.id, [AMR_PASSWORD], checked_at)
    return True


def complete_sign_in(
    session: Session,
    interaction: Interaction,
    acr: str,
    *,
    browser: BrowserState,
    actor: Actor,
    settings: Settings,
    granted: Granted,
) -> Opened | None:
    """Start (or renew) the session, settle the interaction, and return the new values of the cookies.

    None when the account was disabled or its credentials replaced since the first factor was checked, or the session
    that is stepped up has ended.
    """
    account = hold_pending_account(session, interaction)
    if account is None:
        interaction.forget_pending()
        return None
    context = note_sign_in_context(
        session,
        account.id,
        browser.device_token,
        language=account.language or actor.language,
        actor=actor,
        settings=settings,
        now=current_time(),
    )
    device, is_first = context.seen.row, account.last_sign_in_at is None
    row, token = start_session(
        session,
        account.id,
        amr=complete_amr(interaction.pending_amr or ()),
        acr=acr,
        actor=actor,
        settings=settings.sessions,
        present=[each.signed_in for each in browser.accounts.all_sessions],
        device=device,
        proved_at=_proved_at(session, interaction),
    )
    account.last_sign_in_at = row.last_seen_at
    _keep_choices(interaction, row, device, granted.trust_days)
    remembered = _remember(session, interaction, row, browser.remember_value, granted.remember_me)
    _settle(interaction, row)
    count_sign_in("success")
    _record(session, interaction, row, actor)
    news = context if context.is_new and not is_first else None
    present = browser.accounts.activate(SessionHandle(token, SignedIn.of(row, trust_of(device))))
    return Opened(present, context.seen.token, device, news, remembered)


def _proved_at(session: Session, interaction: Interaction) -> datetime | None:
    """When the session that is stepped up began; None without one. A second factor alone makes no old evidence new:
    the password may have been typed by another person."""
    base = interaction.pending_session_id
    return session.scalar(select(SsoSession.authenticated_at).where(SsoSession.id == base)) if base else None


def _keep_choices(interaction: Interaction, row: SsoSession, device: Device, trust_days: int) -> None:
    """What the person chose on the way: to set a second factor up later, or to trust the device."""
    chosen = interaction.settled_by(None)
    if ENROLMENT_PUT_OFF in chosen:
        row.enrolment_put_off_at = row.last_seen_at
    if TRUST_REQUESTED in chosen:
        trust_device(device, trust_days, row.last_seen_at)


def _remember(
    session: Session, interaction: Interaction, row: SsoSession, value: str | None, rules: RememberMeSettings
) -> str | None:
    """Have the browser remember this account, if asked to, and no other one; None where nothing changes."""
    wants = interaction.wants_to_be_remembered and rules.offered
    interaction.wants_to_be_remembered = False
    is_own = value is not None and account_of_series(session, value) == row.account_id
    if value is None or (is_own and not wants):
        return remember(session, row, interaction.portal, timedelta(hours=rules.hours)) if wants else None
    revoke_series(session, series_of(value), row.authenticated_at)
    return remember(session, row, interaction.portal, timedelta(hours=rules.hours)) if wants else ""


def _settle(interaction: Interaction, row: SsoSession) -> None:
    step = SIGNED_IN if interaction.pending_session_id is None else STEPPED_UP
    interaction.forget_pending()
    interaction.settle(step, row.id, row.last_seen_at)


def _record(session: Session, interaction: Interaction, row: SsoSession, actor: Actor) -> None:
    audit(
        session,
        actor.identified_as(row.account_id, row.id),
        "sign_in.succeeded",
        subject=row.account_id,
        client_id=interaction.client_id,
        session_id=row.id,
        amr=list(row.amr),
    )
