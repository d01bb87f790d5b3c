"""Registers what all second factors have in common, and each of them."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from idp.accounts.pages import SECURITY, add_account_page
from idp.accounts.signals import account_secured
from idp.actors import Actor
from idp.audit.texts import add_event_texts
from idp.factors.events import EVENT_TEXTS
from idp.factors.mailed_codes.wiring import init_mailed_codes
from idp.factors.messages import MESSAGES
from idp.factors.overview.removal import remove_added_since
from idp.factors.overview.routes import factors
from idp.factors.passkeys.wiring import init_passkeys
from idp.factors.recovery_codes.wiring import init_recovery_codes
from idp.factors.securing.routes import securing
from idp.factors.totp.wiring import init_totp
from idp.factors.web import PENDING_LIFETIME
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.mail import add_messages

FACTORS: list[Callable[[Application], None]] = [init_passkeys, init_totp, init_recovery_codes, init_mailed_codes]
"""What registers each factor, in the order in which a person is offered them."""


def init_factors(app: Application) -> None:
    """Register the second factors, and their pages, mails, alert and events."""
    for init_factor in FACTORS:
        init_factor(app)
    app.register_blueprint(factors)
    app.register_blueprint(securing)
    add_event_texts(app, EVENT_TEXTS)
    account_secured.connect(_remove_added)
    add_messages(app, MESSAGES)
    add_account_page(app, SECURITY, lazy_gettext("Two-factor authentication"), "factors.overview", "smartphone", 30)


def _remove_added(sender: str, session: Session, actor: Actor, since: datetime, **_: object) -> None:
    # A factor that the sign-in itself had demanded is older than its end.
    remove_added_since(session, sender, actor, since - PENDING_LIFETIME)
