"""The account that a page acts for, which may have been deleted since its session or its sign-in was looked up."""

from flask import redirect, request, url_for
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.sessions.recent import SignInNeeded


class AccountGone(SignInNeeded):
    """Leads the browser to the sign-in of the interaction in hand, which goes on to its application afterwards, or of
    the page."""

    def __init__(self) -> None:
        super().__init__(is_fresh=False)
        interaction_id = (request.view_args or {}).get("interaction_id") or request.values.get("interaction_id")
        if interaction_id:
            self.response = redirect(url_for("signin.sign_in", interaction_id=interaction_id), 303)


def get_own_account(session: Session, account_id: str | None) -> Account:
    """The row. Raises AccountGone."""
    account = session.get(Account, account_id) if account_id is not None else None
    if account is None:
        raise AccountGone
    return account
