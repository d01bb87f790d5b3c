"""What follows a change of an account's second factors, of every kind and by every actor."""

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.accounts.security.access import end_access
from idp.accounts.security.alerts import issue_secure_link
from idp.actors import Actor
from idp.audit import audit
from idp.factors.factor import Factor
from idp.factors.messages import FactorAdded, FactorRemoved
from idp.factors.recovery_codes.codes import count_unused
from idp.factors.registry import has_factor
from idp.infrastructure.clock import current_time


def note_added(
    session: Session, account_id: str, factor: Factor, name: str, actor: Actor, *, is_told: bool = False
) -> None:
    """Record that a factor was added, alert its owner, and end what was opened elsewhere without it.

    ``is_told``: the alert of the factor before has told of this one, and its link takes both away.
    """
    account = _end_and_record(session, "factor.added", account_id, factor, name, actor)
    account.has_second_factor = account.has_second_factor or (factor.is_strong and factor.is_standalone)
    if not is_told:
        has_codes = not factor.is_standalone or count_unused(account.id) > 0
        secure = issue_secure_link(session, account, FactorAdded, actor)
        message = FactorAdded(
            asked_by=actor.request_info,
            factor=factor.label,
            item=name,
            has_codes=has_codes,
            added_at=current_time(),
            secure_link=secure.url,
            secure_until=secure.valid_until,
            name=account.name,
        )
        notify(session, account, message, actor)


def note_removed(
    session: Session, account_id: str, factor: Factor, name: str, actor: Actor, *, has_others: bool
) -> None:
    """The same where one was taken away. ``has_others`` says whether another one is left that the account set up."""
    account = _end_and_record(session, "factor.removed", account_id, factor, name, actor)
    account.has_second_factor = has_others
    secure = issue_secure_link(session, account, FactorRemoved, actor)
    message = FactorRemoved(
        asked_by=actor.request_info,
        factor=factor.label,
        item=name,
        removed_at=current_time(),
        secure_link=secure.url,
        secure_until=secure.valid_until,
        name=account.name,
    )
    notify(session, account, message, actor)


def recheck_factors(session: Session, account: Account) -> None:
    """Put the account's own word about its factors right, where it says something else than they do."""
    account.has_second_factor = has_factor(account.id)


def _end_and_record(session: Session, action: str, account_id: str, factor: Factor, name: str, actor: Actor) -> Account:
    account = session.get_one(Account, account_id)
    ended = end_access(session, account.id, actor)
    audit(session, actor, action, subject=account.id, factor=factor.key, name=name, ended_sessions=ended)
    return account
