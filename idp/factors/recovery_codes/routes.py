"""The pages of the recovery codes."""

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from idp.accounts.fields import ButtonForm
from idp.accounts.summaries import account_summary
from idp.factors.challenge import challenge_for_code
from idp.factors.changes import note_added
from idp.factors.factor import Factor
from idp.factors.recovery_codes.codes import count_unused, made_at, make_codes
from idp.factors.recovery_codes.factor import RecoveryCodes
from idp.factors.recovery_codes.use import use_code
from idp.factors.registry import get_factor, has_factor
from idp.factors.web import Enrolment, enrolling_account, factor_to_ask, find_just_added, hold_account_of
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session
from idp.infrastructure.web.i18n import gettext
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import render_page
from idp.sessions.actor import account_actor

recovery_codes = Blueprint("recovery_codes", __name__)


@recovery_codes.route("/account/security/recovery-codes", methods=["GET", "POST"])
@limited_form
def create() -> Response:
    """Make a set, which is shown this once; the old one is void from then on."""
    enrolment = enrolling_account()
    if not has_factor(enrolment.account_id):
        return redirect(enrolment.back_url, 303)
    is_first = made_at(enrolment.account_id) is None
    added = find_just_added(enrolment, current_time()) if is_first else None
    form = ButtonForm()
    if form.validate_on_submit():
        return _make(enrolment, added)
    return render_page(
        "factors/recovery_codes/create.html",
        422 if form.errors else 200,
        form=form,
        added=added,
        remaining=None if is_first else count_unused(enrolment.account_id),
        back_url=enrolment.back_url,
    )


def _make(enrolment: Enrolment, added: Factor | None) -> Response:
    account_id, now = enrolment.account_id, current_time()
    session, actor = current_session(), account_actor(account_id)
    hold_account_of(enrolment)
    codes = make_codes(session, account_id, now)
    note_added(session, account_id, get_factor(RecoveryCodes.key), "", actor, is_told=added is not None)
    return render_page(
        "factors/recovery_codes/show.html",
        codes=codes,
        account=account_summary(account_id),
        added=added,
        created_at=now,
        next_url=enrolment.next_url,
    )


@recovery_codes.route("/signin/<interaction_id>/factor/recovery-code", methods=["GET", "POST"])
@limited_form
def verify(interaction_id: str) -> Response:
    """One of the codes, in place of what is not at hand."""
    factor = get_factor(RecoveryCodes.key)
    return challenge_for_code(
        factor_to_ask(interaction_id, factor), factor, "factors/recovery_codes/verify.html", _check, remaining=None
    )


def _check(account_id: str, typed: str) -> str | None:
    if use_code(account_id, typed, account_actor(account_id)):
        return None
    return gettext("This code is not valid or has already been used. Please check it or use another one.")
