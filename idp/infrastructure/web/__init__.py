"""The web frame: what every request and response has in common, at pages and machine endpoints alike.

Owns the Flask application class, trusted hosts and proxies, security headers, cross-site request forgery, request ids
and logging, languages, assets, error pages, time limits of pages, health and metrics. The pages themselves belong to
the packages.
"""

from idp.infrastructure.web.application import Application, current_secret_box, current_settings
from idp.infrastructure.web.assets import init_assets
from idp.infrastructure.web.browser_session import init_browser_session
from idp.infrastructure.web.csrf import init_csrf
from idp.infrastructure.web.early_answers import init_early_answers
from idp.infrastructure.web.errors import init_errors
from idp.infrastructure.web.headers import init_headers
from idp.infrastructure.web.health import init_health
from idp.infrastructure.web.hosts import init_hosts
from idp.infrastructure.web.i18n import init_i18n
from idp.infrastructure.web.icons import init_icons
from idp.infrastructure.web.limits import init_limits
from idp.infrastructure.web.machine_endpoints import init_machine_endpoints
from idp.infrastructure.web.metrics import init_metrics
from idp.infrastructure.web.pages import init_pages
from idp.infrastructure.web.prefetching import init_prefetching
from idp.infrastructure.web.request_log import init_request_log
from idp.infrastructure.web.security_txt import init_security_txt
from idp.infrastructure.web.seen import init_seen
from idp.infrastructure.web.time_limits import init_time_limits

__all__ = ["Application", "current_secret_box", "current_settings", "init_web"]


def init_web(app: Application) -> None:
    """Give the application its frame.

    The order matters twice: of two layers before Flask the later one is the outer one, and of two guards within Flask
    the earlier one is asked first.
    """
    init_early_answers(app)
    init_machine_endpoints(app)
    init_errors(app)
    init_hosts(app)
    init_headers(app)
    init_request_log(app)
    init_browser_session(app)
    init_i18n(app)
    init_prefetching(app)
    init_csrf(app)
    init_limits(app)
    init_assets(app)
    init_health(app)
    init_seen(app)
    init_security_txt(app)
    init_metrics(app)
    init_icons(app)
    init_pages(app)
    init_time_limits(app)
