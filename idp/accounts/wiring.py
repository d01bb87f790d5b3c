"""Hanging the pages about one's own account into the application."""

from idp.accounts.home import accounts
from idp.accounts.pages import init_account_pages
from idp.accounts.password_reset.routes import password_reset
from idp.infrastructure.web.application import Application


def init_accounts(app: Application) -> None:
    """Register the pages."""
    init_account_pages(app)
    app.register_blueprint(accounts)
    app.register_blueprint(password_reset)
