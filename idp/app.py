"""The application: the only place where the packages are wired together."""

from idp.accounts.wiring import init_accounts
from idp.administration.wiring import init_administration
from idp.admissions.wiring import init_admissions
from idp.agreements.wiring import init_agreements
from idp.audit.inventory import init_audit_inventory
from idp.clients.inventory import init_client_inventory
from idp.clients.launching import init_launching
from idp.clients.registry import init_clients
from idp.consent.wiring import init_consent
from idp.customers.wiring import init_customers
from idp.factors.wiring import init_factors
from idp.infrastructure.database import init_database
from idp.infrastructure.database.hot_connections import init_hot_connection
from idp.infrastructure.database.sessions import init_transactions
from idp.infrastructure.inventory import init_infrastructure_inventory
from idp.infrastructure.secrets import SecretBox
from idp.infrastructure.web import init_web
from idp.infrastructure.web.application import Application
from idp.interactions.wiring import init_interactions
from idp.invitations.wiring import init_invitations
from idp.mail.portal_texts import check_portal_texts
from idp.mail.wiring import init_mail
from idp.oauth.wiring import init_oauth
from idp.operators.wiring import init_operators
from idp.orders.wiring import init_orders
from idp.organizations.wiring import init_organizations
from idp.portals import init_portals
from idp.registration.wiring import init_registration
from idp.sessions.wiring import init_sessions
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
    init_hot_connection(app)
    init_web(app)
    init_portals(app)
    init_infrastructure_inventory(app)
    init_audit_inventory(app)
    init_mail(app)
    init_clients(app)
    init_client_inventory(app)
    init_launching(app)
    init_sessions(app)
    init_interactions(app)
    init_admissions(app)
    init_customers(app)
    init_accounts(app)
    init_organizations(app)
    init_orders(app)
    init_factors(app)
    init_consent(app)
    init_agreements(app)
    init_invitations(app)
    init_registration(app)
    init_signin(app)
    init_oauth(app)
    init_administration(app)
    init_operators(app)
    check_portal_texts(app)
    return app
