"""How long the rows of the infrastructure are kept."""

from datetime import timedelta

from idp.infrastructure.models import RateLimitCounter
from idp.infrastructure.one_time_links import OneTimeLink
from idp.infrastructure.one_time_links.routes import link_time
from idp.infrastructure.retention import RetentionRule, add_kept_table, add_retention_rule
from idp.infrastructure.web.application import Application


def init_infrastructure_inventory(app: Application) -> None:
    """Register the tables of the infrastructure, which identify no person, and the form that belongs to one of them."""
    app.register_blueprint(link_time)
    add_retention_rule(app, RetentionRule(RateLimitCounter.window_ends_at, lambda _: timedelta(0)))
    add_retention_rule(app, RetentionRule(OneTimeLink.expires_at, lambda kept: timedelta(days=kept.links_days)))
    add_kept_table(app, "cache_versions", "a row for each kind")
