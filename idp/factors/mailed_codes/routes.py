"""The page of the mailed code."""

from datetime import datetime

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.factors.challenge import challenge_for_code
from idp.factors.factor import Factor
from idp.factors.mailed_codes.factor import MailedCodes
from idp.factors.mailed_codes.sending import Bound, hit_mail_limit, redeem_code, send_code, valid_until
from idp.factors.portal_demands import demands_of_interaction
from idp.factors.registry import get_factor
from idp.factors.web import factor_to_ask
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session, expect_writes
from idp.infrastructure.errors import DomainError, NextStep
from idp.infrastructure.web.application import current_secret_box
from idp.infrastructure.web.i18n import format_moment, gettext, lazy_gettext
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.prefetching import acts_on_get
from idp.interactions import Interaction
from idp.sessions.actor import account_actor

mailed_codes = Blueprint("mailed_codes", __name__)


class TooManyMails(DomainError):
    """The account was sent enough codes for now."""

    status = 429
    code = "slow_down"
    title = lazy_gettext("We have already sent you several e-mails")
    message = lazy_gettext("Please check your inbox and your spam folder. You can request another e-mail later.")


@mailed_codes.route("/signin/<interaction_id>/factor/mailed-code", methods=["GET", "POST"])
@acts_on_get
@limited_form
def verify(interaction_id: str) -> Response:
    """The code of the mail; arriving at the page sends the first one."""
    factor = get_factor(MailedCodes.key)
    interaction = factor_to_ask(interaction_id, factor)
    bound = _bound(interaction)
    until = valid_until(bound, current_time())
    if until is None and request.method == "GET":
        until = _send(interaction)
    return challenge_for_code(
        interaction,
        factor,
        "factors/mailed_codes/verify.html",
        lambda _account, typed: _check(bound, typed),
        valid_until=format_moment(until) if until else None,
        resend_url=url_for("mailed_codes.resend", interaction_id=interaction.id),
        resent=request.args.get("resent") == "1",
    )


@mailed_codes.post("/signin/<interaction_id>/factor/mailed-code/resend")
@limited_form
def resend(interaction_id: str) -> Response:
    """Another mail; only its code counts from then on."""
    factor: Factor = get_factor(MailedCodes.key)
    interaction = factor_to_ask(interaction_id, factor)
    _send(interaction)
    return redirect(url_for("mailed_codes.verify", interaction_id=interaction.id, resent="1"), 303)


def _bound(interaction: Interaction) -> Bound:
    return Bound(interaction.id, interaction.pending_account_id or "")


def _send(interaction: Interaction) -> datetime:
    bound, now = _bound(interaction), current_time()
    decision = hit_mail_limit(bound.account_id, demands_of_interaction(interaction).throttle, now)
    if not decision.is_allowed:
        values = {"interaction_id": interaction.id}
        step = NextStep(lazy_gettext("Can't use any of these?"), "lost_factor.index", values)
        raise TooManyMails(retry_at=decision.retry_at, next_step=step)
    actor = account_actor(bound.account_id)
    expect_writes()
    return send_code(current_session(), bound, current_secret_box(), actor, now)


def _check(bound: Bound, typed: str) -> str | None:
    if redeem_code(bound, typed, current_secret_box(), current_time()):
        return None
    return gettext("This code is wrong or has expired. Please use the code from the latest e-mail.")
