"""The registration that this browser is about."""

from flask import request
from sqlalchemy.orm import Session

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import reading
from idp.infrastructure.errors import DomainError, NextStep
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.cookie_check import require_cookies
from idp.infrastructure.web.headers import allow_forms_to_leave
from idp.infrastructure.web.i18n import lazy_gettext
from idp.infrastructure.web.pages import portal_key, use_portal
from idp.interactions.web import use_flow
from idp.portals.demands import demands_at
from idp.registration.errors import RegistrationLost
from idp.registration.models import Registration
from idp.registration.states import OPEN
from idp.sessions.recent import required_sign_in


def get_own(registration_id: str) -> Registration:
    """The registration of this browser, to look at; one of an account is for the person who is signed in to it. One
    that answers an invitation is there after its time, too: the invitation explains itself. Raises RegistrationLost,
    SignInNeeded."""
    with reading() as session:
        pending = session.get(Registration, registration_id)
    if pending is None or pending.browser_hash != browser_hash():
        require_cookies()
    if pending is None:
        raise RegistrationLost(next_step=_register_again(None))
    use_portal(pending.portal)
    if pending.interaction_id:
        use_flow(pending.interaction_id)
    is_over = pending.state in OPEN and pending.expires_at <= current_time() and pending.invitation_link_id is None
    if is_over or pending.browser_hash != browser_hash():
        raise RegistrationLost(next_step=_register_again(pending))
    if pending.is_of_account and required_sign_in().account_id != pending.account_id:
        raise RegistrationLost(next_step=None)
    let_forms_leave(pending)
    return pending


def let_forms_leave(registration: Registration) -> None:
    """The last form of a registration may end at the application, or at the portal of a person who is signed in."""
    if registration.client_id is not None or registration.is_of_account:
        allow_forms_to_leave()


def get_completed(registration_id: str, account_id: str) -> Registration:
    """The registration that this account came of, in whichever browser. Raises RegistrationLost."""
    with reading() as session:
        completed = session.get(Registration, registration_id)
    if completed is None or completed.account_id != account_id:
        raise RegistrationLost(next_step=None)
    use_portal(completed.portal)
    return completed


def can_page_go_on() -> bool:
    """Whether the page of the form that this address names is there for this browser; true of any other address."""
    if request.endpoint != "registration.page":
        return True
    try:
        get_own((request.view_args or {})["id"])
    except DomainError:
        return False
    return True


def get_row(session: Session, pending: Registration, *, lock: bool = False) -> Registration:
    """The row as it is now: a completed one is deleted with its account. Raises RegistrationLost."""
    row = session.get(Registration, pending.id, with_for_update=lock or None, populate_existing=True)
    if row is None:
        raise RegistrationLost(next_step=_register_again(pending))
    return row


def _register_again(pending: Registration | None) -> NextStep | None:
    """The form, for what the browser came for; None where that would lead nowhere: the portal is closed, or the person
    was invited."""
    is_invited = pending is not None and pending.invitation_link_id is not None
    if is_invited or not demands_at(current_settings(), portal_key()).is_registration_open:
        return None
    interaction_id = pending.interaction_id if pending else None
    values = {"portal": portal_key()} | ({"interaction_id": interaction_id} if interaction_id else {})
    return NextStep(lazy_gettext("Register again"), endpoint="registration.register", values=values)
