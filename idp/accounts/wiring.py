"""Hanging the pages about one's own account into the application."""

from sqlalchemy.orm import Session

from idp.accounts.address_changes import void_every_pending
from idp.accounts.arrival import init_arrival
from idp.accounts.customer_links.telling import tell_holders
from idp.accounts.deletion.execution import delete_due_accounts
from idp.accounts.deletion.routes import deletion
from idp.accounts.devices.routes import devices
from idp.accounts.email_change.link_pages import ConfirmEmailPage, UndoEmailPage
from idp.accounts.email_change.routes import email_change
from idp.accounts.email_change.support_page import ConfirmGivenAddressPage
from idp.accounts.events import EVENT_TEXTS
from idp.accounts.export.routes import export
from idp.accounts.hash_kinds import count_when_due
from idp.accounts.history.routes import history
from idp.accounts.home import accounts
from idp.accounts.inventory import init_account_inventory
from idp.accounts.messages import MESSAGES
from idp.accounts.pages import ACTIVITY, DATA, PROFILE, SECURITY, add_account_page, init_account_pages
from idp.accounts.password.routes import password
from idp.accounts.password_reset.link_page import ResetPasswordPage
from idp.accounts.password_reset.routes import password_reset
from idp.accounts.personal_details.routes import personal_details
from idp.accounts.profile.routes import profile
from idp.accounts.recovery_email.link_page import ConfirmRecoveryEmailPage
from idp.accounts.recovery_email.routes import recovery_email
from idp.accounts.refusals import init_refusals
from idp.accounts.security.link_pages import ItWasMePage, SecureAccountPage
from idp.accounts.security.routes import security
from idp.accounts.signals import credentials_changed
from idp.audit.texts import add_event_texts
from idp.customers.signals import account_linked
from idp.infrastructure.background.periodic_tasks import add_periodic_task
from idp.infrastructure.one_time_links.page import add_link_page
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.mail import add_messages
from idp.portals.portal_fields import shared_fields_at

_BLUEPRINTS = (
    accounts,
    profile,
    personal_details,
    password,
    password_reset,
    devices,
    email_change,
    recovery_email,
    history,
    export,
    deletion,
    security,
)


def init_accounts(app: Application) -> None:
    """Register the pages."""
    init_account_pages(app)
    init_arrival(app)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    init_account_inventory(app)
    add_event_texts(app, EVENT_TEXTS)
    add_messages(app, MESSAGES)
    add_periodic_task(app, delete_due_accounts)
    add_periodic_task(app, count_when_due)
    init_refusals(app)
    _add_link_pages(app)
    _add_security_pages(app)
    credentials_changed.connect(_void_pending_change)
    account_linked.connect(tell_holders)
    _add_account_pages(app)


def _add_account_pages(app: Application) -> None:
    add_account_page(app, PROFILE, lazy_gettext("Name and contact"), "profile.index", "user", 10)
    if app.settings.accounts.profile_fields or shared_fields_at(app.settings, frozenset(app.settings.portals)):
        add_account_page(app, PROFILE, lazy_gettext("Personal details"), "personal_details.index", "pencil", 20)
    add_account_page(app, SECURITY, lazy_gettext("Password"), "password.index", "lock", 10)
    add_account_page(app, SECURITY, lazy_gettext("Devices and sign-ins"), "devices.sessions", "laptop", 40)
    add_account_page(app, ACTIVITY, lazy_gettext("History"), "history.index", "history", 10)
    add_account_page(app, DATA, lazy_gettext("Your data"), "export.index", "download", 20)
    add_account_page(app, DATA, lazy_gettext("Delete account"), "deletion.index", "trash", 30)


def _add_link_pages(app: Application) -> None:
    add_link_page(app, ResetPasswordPage(), "/password-reset/link/<token>", "/password-reset/new")
    add_link_page(app, ConfirmEmailPage(), "/account/email/link/<token>", "/account/email/confirm")
    add_link_page(app, ConfirmGivenAddressPage(), "/account/email/support/<token>", "/account/email/support")
    add_link_page(app, UndoEmailPage(), "/account/email/undo/link/<token>", "/account/email/undo")
    add_link_page(
        app,
        ConfirmRecoveryEmailPage(),
        "/account/recovery-email/link/<token>",
        "/account/recovery-email/confirm",
    )


def _add_security_pages(app: Application) -> None:
    secure, it_was_me = SecureAccountPage(), ItWasMePage()
    add_link_page(app, secure, "/secure-account/link/<token>", "/secure-account")
    add_link_page(app, it_was_me, "/it-was-me/link/<token>", "/it-was-me")
    # The addresses in mails that were sent before the pages moved; such a link holds for three days.
    app.add_url_rule("/new-device/link/<token>/secure", "security.open_former_secure", secure.open)
    app.add_url_rule("/new-device/link/<token>/it-was-me", "security.open_former_it_was_me", it_was_me.open)


def _void_pending_change(sender: str, session: Session, **_: object) -> None:
    void_every_pending(session, sender)
