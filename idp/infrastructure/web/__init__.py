"""The web frame: what every request and response has in common, whoever answers it.

Owns the Flask application class, trusted hosts and proxies, security headers, cross-site request forgery, request ids
and logging, languages, assets, error pages, health and metrics. The pages themselves belong to the packages.
"""

from idp.infrastructure.web.application import Application, current_secret_box, current_settings
from idp.infrastructure.web.assets import init_assets
from idp.infrastructure.web.browser_session import init_browser_session
from idp.infrastructure.web.csrf import init_csrf
from idp.infrastructure.web.i18n import init_i18n
from idp.infrastructure.web.pages import init_pages

__all__ = ["Application", "current_secret_box", "current_settings", "init_web"]


def init_web(app: Application) -> None:
    """Give the application its frame. The order is the order in which a request meets the guards."""
    init_browser_session(app)
    init_i18n(app)
    init_csrf(app)
    init_assets(app)
    init_pages(app)
