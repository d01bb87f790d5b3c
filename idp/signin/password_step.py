"""A password that was typed on a page of a sign-in: checking it, going on, and saying what is wrong."""

from typing import Any

from werkzeug.wrappers import Response

from idp.actors import visitor
from idp.factors.portal_demands import demands_before_account
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session
from idp.infrastructure.rate_limits import Wait
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.i18n import gettext, ngettext
from idp.infrastructure.web.pages import render_page
from idp.interactions import Interaction, get_interaction
from idp.sessions.device_cookie import current_device_token
from idp.signin.completion import begin_sign_in
from idp.signin.credentials import Accepted, Locked, Outcome, PasswordAttempt, check_credentials
from idp.signin.forms import CombinedForm, PasswordForm
from idp.signin.pipeline import advance


def try_password(interaction: Interaction, identifier: str, typed: str) -> Outcome:
    """What comes of a name and a password; outside any transaction."""
    attempt = PasswordAttempt(identifier, typed, visitor(), interaction.client_id, current_device_token())
    return check_credentials(attempt, demands_before_account(interaction), current_settings())


def go_on_after(
    interaction: Interaction, outcome: Outcome, identifier: str, *, wants_to_be_remembered: bool = False
) -> Response | None:
    """The way on after the right password; None where it was not, or holds no more."""
    if not isinstance(outcome, Accepted):
        return None
    row = writable(interaction)
    if not begin_sign_in(current_session(), row, outcome, outcome.checked_at):
        return None
    row.identifier, row.wants_to_be_remembered = identifier, wants_to_be_remembered
    return advance(row)


def render_refusal(template: str, form: PasswordForm | CombinedForm, outcome: Outcome, **facts: Any) -> Response:
    """The page once more, with what is wrong; ``facts`` are what it shows beside."""
    if not isinstance(outcome, Locked):
        form.password.errors = [_complaint(facts)]
        return render_page(template, 422, form=form, **facts)
    wait = Wait.until(outcome.retry_at, current_time())
    form.form_errors.append(_lock_text(wait.minutes, is_lifted_by_reset=outcome.is_lifted_by_reset))
    response = render_page(template, 429, form=form, **facts)
    response.headers["Retry-After"] = str(wait.seconds)
    return response


def writable(interaction: Interaction) -> Interaction:
    """The row again, within the request's transaction and after it was checked anew."""
    return get_interaction(current_session(), interaction.id, browser_hash(), lock=True)


def _complaint(facts: dict[str, Any]) -> str:
    """Neutral about which of the two it is, but where the account is a given."""
    if "account" in facts:
        return gettext("This password is wrong.")
    if facts["user_names"]:
        return gettext("The user name or the password is wrong.")
    return gettext("The e-mail address or the password is wrong.")


def _lock_text(minutes: int, *, is_lifted_by_reset: bool) -> str:
    if is_lifted_by_reset:
        return ngettext(
            "Too many attempts. Please wait %(num)s minute, or choose a new password by “Forgot your password?”: that "
            "lifts the lock at once.",
            "Too many attempts. Please wait %(num)s minutes, or choose a new password by “Forgot your password?”: that "
            "lifts the lock at once.",
            minutes,
        )
    return ngettext(
        "Too many attempts from your network. Please wait %(num)s minute, then try again.",
        "Too many attempts from your network. Please wait %(num)s minutes, then try again.",
        minutes,
    )
