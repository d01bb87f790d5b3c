"""The pages of the authenticator app."""

from flask import Blueprint
from werkzeug.wrappers import Response

from idp.accounts.summaries import account_summary
from idp.factors.challenge import challenge_for_code
from idp.factors.changes import note_added
from idp.factors.recovery_codes.codes import count_unused
from idp.factors.registry import get_factor
from idp.factors.totp.codes import provisioning_uri
from idp.factors.totp.enrolment import Offer, confirm, find_offer, offer_secret
from idp.factors.totp.factor import Totp
from idp.factors.totp.forms import EnrolAppForm
from idp.factors.totp.qr import qr_svg
from idp.factors.totp.verification import Verdict, redeem_code
from idp.factors.web import (
    Enrolment,
    complete_enrolment,
    enrolling_account,
    factor_to_ask,
    hold_account_of,
)
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session
from idp.infrastructure.web.application import current_secret_box
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.i18n import gettext
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import render_page
from idp.portals.registry import current_portal
from idp.sessions.actor import account_actor

totp = Blueprint("totp", __name__)


@totp.route("/account/security/totp", methods=["GET", "POST"])
@limited_form
def enrol() -> Response:
    """Connect an app: scan, type its first code."""
    enrolment = enrolling_account()
    form = EnrolAppForm()
    offer = find_offer(
        current_secret_box(), form.offer.data or "", enrolment.account_id, browser_hash(), current_time()
    )
    if not form.is_submitted():
        return _render(form, enrolment, offer or _new_offer(enrolment))
    if offer is None:
        form.form_errors.append(gettext("The page has expired. Please scan the new QR code below."))
        return _render(form, enrolment, _new_offer(enrolment), 422)
    if form.validate() and _keep(enrolment, offer, form):
        return complete_enrolment(enrolment, get_factor(Totp.key), Totp.amr)
    return _render(form, enrolment, offer, 422)


@totp.route("/signin/<interaction_id>/factor/totp", methods=["GET", "POST"])
@limited_form
def verify(interaction_id: str) -> Response:
    """The code of the app, after the password."""
    factor = get_factor(Totp.key)
    return challenge_for_code(factor_to_ask(interaction_id, factor), factor, "factors/totp/verify.html", _check)


def _check(account_id: str, typed: str) -> str | None:
    match redeem_code(account_id, typed, current_secret_box(), current_time()):
        case Verdict.ACCEPTED:
            return None
        case Verdict.USED:
            return gettext("This code has already been used. Please wait for the next one.")
        case Verdict.WRONG:
            return gettext("This code is wrong. Please enter the current code from the app.")


def _keep(enrolment: Enrolment, offer: Offer, form: EnrolAppForm) -> bool:
    factor = get_factor(Totp.key)
    actor = account_actor(enrolment.account_id)
    held = len(factor.items(enrolment.account_id))
    if held >= factor.most_items:
        form.form_errors.append(gettext("You can't connect any more apps. Please remove one first."))
        return False
    session = current_session()
    hold_account_of(enrolment)
    name = form.name.data or ""
    row = confirm(
        session, current_secret_box(), enrolment.account_id, offer, form.code.data or "", name, current_time()
    )
    if row is None:
        form.code.errors = [
            gettext(
                "This code is wrong. Please enter the current code from the app, and check that your phone's clock "
                "is right."
            )
        ]
        return False
    if row in session.new:
        note_added(session, enrolment.account_id, factor, name, actor)
    return True


def _new_offer(enrolment: Enrolment) -> Offer:
    return offer_secret(current_secret_box(), enrolment.account_id, browser_hash(), current_time())


def _render(form: EnrolAppForm, enrolment: Enrolment, offer: Offer, status: int = 200) -> Response:
    form.offer.data = offer.sealed
    address = provisioning_uri(offer.secret, account_summary(enrolment.account_id).email, current_portal().name)
    return render_page(
        "factors/totp/enrol.html",
        status,
        form=form,
        qr_svg=qr_svg(address),
        secret=offer.secret,
        secret_groups=offer.groups,
        otpauth_url=address,
        label=Totp.label,
        has_codes=count_unused(enrolment.account_id) > 0,
        back_url=enrolment.back_url,
    )
