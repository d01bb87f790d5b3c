"""The page behind the link that confirms a registration."""

from collections.abc import Sequence

from flask import request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.fields import ButtonForm, PageForm
from idp.accounts.new_password import NewPasswordForm, accept_new_password, shown_rules
from idp.accounts.password_policy import words_of
from idp.accounts.passwords import hash_password, verify_password
from idp.actors import visitor
from idp.infrastructure.database import current_session
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink
from idp.infrastructure.one_time_links.page import EXPIRED, SUPERSEDED, UNKNOWN, Explanation, LinkPage, Proof, WayOn
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.i18n import gettext, lazy_gettext
from idp.infrastructure.web.pages import portal_key, render_page
from idp.interactions.web import look_for_interaction
from idp.portals.demands import demands_at
from idp.portals.registry import current_portal
from idp.registration.confirmation import confirm_by_link, hit_password_limit
from idp.registration.confirmed_page import go_on
from idp.registration.forms import ConfirmationCodeForm, ConfirmWithPasswordForm
from idp.registration.journey import form_pages, outlook_of
from idp.registration.models import Registration
from idp.registration.own import let_forms_leave
from idp.registration.start import CONFIRM_REGISTRATION
from idp.registration.typed_code import accept_code
from idp.sessions.recent import required_sign_in


class ConfirmRegistrationPage(LinkPage[Registration]):
    """A button; and in another browser than the one that registered, a password with it."""

    purpose = CONFIRM_REGISTRATION
    endpoint = "registration.confirm"
    elsewhere = (Proof.CODE_OR_PASSWORD,)
    explanations = {
        LinkProblem.EXPIRED: Explanation(
            EXPIRED,
            lazy_gettext("For your protection it was valid for a limited time. Please register again."),
        ),
        LinkProblem.USED: Explanation(
            lazy_gettext("Already confirmed"),
            lazy_gettext(
                "This link has already been used. If that was you, your account is ready and you can sign in."
            ),
            is_done=True,
        ),
        LinkProblem.SUPERSEDED: Explanation(
            SUPERSEDED,
            lazy_gettext("Please use the link in the latest e-mail, or register again."),
        ),
        LinkProblem.UNKNOWN: Explanation(
            UNKNOWN,
            lazy_gettext(
                "It may be incomplete. Copy the whole link from the e-mail into the address bar, or register again."
            ),
        ),
    }

    def ways_on(self, problem: LinkProblem) -> Sequence[WayOn]:
        sign_in = WayOn(gettext("Sign in"), url_for("signin.start", portal=portal_key()))
        if problem is LinkProblem.USED or not current_portal().is_registration_open:
            return (sign_in,)
        return (WayOn(gettext("Register again"), url_for("registration.register", portal=portal_key())), sign_in)

    def look(self, session: Session, link: OneTimeLink) -> Registration | LinkProblem:
        return session.get(Registration, link.subject) or LinkProblem.UNKNOWN

    def answer(self, registration: Registration, token: str) -> Response | LinkProblem:
        let_forms_leave(registration)
        if registration.is_of_account:
            # Whose account it is shows by its sign-in, in any browser.
            if required_sign_in().account_id != registration.account_id:
                return LinkProblem.UNKNOWN
            return self._with_button(registration, token)
        if registration.browser_hash == browser_hash():
            # Its form may end at the client that waits.
            look_for_interaction(registration.interaction_id)
            return self._with_button(registration, token)
        if not registration.password_hash:
            return self._with_code(registration, token)
        if request.args.get("choose") == "new":
            return self._with_new_password(registration, token)
        return self._with_password(registration, token)

    def _with_button(self, registration: Registration, token: str) -> Response | LinkProblem:
        form = ButtonForm()
        return (
            self._redeem(registration, token)
            if form.validate_on_submit()
            else _render(registration, form, same_browser=True)
        )

    def _with_code(self, registration: Registration, token: str) -> Response | LinkProblem:
        """Where no password was chosen yet, the code from the mail is typed: a program that opens links can not."""
        form = ConfirmationCodeForm()
        if accept_code(form, registration):
            return self._redeem(registration, token)
        return render_page("registration/other_browser.html", 422 if form.errors else 200, form=form)

    def _with_password(self, registration: Registration, token: str) -> Response | LinkProblem:
        """Who reads the mail shows, by the password, that they are who registered."""
        form = ConfirmWithPasswordForm()
        if form.validate_on_submit():
            complaint = _find_complaint(registration, form.password.data or "")
            if complaint is None:
                return self._redeem(registration, token, is_password_typed=True)
            form.password.errors = [*form.password.errors, complaint]
        return _render(registration, form)

    def _with_new_password(self, registration: Registration, token: str) -> Response | LinkProblem:
        """Or they set the password, and the one from the registration is forgotten."""
        form, demands = NewPasswordForm(), demands_at(current_settings(), registration.portal)
        words = words_of(registration.given_name, registration.family_name, registration.email, *demands.names)
        if accept_new_password(form, demands.password, words):
            return self._redeem(
                registration, token, hash_password(form.password.data or "", current_settings().passwords)
            )
        return _render(registration, form, choose_new=True, rules=shown_rules(demands.password))

    def _redeem(
        self,
        registration: Registration,
        token: str,
        new_password_hash: str | None = None,
        *,
        is_password_typed: bool = False,
    ) -> Response | LinkProblem:
        outlook = outlook_of(registration)
        confirmed = confirm_by_link(current_session(), token, visitor(), outlook, new_password_hash)
        if isinstance(confirmed, LinkProblem):
            return confirmed
        return go_on(confirmed, is_password_typed=is_password_typed)


def _find_complaint(registration: Registration, password: str) -> str | None:
    if not hit_password_limit(registration):
        return gettext("Too many attempts. Please choose a new password instead.")
    if not verify_password(registration.password_hash, password, current_settings().passwords):
        return gettext("This is not the password that you chose when you registered. You can choose a new one instead.")
    return None


def _render(
    registration: Registration,
    form: PageForm,
    *,
    same_browser: bool = False,
    choose_new: bool = False,
    rules: Sequence[dict[str, str | None]] = (),
) -> Response:
    return render_page(
        "registration/confirm.html",
        422 if form.errors else 200,
        pages=form_pages(registration),
        email=registration.email,
        same_browser=same_browser,
        choose_new=choose_new,
        form=form,
        rules=rules,
    )
