"""Hanging the second factors into the application."""

from idp.accounts.pages import add_account_page
from idp.factors.mailed_codes.models import MailedCode
from idp.factors.mailed_codes.routes import mailed_codes
from idp.factors.overview.routes import factors
from idp.factors.passkeys.models import PasskeyChallenge
from idp.factors.passkeys.routes import passkeys
from idp.factors.recovery_codes.routes import recovery_codes
from idp.factors.totp.routes import totp
from idp.infrastructure.clock import now
from idp.infrastructure.housekeeping import add_chore
from idp.infrastructure.pruning import prune
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext


def init_factors(app: Application) -> None:
    """Register the pages, and have codes and challenges deleted that nobody can use any more."""
    for blueprint in (factors, passkeys, totp, recovery_codes, mailed_codes):
        app.register_blueprint(blueprint)
    add_account_page(app, lazy_gettext("Security"), "factors.overview", "shield", 30)
    add_chore(app, prune_mailed_codes)
    add_chore(app, prune_challenges)


def prune_mailed_codes() -> None:
    """Delete mailed codes that have expired."""
    prune(MailedCode, MailedCode.expires_at, now())


def prune_challenges() -> None:
    """Delete challenges that can't be answered any more."""
    prune(PasskeyChallenge, PasskeyChallenge.expires_at, now())
