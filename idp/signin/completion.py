"""From the right password to a session."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.audit import record
from idp.infrastructure.clock import now
from idp.infrastructure.request_info import RequestInfo
from idp.interactions import Interaction
from idp.protocol.tokens import ACR_SINGLE_FACTOR, AMR_PASSWORD
from idp.sessions import SignedIn, start_session
from idp.settings import Settings
from idp.signin.credentials import Accepted


def complete_sign_in(
    session: Session,
    interaction: Interaction,
    accepted: Accepted,
    *,
    current: SignedIn | None,
    request_info: RequestInfo,
    settings: Settings,
) -> str | None:
    """Start (or renew) the session, settle the interaction, and return the new value of the session cookie.

    None when the account was disabled or its password replaced since the password was checked.
    """
    account = session.scalar(select(Account).where(Account.id == accepted.account_id).with_for_update())
    if account is None or not account.is_active or account.password_hash != accepted.password_hash:
        return None
    moment = now()
    if accepted.new_hash is not None:
        account.password_hash = accepted.new_hash
    account.last_sign_in_at = moment
    row, token = start_session(
        session,
        account.id,
        amr=[AMR_PASSWORD],
        acr=ACR_SINGLE_FACTOR,
        request_info=request_info,
        settings=settings.sessions,
        current=current,
    )
    interaction.sign_in(row.id, moment)
    record(
        session,
        "sign_in.succeeded",
        actor=account.id,
        subject=account.id,
        client_id=interaction.client_id,
        portal=interaction.portal,
        ip=request_info.ip,
        session_id=row.id,
        amr=[AMR_PASSWORD],
    )
    return token
