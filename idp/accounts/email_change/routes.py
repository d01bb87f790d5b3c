"""The pages about another e-mail address."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from idp.accounts.circumstances import circumstances
from idp.accounts.email_change.completion import (
    TAKEN,
    FollowedLink,
    confirm_change,
    look_at_link,
    undo_change,
)
from idp.accounts.email_change.forms import NewEmailForm
from idp.accounts.email_change.request import ChangeRequest, claim_request, request_change
from idp.accounts.fields import ButtonForm
from idp.accounts.identifiers import canonical_email
from idp.accounts.link_purposes import EMAIL_CHANGE, EMAIL_CHANGE_UNDO
from idp.accounts.models import Account
from idp.accounts.pending_addresses import EMAIL, void_pending
from idp.accounts.person import Person, person_here, render_account_page
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.one_time_links import LinkProblem
from idp.infrastructure.one_time_links.opened import remember_link, remembered_link
from idp.infrastructure.web.i18n import current_language, format_moment, gettext
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import portal_key, render_page, request_info
from idp.portals.demands import demands_of
from idp.sessions import current_sign_in, sign_out_active
from idp.sessions.recent import recent_sign_in_required, required_sign_in, sign_in_required

email_change = Blueprint("email_change", __name__, url_prefix="/account/email")


@email_change.route("", methods=["GET", "POST"], endpoint="request")
@limited_form
@recent_sign_in_required
def ask() -> Response:
    """Which address shall hold?"""
    person = person_here()
    form = NewEmailForm()
    if form.validate_on_submit() and (asked := _asked(person, form)) is not None:
        return _request(person, asked)
    return render_account_page(
        "account/email_change/request.html",
        person,
        422 if form.errors else 200,
        form=form,
        email=person.account.email,
        back_url=url_for("accounts.profile"),
    )


@email_change.post("/cancel")
@limited_form
@sign_in_required
def cancel() -> Response:
    """Keep the old address after all."""
    void_pending(current_session(), required_sign_in().account_id, EMAIL)
    return redirect(url_for("accounts.profile"), 303)


@email_change.get("/link/<token>")
def open_link(token: str) -> Response:
    """The address in the mail to the new address. It changes nothing, and leaves nothing in the address bar."""
    remember_link(EMAIL_CHANGE, token)
    return redirect(url_for("email_change.confirm"), 303)


@email_change.route("/confirm", methods=["GET", "POST"])
@limited_form
def confirm() -> Response:
    """Is the new address the person's own?"""
    token = remembered_link(EMAIL_CHANGE)
    with reading() as session:
        followed = look_at_link(session, EMAIL_CHANGE, token)
    if not isinstance(followed, FollowedLink):
        return _explain(followed)
    form = ButtonForm()
    if not form.validate_on_submit():
        change = followed.change
        return render_page(
            "account/email_change/confirm.html", form=form, email=change.new_email, old_email=change.old_email
        )
    outcome = confirm_change(current_session(), token or "", circumstances(followed.account.id))
    if not isinstance(outcome, Account):
        return _explain(outcome)
    return render_page("account/email_change/done.html", email=outcome.email, next_url=url_for("accounts.profile"))


@email_change.get("/undo/link/<token>")
def open_undo_link(token: str) -> Response:
    """The address in the mail to the old address."""
    remember_link(EMAIL_CHANGE_UNDO, token)
    return redirect(url_for("email_change.undo"), 303)


@email_change.route("/undo", methods=["GET", "POST"])
@limited_form
def undo() -> Response:
    """Shall the old address hold again?"""
    token = remembered_link(EMAIL_CHANGE_UNDO)
    with reading() as session:
        followed = look_at_link(session, EMAIL_CHANGE_UNDO, token)
    if not isinstance(followed, FollowedLink):
        return _explain(followed)
    form = ButtonForm()
    if not form.validate_on_submit():
        return render_page(
            "account/email_change/undo.html",
            form=form,
            email=followed.change.old_email,
            new_email=followed.account.email,
        )
    own = current_sign_in()
    was_to_be_deleted = followed.account.delete_after is not None
    outcome = undo_change(
        current_session(),
        token or "",
        circumstances(followed.account.id, keeps_session=False),
    )
    if not isinstance(outcome, Account):
        return _explain(outcome)
    response = render_page(
        "account/email_change/undone.html",
        email=outcome.email,
        was_to_be_deleted=was_to_be_deleted,
        next_url=url_for("password_reset.request"),
        sign_in_url=url_for("signin.start"),
    )
    if own is not None and own.account_id == outcome.id:
        sign_out_active(response)
    return response


def _asked(person: Person, form: NewEmailForm) -> ChangeRequest | None:
    """What the form asks for, or None with the reason beside the field."""
    new_email = canonical_email(form.email.data or "") or ""
    if new_email == person.account.email:
        form.email.errors = [gettext("This is your address already.")]
        return None
    asked = ChangeRequest(
        person.account.id, person.signed_in.session_id, new_email, portal_key(), current_language(), request_info()
    )
    if not claim_request(asked, demands_of(None).throttle):
        form.email.errors = [gettext("We have sent several mails already. Please try again in an hour.")]
        return None
    return asked


def _request(person: Person, asked: ChangeRequest) -> Response:
    change = request_change(current_session(), asked)
    return render_account_page(
        "account/email_change/sent.html",
        person,
        email=asked.new_email,
        valid_until=format_moment(change.expires_at),
        request_url=url_for("email_change.request"),
        back_url=url_for("accounts.profile"),
    )


def _explain(problem: LinkProblem | str) -> Response:
    status = 409 if problem == TAKEN else 404 if problem == LinkProblem.UNKNOWN else 410
    return render_page(
        "account/email_change/link_problem.html", status, reason=str(problem), next_url=url_for("accounts.profile")
    )
