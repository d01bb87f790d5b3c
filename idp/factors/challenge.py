"""The challenge for a code during a sign-in: one order of checks for every factor that is a code."""

from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Response

from idp.actors import visitor
from idp.factors.attempts import give_attempt_back, hit_factor_limit, record_failure
from idp.factors.factor import Factor
from idp.factors.forms import CodeForm
from idp.factors.portal_demands import demands_of_interaction
from idp.factors.trusting import is_trust_requested, offer_trust
from idp.factors.web import complete_factor, question
from idp.infrastructure.clock import current_time
from idp.infrastructure.rate_limits import Wait
from idp.infrastructure.web.i18n import ngettext
from idp.infrastructure.web.pages import render_page
from idp.interactions import Interaction

Check = Callable[[str, str], str | None]
"""Checks the code of an account and consumes it, in a transaction of its own; returns what is wrong, or None."""


def challenge_for_code(interaction: Interaction, factor: Factor, template: str, check: Check, **facts: Any) -> Response:
    """Show the form, or check what was typed: the attempt is counted first, and the code compared afterwards."""
    form = CodeForm()
    facts["trust_days"] = offer_trust(form, interaction)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        account_id = interaction.pending_account_id or ""
        now = current_time()
        throttle = demands_of_interaction(interaction).throttle
        decision = hit_factor_limit(factor.key, account_id, throttle, now)
        if not decision.is_allowed:
            _record("second_factor.throttled", interaction, factor)
            return _render_locked(form, interaction, factor, template, decision.retry_at or now, facts)
        problem = check(account_id, form.code.data or "")
        if problem is None:
            give_attempt_back(factor.key, account_id)
            return complete_factor(interaction.id, factor.amr, account_id, is_trust_requested=is_trust_requested(form))
        _record("second_factor.failed", interaction, factor)
        form.code.errors = [problem]
    return render_page(template, status, form=form, **question(interaction, factor), **facts)


def _record(action: str, interaction: Interaction, factor: Factor) -> None:
    record_failure(action, factor.key, interaction.pending_account_id or "", visitor())


def _render_locked(
    form: CodeForm, interaction: Interaction, factor: Factor, template: str, retry_at: Any, facts: dict[str, Any]
) -> Response:
    wait, shown = Wait.until(retry_at, current_time()), question(interaction, factor)
    form.form_errors.append(_lock_text(wait.minutes, has_other_ways=bool(shown["other_ways"])))
    response = render_page(template, 429, form=form, **shown, **facts)
    response.headers["Retry-After"] = str(wait.seconds)
    return response


def _lock_text(minutes: int, *, has_other_ways: bool) -> str:
    if has_other_ways:
        return ngettext(
            "Too many attempts. Please wait %(num)s minute, or use another method.",
            "Too many attempts. Please wait %(num)s minutes, or use another method.",
            minutes,
        )
    return ngettext(
        "Too many attempts. Please wait %(num)s minute, then try again.",
        "Too many attempts. Please wait %(num)s minutes, then try again.",
        minutes,
    )
