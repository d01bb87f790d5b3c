"""The application: the only place where the packages are wired together."""

from idp.accounts.wiring import init_accounts
from idp.clients.registry import init_clients
from idp.consent.wiring import init_consent
from idp.factors.wiring import init_factors
from idp.infrastructure.database import init_database
from idp.infrastructure.database.sessions import init_transactions
from idp.infrastructure.retention import init_retention
from idp.infrastructure.secrets import SecretBox
from idp.infrastructure.web import init_web
from idp.infrastructure.web.application import Application
from idp.mail.gauge import init_outbox_gauge
from idp.mail.mailbox import init_mailbox
from idp.oauth.wiring import init_oauth
from idp.operators.wiring import init_operators
from idp.portals import init_portals
from idp.registration.wiring import init_registration
from idp.retention import RULES
from idp.settings import Settings, load_settings
from idp.signin.wiring import init_signin


def create_app(settings: Settings | None = None, secret_box: SecretBox | None = None) -> Application:
    """Build the WSGI application.

    ``settings`` default to :func:`load_settings`, ``secret_box`` to the master key that they name. Raises
    :class:`idp.settings.SettingsError` where either can't be read.
    """
    settings = settings or load_settings()
    app = Application(settings, secret_box or SecretBox.from_settings(settings))
    init_database(app, settings)
    init_transactions(app)
    init_web(app)
    init_portals(app)
    init_mailbox(app)
    init_outbox_gauge(app)
    init_clients(app)
    init_accounts(app)
    init_factors(app)
    init_consent(app)
    init_registration(app)
    init_signin(app)
    init_oauth(app)
    init_operators(app)
    init_retention(app, RULES)
    return app
