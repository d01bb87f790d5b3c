"""The registration pages: the form page by page, "check your mail", and how far the registration is.

What is behind the mailed links is in ``link_page`` and ``completion_link``.
"""

import re
from dataclasses import replace

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.new_password import shown_rules
from idp.accounts.summaries import account_summary
from idp.actors import visitor
from idp.clients.registry import find_client
from idp.customers.registers import register_of_portal
from idp.infrastructure.database import current_session
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.i18n import current_language, format_moment
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import portal_key, render_page, use_portal
from idp.interactions.web import look_for_interaction
from idp.portals.demands import demands_at
from idp.portals.journey import journey_parts_at
from idp.portals.texts import AskedAt
from idp.registration.access import PortalAccess, access_of, find_waiting
from idp.registration.completion import complete
from idp.registration.confirmation import confirm, confirm_for_account
from idp.registration.confirmed_page import go_on, show_status
from idp.registration.customer_claims import reserve_evidence
from idp.registration.errors import RegistrationClosed
from idp.registration.forms import ConfirmationCodeForm
from idp.registration.journey import JourneyPages, asked_at, asked_of, find_account, form_pages, outlook_of
from idp.registration.models import Registration
from idp.registration.own import get_own, get_row
from idp.registration.page_form import accepted_entries, make_page_form
from idp.registration.placing import page_url, place_of
from idp.registration.start import Origin, begin, enter, hit_mail_limit, is_as_seen, submit
from idp.registration.start import resend as send_again
from idp.registration.states import RegistrationState
from idp.registration.steps import Asked, StepForm
from idp.registration.typed_code import accept_code
from idp.sessions.actor import current_actor
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
    return _answer_page(asked, 1)


@registration.route("/account", methods=["GET", "POST"])
@limited_form
def register_account() -> Response:
    """The first page for a person who is signed in to an account that has no access to this portal: what the account
    has is not asked again. Without sign-in nothing happens."""
    use_portal(request.args.get("portal"))
    interaction = look_for_interaction(request.args.get("interaction_id"))
    signed_in = required_sign_in()
    asked = replace(
        asked_at(portal_key()), interaction=interaction, account=find_account(signed_in.account_id), is_of_account=True
    )
    if not asked.demands.is_registration_open:
        raise RegistrationClosed()
    access = access_of(signed_in.account_id, asked.demands)
    if access is not PortalAccess.MAY_BE_ASKED_FOR:
        account = account_summary(signed_in.account_id)
        return render_page("registration/no_request.html", account=account, is_refused=access is PortalAccess.REFUSED)
    waiting = find_waiting(signed_in.account_id, asked.portal)
    if waiting is not None:
        session = current_session()
        return go_on(get_row(session, waiting, lock=True))
    return _answer_page(asked, 1)


@registration.route("/<id>/page/<number>", methods=["GET", "POST"])
@limited_form
def page(id: str, number: str) -> Response:
    """A further page, or one that the person goes back to."""
    pending = get_own(id)
    asked = asked_of(pending)
    is_approved = pending.state == RegistrationState.APPROVED
    is_entered = is_approved or pending.state == RegistrationState.STARTED
    at = int(number) if re.fullmatch(r"[0-9]{1,3}", number) else 0
    if not is_entered or not JourneyPages.of(asked).may_show(at, pending, is_approved=is_approved):
        return redirect(place_of(pending), 303)
    return _answer_page(asked, at)


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
    if pending.state in {RegistrationState.STARTED, RegistrationState.SUBMITTED, RegistrationState.APPROVED}:
        return redirect(place_of(pending), 303)
    return show_status(pending)


def _answer_page(asked: Asked, number: int) -> Response:
    pages = JourneyPages.of(asked)
    steps = pages.steps(number)
    asked = replace(asked, is_completing=number > pages.before)
    form = make_page_form(steps, asked)
    entries = accepted_entries(form, steps, asked)
    if entries is None:
        return _render_page(asked, pages, number, form)
    is_submitted = number == pages.before
    email = str(entries.get("email") or (asked.registration.email if asked.registration else ""))
    is_mailed = is_submitted and asked.account is None and hit_mail_limit(email, visitor(), asked.demands.throttle)
    session = current_session()
    row = get_row(session, asked.registration, lock=True) if asked.registration else begin(session, _origin(asked))
    if asked.registration and not is_as_seen(row, asked.registration):
        # What was mailed to one address must not confirm another, and what was judged of one not admit another.
        return redirect(place_of(row), 303)
    enter(row, number, entries)
    if is_submitted:
        session.flush()
        lifetime = asked.demands.lifetimes.confirmation
        reserve_evidence(session, row, asked.settings, register_of_portal(current_settings(), row.portal))
        if row.is_of_account:
            confirm_for_account(session, row, lifetime, current_actor(), outlook_of(row))
            return go_on(row)
        submit(session, row, lifetime, visitor(), is_mailed=is_mailed)
        return redirect(url_for("registration.check_mail", id=row.id), 303)
    if number == len(pages.pages):
        is_new = complete(session, row, visitor(), outlook_of(row).approval)
        return go_on(row, is_password_typed="password" in form) if is_new else redirect(place_of(row), 303)
    return redirect(page_url(row, number + 1), 303)


def _origin(asked: Asked) -> Origin:
    interaction = asked.interaction
    return Origin(
        browser_hash=browser_hash(),
        portal=asked.portal,
        language=current_language(),
        lifetime=asked.demands.lifetimes.confirmation,
        interaction_id=interaction.id if interaction else None,
        client_id=interaction.client_id if interaction else None,
        account=asked.account,
    )


def _render_page(asked: Asked, pages: JourneyPages, number: int, form: StepForm) -> Response:
    interaction, row = asked.interaction, asked.registration
    is_completing = asked.is_completing
    return render_page(
        "registration/page.html",
        422 if form.errors else 200,
        form=form,
        steps_of_page=pages.steps(number),
        number=number - pages.before if is_completing else number,
        count=len(pages.pages) - pages.before if is_completing else pages.before,
        is_completing=is_completing,
        is_last=number in (pages.before, len(pages.pages)),
        back_url=page_url(row, number - 1) if row and number not in (1, pages.before + 1) else None,
        email=row.email if row else "",
        account=account_summary(asked.account.id) if asked.account else None,
        rules=shown_rules(asked.demands.password),
        journey=[part for part in journey_parts_at(asked.portal, tuple(AskedAt)) if part.key in form],
        interaction=interaction,
        client=find_client(interaction.client_id) if interaction else None,
    )


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
