"""The actor of a web request whose account is known."""

from idp.actors import Actor, visitor
from idp.sessions.recent import SignInNeeded
from idp.sessions.web import current_accounts, current_sign_in


def current_actor() -> Actor:
    """The signed-in person of this request. Raises :class:`idp.sessions.recent.SignInNeeded`."""
    own = current_sign_in()
    if own is None:
        raise SignInNeeded(is_fresh=False)
    return visitor().identified_as(own.account_id, own.session_id)


def account_actor(account_id: str) -> Actor:
    """The person of an account, as a mailed link or a checked factor names it; with the account's session of this
    browser, where it has one, also beside that of another account."""
    own = [each.signed_in for each in current_accounts().all_sessions if each.signed_in.account_id == account_id]
    return visitor().identified_as(account_id, own[0].session_id if own else None)
