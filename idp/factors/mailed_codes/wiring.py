"""Registers the mailed code: the factor, its page, its mail and its table."""

from datetime import timedelta

from idp.factors.mailed_codes.factor import MailedCodes
from idp.factors.mailed_codes.messages import MESSAGES
from idp.factors.mailed_codes.models import MailedCode
from idp.factors.mailed_codes.routes import mailed_codes
from idp.factors.registry import add_factor
from idp.infrastructure.personal_data import add_untold_table
from idp.infrastructure.retention import RetentionRule, add_retention_rule
from idp.infrastructure.web.application import Application
from idp.mail import add_messages


def init_mailed_codes(app: Application) -> None:
    """Offer a mailed code where nothing stronger was set up."""
    app.register_blueprint(mailed_codes)
    add_factor(app, MailedCodes())
    add_messages(app, MESSAGES)
    add_retention_rule(app, RetentionRule(MailedCode.expires_at, lambda _: timedelta(0)))
    add_untold_table(app, "mailed_codes", "what a sign-in in progress needs for minutes")
