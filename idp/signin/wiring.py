"""Hanging sign-in into the application."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.signals import credentials_changed
from idp.audit.texts import add_event_texts
from idp.factors.continuation import Continuation, init_continuation
from idp.factors.mfa_requirement import init_mfa_requirement
from idp.infrastructure.web.application import Application
from idp.mail import add_messages
from idp.sessions.models import Device
from idp.sessions.recent import SessionChecks, init_session_checks
from idp.signin.admission_routes import admission
from idp.signin.chooser_routes import chooser
from idp.signin.confirmation import carry_on, hold_until_confirmed
from idp.signin.confirmation_routes import confirmation
from idp.signin.dispatcher import resume_url
from idp.signin.events import EVENT_TEXTS
from idp.signin.going_on import is_enough_for_account_pages
from idp.signin.journey_routes import journey
from idp.signin.lost_factor_routes import lost_factor
from idp.signin.messages import MESSAGES
from idp.signin.mfa_routes import mfa
from idp.signin.new_password_routes import new_password
from idp.signin.passkey_routes import signin_passkey
from idp.signin.pipeline import advance, next_url, standing_mfa_requirement
from idp.signin.routes import signin
from idp.signin.steps import init_steps
from idp.signin.throttle import device_key, unlock

_BLUEPRINTS = (signin, admission, chooser, confirmation, journey, lost_factor, mfa, new_password, signin_passkey)


def init_signin(app: Application) -> None:
    """Register the pages, let a new password be used at once, and end what rests on the old one."""
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    add_event_texts(app, EVENT_TEXTS)
    add_messages(app, MESSAGES)
    init_steps(app)
    init_continuation(app, Continuation(advance, next_url, resume_url))
    init_mfa_requirement(app, standing_mfa_requirement)
    init_session_checks(app, SessionChecks(is_enough_for_account_pages, hold_until_confirmed, carry_on))
    credentials_changed.connect(_unlock)


def _unlock(sender: str, session: Session, **_: object) -> None:
    account = session.get(Account, sender)
    if account is not None:
        unlock(session, account.email)
        for device_id in session.scalars(select(Device.id).where(Device.account_id == sender)).all():
            unlock(session, device_key(device_id))
