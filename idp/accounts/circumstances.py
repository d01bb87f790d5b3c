"""Who changes an account, and from where: what its notices and events say, whatever is changed."""

from dataclasses import dataclass

from idp.infrastructure.request_info import RequestInfo
from idp.infrastructure.web.hosts import external_url
from idp.infrastructure.web.i18n import current_language
from idp.infrastructure.web.pages import portal_key, request_info
from idp.sessions import current_sign_in


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Of a change to the account ``account_id``.

    ``language`` is the reader's, for people who have chosen none. ``reset_page`` is the complete address of the page
    for a new password, ``kept_session_id`` the person's own browser session, which goes on, if there is one.
    """

    account_id: str
    portal: str
    language: str
    request_info: RequestInfo
    reset_page: str
    kept_session_id: str | None = None


def circumstances(account_id: str, *, keeps_session: bool = True) -> Circumstances:
    """Of a change that this request makes. The person's own session goes on, where this browser has one, unless
    ``keeps_session`` says that everybody goes."""
    own = current_sign_in() if keeps_session else None
    return Circumstances(
        account_id,
        portal_key(),
        current_language(),
        request_info(),
        reset_page=external_url("password_reset.request", portal=portal_key()),
        kept_session_id=own.session_id if own and own.account_id == account_id else None,
    )
