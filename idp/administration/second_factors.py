"""The last way back into an account whose person has lost every second factor and every recovery code."""

from sqlalchemy.orm import Session

from idp.accounts.locks import lock_account
from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.accounts.security.access import end_access
from idp.accounts.security.alerts import issue_secure_link
from idp.actors import Actor, Permission
from idp.administration.errors import NoSecondFactor
from idp.administration.messages import FactorsReset
from idp.administration.reasons import require_reason
from idp.audit import audit
from idp.factors.registry import current_factors
from idp.infrastructure.clock import current_time


def reset_second_factors(session: Session, account: Account, actor: Actor) -> list[str]:
    """Take every second factor away and return the kinds that there were; the password alone opens the account again.

    An impostor must not gain more than that: all sessions end, and the owner is told. Raises MissingReason,
    NoSecondFactor, Forbidden.
    """
    actor.demand(Permission.CREDENTIALS_RESET)
    require_reason(actor)
    lock_account(session, account.id)
    kinds = [factor for factor in current_factors() if factor.is_strong and factor.is_enrolled(account.id)]
    if not kinds:
        raise NoSecondFactor(email=account.email)
    for factor in kinds:
        factor.remove_all(session, account.id)
    account.has_second_factor = False
    ended = end_access(session, account.id, actor)
    names = [factor.key for factor in kinds]
    audit(session, actor, "factors.reset", subject=account.id, factors=names, ended_sessions=ended)
    secure = issue_secure_link(session, account, FactorsReset, actor)
    message = FactorsReset(
        reset_at=current_time(), secure_link=secure.url, secure_until=secure.valid_until, name=account.name
    )
    notify(session, account, message, actor)
    return names
