"""The registration pages: the form, and "check your mail". What is behind the mailed link is in ``link_page``."""

from flask import Blueprint, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.identifiers import canonical_email
from idp.accounts.journey_form import completed_journey, journey_form
from idp.accounts.new_password import accept_new_password, shown_rules
from idp.accounts.password_policy import rules_met, words_of
from idp.accounts.passwords import hash_password
from idp.actors import visitor
from idp.agreements.parts import agreed_texts
from idp.clients.registry import find_client
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.errors import NextStep
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.cookie_check import require_cookies
from idp.infrastructure.web.i18n import current_language, format_moment, gettext, lazy_gettext
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import portal_key, render_page, use_portal
from idp.interactions import Interaction
from idp.interactions.web import look_for_interaction, use_flow
from idp.portals.demands import demands_at
from idp.portals.journey import journey_parts_at
from idp.registration.confirmation import CODE_ATTEMPTS, confirm_by_code, redeem_code
from idp.registration.confirmed_page import already_confirmed, go_on
from idp.registration.errors import RegistrationClosed, RegistrationLost
from idp.registration.forms import ConfirmationCodeForm, RegisterForm
from idp.registration.models import Registration
from idp.registration.organization_form import FORMS, entered_organization, fill_in_organization
from idp.registration.start import Applicant, Origin, hit_mail_limit
from idp.registration.start import register as start_registration
from idp.registration.start import resend as send_again

registration = Blueprint("registration", __name__, url_prefix="/register")


@registration.route("", methods=["GET", "POST"])
@limited_form
def register() -> Response:
    """A new account: name, address, password, and what the portal's journey asks."""
    use_portal(request.args.get("portal"))
    interaction = look_for_interaction(request.args.get("interaction_id"))
    demands = demands_at(current_settings(), portal_key())
    if not demands.is_registration_open:
        raise RegistrationClosed()
    form = journey_form(FORMS[demands.organization_with_registration], demands.portal)
    if request.method == "GET" and interaction is not None:
        form.email.data = interaction.identifier
        fill_in_organization(form, interaction)
    words = words_of(form.given_name.data, form.family_name.data, form.email.data, *demands.names)
    if accept_new_password(form, demands.password, words):
        return _start(form, interaction)
    return render_page(
        "registration/register.html",
        422 if form.errors else 200,
        form=form,
        rules=shown_rules(demands.password),
        journey=journey_parts_at(demands.portal),
        interaction=interaction,
        client=find_client(interaction.client_id) if interaction else None,
    )


@registration.get("/sent/<id>")
def check_mail(id: str) -> Response:
    """The mail is on its way; or the code from it, when it is read on another device."""
    pending = _get_own(id)
    if pending.confirmed_at is not None:
        return already_confirmed(pending)
    return _render_check_mail(pending, ConfirmationCodeForm())


@registration.post("/sent/<id>/resend")
@limited_form
def resend(id: str) -> Response:
    """Send the mail again."""
    pending = _get_own(id)
    is_mailed = hit_mail_limit(pending.email, visitor(), demands_at(current_settings(), pending.portal).throttle)
    session = current_session()
    row = _get_row(session, pending, lock=True)
    if row.confirmed_at is None:
        send_again(session, row, visitor(), is_mailed=is_mailed)
    # The same answer where the budget is used up: the address has got several mails already.
    return redirect(url_for("registration.check_mail", id=pending.id, resent=1), 303)


@registration.post("/sent/<id>/code")
@limited_form
def enter_code(id: str) -> Response:
    """The typed code, good for a few attempts in the browser that registered."""
    pending = _get_own(id)
    if pending.confirmed_at is not None:
        return already_confirmed(pending)
    form = ConfirmationCodeForm()
    if form.validate_on_submit():
        if redeem_code(pending, form.code.data or ""):
            session = current_session()
            row = _get_row(session, pending)
            confirmed = confirm_by_code(session, row, visitor())
            return go_on(confirmed) if confirmed else already_confirmed(row)
        form.code.errors = [*form.code.errors, _code_complaint(pending)]
    return _render_check_mail(pending, form, 422 if form.is_submitted() else 200)


def _start(form: RegisterForm, interaction: Interaction | None) -> Response:
    settings, portal = current_settings(), portal_key()
    demands = demands_at(settings, portal)
    email = canonical_email(form.email.data or "") or ""
    is_mailed = hit_mail_limit(email, visitor(), demands.throttle)
    applicant = Applicant(
        email=email,
        given_name=form.given_name.data or "",
        family_name=form.family_name.data or "",
        # Before the transaction: hashing is slow.
        password_hash=hash_password(form.password.data or "", settings.passwords),
        password_rules_met=rules_met(form.password.data or "", settings),
        language=current_language(),
        journey=completed_journey(form, portal),
        agreed=agreed_texts(form, journey_parts_at(portal)),
        organization=entered_organization(form),
    )
    origin = Origin(
        browser_hash=browser_hash(),
        portal=portal,
        lifetime=demands.lifetimes.confirmation,
        actor=visitor(),
        interaction_id=interaction.id if interaction else None,
    )
    started = start_registration(current_session(), applicant, origin, is_mailed=is_mailed)
    return redirect(url_for("registration.check_mail", id=started.id), 303)


def _get_own(registration_id: str) -> Registration:
    """The registration that was begun in this browser, to look at. Raises RegistrationLost."""
    with reading() as session:
        pending = session.get(Registration, registration_id)
    if pending is None or pending.browser_hash != browser_hash():
        require_cookies()
    if pending is None:
        raise RegistrationLost(next_step=_register_again(None))
    use_portal(pending.portal)
    if pending.interaction_id:
        use_flow(pending.interaction_id)
    is_over = pending.confirmed_at is None and pending.expires_at <= current_time()
    if is_over or pending.browser_hash != browser_hash():
        raise RegistrationLost(next_step=_register_again(pending.interaction_id))
    return pending


def _get_row(session: Session, pending: Registration, *, lock: bool = False) -> Registration:
    """The row as it is now: a confirmed one is deleted with its account. Raises RegistrationLost."""
    row = session.get(Registration, pending.id, with_for_update=lock or None)
    if row is None:
        raise RegistrationLost(next_step=_register_again(pending.interaction_id))
    return row


def _register_again(interaction_id: str | None) -> NextStep | None:
    """The form, for what the browser came for; None where the portal is closed, which would lead nowhere."""
    if not demands_at(current_settings(), portal_key()).is_registration_open:
        return None
    values = {"portal": portal_key()} | ({"interaction_id": interaction_id} if interaction_id else {})
    return NextStep(lazy_gettext("Register again"), endpoint="registration.register", values=values)


def _render_check_mail(pending: Registration, form: ConfirmationCodeForm, status: int = 200) -> Response:
    return render_page(
        "registration/check_mail.html",
        status,
        registration=pending,
        form=form,
        valid_until=format_moment(pending.expires_at),
        resent="resent" in request.args,
        interaction=look_for_interaction(pending.interaction_id),
    )


def _code_complaint(pending: Registration) -> str:
    with reading() as session:
        attempts = _get_row(session, pending).code_attempts
    if attempts >= CODE_ATTEMPTS:
        return gettext("Too many wrong codes. Please request a new e-mail and enter the new code.")
    return gettext("This code is wrong. Please use the code from the latest e-mail.")
