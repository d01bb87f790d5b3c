"""The pages behind the mailed link. Opening them changes nothing: mail scanners open every link."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.fields import ButtonForm
from idp.accounts.new_password import NewPasswordForm, accept_password, shown_rules
from idp.accounts.password_policy import words_of
from idp.accounts.passwords import hash_password, verify_password
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.one_time_links import BrokenLink, LinkProblem
from idp.infrastructure.one_time_links.opened import forget_link, remember_link, remembered_link
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.i18n import gettext
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import portal_key, render_page, request_info, use_portal
from idp.portals.demands import demands_at
from idp.registration.confirmation import claim_password_attempt, confirm_by_link, look_at_link
from idp.registration.confirmed_page import confirmed_page
from idp.registration.forms import ConfirmWithPasswordForm
from idp.registration.models import Registration
from idp.registration.routes import registration
from idp.registration.start import CONFIRM_REGISTRATION

# The blueprint with all of its pages.
__all__ = ["registration"]


@registration.get("/confirm/<token>")
def open_link(token: str) -> Response:
    """The address in the mail: it leaves nothing in the address bar."""
    remember_link(CONFIRM_REGISTRATION, token)
    return redirect(url_for("registration.confirm"), 303)


@registration.route("/confirm", methods=["GET", "POST"])
@limited_form
def confirm() -> Response:
    """A button; and in another browser than the one that registered, a password with it."""
    token = remembered_link(CONFIRM_REGISTRATION) or ""
    with reading() as session:
        found = look_at_link(session, token)
    if isinstance(found, BrokenLink):
        return _explain(found)
    use_portal(found.portal)
    if found.browser_hash == browser_hash():
        return _confirm_here(found, token)
    if request.args.get("choose") == "new":
        return _confirm_with_new_password(found, token)
    return _confirm_with_password(found, token)


def _confirm_here(found: Registration, token: str) -> Response:
    form = ButtonForm()
    if form.validate_on_submit():
        return _finish(token)
    return _render(found, form, same_browser=True)


def _confirm_with_password(found: Registration, token: str) -> Response:
    """The one who reads the mail shows that he is the one who registered."""
    form = ConfirmWithPasswordForm()
    if form.validate_on_submit():
        if not claim_password_attempt(found):
            message = gettext("There were too many attempts. Please choose a new password instead.")
        elif verify_password(found.password_hash, form.password.data or "", current_settings().passwords):
            return _finish(token)
        else:
            message = gettext("This is not the password from the registration. You can choose a new one instead.")
        form.password.errors = [*form.password.errors, message]
    return _render(found, form)


def _confirm_with_new_password(found: Registration, token: str) -> Response:
    """Or he sets the password, and the one from the registration is forgotten."""
    form = NewPasswordForm()
    demands = demands_at(current_settings(), found.portal)
    words = words_of(found.given_name, found.family_name, found.email, demands.name)
    if form.validate_on_submit() and accept_password(form.password, demands.password, words):
        return _finish(token, hash_password(form.password.data or "", current_settings().passwords))
    return _render(found, form, choose_new=True, rules=shown_rules(demands.password))


def _finish(token: str, new_password_hash: str | None = None) -> Response:
    outcome = confirm_by_link(current_session(), token, request_info(), new_password_hash)
    if isinstance(outcome, BrokenLink):
        return _explain(outcome)
    return confirmed_page(outcome)


def _render(
    found: Registration,
    form: ButtonForm | ConfirmWithPasswordForm | NewPasswordForm,
    *,
    same_browser: bool = False,
    choose_new: bool = False,
    rules: list[dict[str, str | None]] | None = None,
) -> Response:
    return render_page(
        "registration/confirm.html",
        422 if form.errors else 200,
        email=found.email,
        same_browser=same_browser,
        choose_new=choose_new,
        form=form,
        rules=rules or [],
    )


def _explain(broken: BrokenLink) -> Response:
    use_portal(broken.portal)
    if broken.problem is LinkProblem.UNKNOWN:
        forget_link(CONFIRM_REGISTRATION)
    return render_page(
        "registration/link_problem.html",
        {LinkProblem.UNKNOWN: 404, LinkProblem.USED: 200}.get(broken.problem, 410),
        reason=broken.problem.value,
        register_url=url_for("registration.register", portal=portal_key()),
        sign_in_url=url_for("signin.start", portal=portal_key()),
    )
