"""The registration pages: the form page by page, "check your mail", and how far the registration is.

What is behind the mailed links is in ``link_page`` and ``completion_link``.
"""

import re
from dataclasses import replace

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.summaries import account_summary
from idp.actors import visitor
from idp.infrastructure.database import current_session
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.endpoints import leads_away
from idp.infrastructure.web.i18n import format_moment
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import portal_key, render_page, use_portal
from idp.interactions.web import look_for_interaction
from idp.portals.demands import demands_at
from idp.registration.access import PortalAccess, access_of, find_waiting
from idp.registration.answering import answer_page
from idp.registration.confirmation import confirm
from idp.registration.confirmed_page import go_on, show_status, way_of_account
from idp.registration.eligibility import leads_to_customers
from idp.registration.errors import RegistrationClosed
from idp.registration.forms import ConfirmationCodeForm
from idp.registration.invited import end_of_invitation
from idp.registration.journey import JourneyPages, asked_at, asked_of, find_account, form_pages, outlook_of
from idp.registration.models import Registration
from idp.registration.own import get_completed, get_own, get_row
from idp.registration.placing import place_of
from idp.registration.start import hit_mail_limit
from idp.registration.start import resend as send_again
from idp.registration.states import RegistrationState
from idp.registration.typed_code import accept_code
from idp.sessions.recent import required_sign_in

registration = Blueprint("registration", __name__, url_prefix="/register")


@registration.route("", methods=["GET", "POST"])
@limited_form
def register() -> Response:
    """The first page. Nothing is stored before it is filled in."""
    use_portal(request.args.get("portal"))
    interaction = look_for_interaction(request.args.get("interaction_id"))
    asked = replace(asked_at(portal_key()), interaction=interaction)
    if not asked.demands.is_registration_open:
        raise RegistrationClosed()
    return answer_page(asked, 1)


@registration.route("/account", methods=["GET", "POST"])
@limited_form
def register_account() -> Response:
    """The first page for a person who is signed in to an account: what the account has is not asked again, and of one
    that has access evidence of a further customer alone. Without sign-in nothing happens."""
    use_portal(request.args.get("portal"))
    interaction = look_for_interaction(request.args.get("interaction_id"))
    signed_in = required_sign_in()
    asked = replace(
        asked_at(portal_key()), interaction=interaction, account=find_account(signed_in.account_id), is_of_account=True
    )
    if not asked.demands.is_registration_open:
        raise RegistrationClosed()
    access = access_of(signed_in.account_id, asked.demands)
    asked = replace(asked, is_admitted=access is PortalAccess.GIVEN)
    if access is PortalAccess.REFUSED or (asked.is_admitted and not leads_to_customers(asked.settings)):
        account = account_summary(signed_in.account_id)
        return render_page("registration/no_request.html", account=account, is_refused=access is PortalAccess.REFUSED)
    waiting = find_waiting(signed_in.account_id, asked.portal)
    if waiting is not None:
        session = current_session()
        return go_on(get_row(session, waiting, lock=True))
    return answer_page(asked, 1)


@registration.route("/<id>/page/<number>", methods=["GET", "POST"])
@limited_form
def page(id: str, number: str) -> Response:
    """A further page, or one that the person goes back to."""
    pending = get_own(id)
    ended = end_of_invitation(pending)
    if ended is not None:
        return ended
    asked = asked_of(pending)
    is_approved = pending.state == RegistrationState.APPROVED
    is_entered = is_approved or pending.state == RegistrationState.STARTED
    at = int(number) if re.fullmatch(r"[0-9]{1,3}", number) else 0
    if not is_entered or not JourneyPages.of(asked).may_show(at, pending, is_approved=is_approved):
        return redirect(place_of(pending), 303)
    return answer_page(asked, at)


@registration.get("/sent/<id>")
def check_mail(id: str) -> Response:
    """The mail is on its way; or the code from it, when it is read on another device."""
    pending = get_own(id)
    if pending.state != RegistrationState.SUBMITTED:
        return redirect(place_of(pending), 303)
    return _render_check_mail(pending, ConfirmationCodeForm())


@registration.post("/sent/<id>/resend")
@limited_form
def resend(id: str) -> Response:
    """Send the mail again."""
    pending = get_own(id)
    is_mailed = hit_mail_limit(pending.email, visitor(), demands_at(current_settings(), pending.portal).throttle)
    session = current_session()
    row = get_row(session, pending, lock=True)
    if row.state == RegistrationState.SUBMITTED:
        send_again(session, row, visitor(), is_mailed=is_mailed)
    # The same answer where the budget is used up: the address has got several mails already.
    return redirect(url_for("registration.check_mail", id=pending.id, resent=1), 303)


@registration.post("/sent/<id>/code")
@limited_form
def enter_code(id: str) -> Response:
    """The typed code, good for a few attempts in the browser that registered."""
    pending = get_own(id)
    if pending.state != RegistrationState.SUBMITTED:
        return redirect(place_of(pending), 303)
    form = ConfirmationCodeForm()
    if accept_code(form, pending):
        session = current_session()
        row = get_row(session, pending)
        is_confirmed = confirm(session, row, visitor(), outlook_of(row))
        return go_on(row) if is_confirmed else redirect(place_of(row), 303)
    return _render_check_mail(pending, form, 422 if form.is_submitted() else 200)


@registration.get("/<id>/status")
def status(id: str) -> Response:
    """How far the registration is, in the browser of its person."""
    pending = get_own(id)
    ended = end_of_invitation(pending)
    if ended is not None:
        return ended
    if pending.state in {RegistrationState.STARTED, RegistrationState.SUBMITTED, RegistrationState.APPROVED}:
        return redirect(place_of(pending), 303)
    return show_status(pending)


@registration.get("/<id>/done")
@leads_away
def done(id: str) -> Response:
    """On to the application that the person, who is signed in by now, came from.

    Its request is forgotten after days and unknown to another browser, so that it begins a new one, which is answered
    without a page. Raises RegistrationLost.
    """
    return redirect(way_of_account(get_completed(id, required_sign_in().account_id)), 303)


def _render_check_mail(pending: Registration, form: ConfirmationCodeForm, status: int = 200) -> Response:
    return render_page(
        "registration/check_mail.html",
        status,
        registration=pending,
        pages=form_pages(pending),
        form=form,
        valid_until=format_moment(pending.expires_at),
        resent="resent" in request.args,
        interaction=look_for_interaction(pending.interaction_id),
    )
