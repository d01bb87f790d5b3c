"""A new password in place of one that is known, or of none."""

from sqlalchemy.orm import Session

from idp.accounts.locks import hold_account
from idp.accounts.security.passwords import Replacement, replace_password
from idp.actors import Actor


def change_password(
    session: Session, account_id: str, password_hash: str, rules_met: tuple[str, ...], actor: Actor
) -> None:
    """Replace the password of the signed-in person; ``rules_met`` as in :func:`replace_password`. Raises
    SignedOutMeanwhile."""
    account = hold_account(session, account_id, actor.session_id)
    replace_password(session, account, password_hash, actor, reason=Replacement.CHANGED, rules_met=rules_met)
