"""The pages behind the links of a security alert: "it was me", and the first two steps of securing the account.

The third step, checking the second factors, belongs to ``factors.securing``.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.button_page import ButtonPage
from idp.accounts.fields import ButtonForm
from idp.accounts.link_purposes import SECURE_ACCOUNT
from idp.accounts.new_password import NewPasswordForm, accept_new_password, shown_rules
from idp.accounts.password_policy import rules_met, words_of
from idp.accounts.passwords import hash_password
from idp.accounts.security.alerts import find_event
from idp.accounts.security.securing import (
    FollowedAlert,
    complete_securing,
    confirm_event,
    find_alert,
    secure_account,
)
from idp.actors import Actor, visitor
from idp.infrastructure.database import current_session
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink
from idp.infrastructure.one_time_links.page import EXPIRED, UNKNOWN, Explanation, LinkPage, Proof, WayOn
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import gettext, lazy_gettext
from idp.infrastructure.web.pages import portal_key, render_page
from idp.interactions.direct_sign_in import begin_with_new_password, interaction_to_go_on_with, is_browser_known
from idp.mail.devices import describe_device
from idp.portals.account_demands import demands_of_account
from idp.sessions import current_sign_in, sign_out_active

_SUSPICION = lazy_gettext(
    "If you think someone else is using your account, change your password. All other devices will be signed out."
)


class _AlertPage(LinkPage[FollowedAlert]):
    purpose = SECURE_ACCOUNT
    elsewhere = (Proof.BUTTON,)
    explanations = {
        LinkProblem.EXPIRED: Explanation(EXPIRED, _SUSPICION),
        LinkProblem.USED: Explanation(
            lazy_gettext("Your account is secured"),
            lazy_gettext(
                "All devices have been signed out, and your new password is active. You can still check your second "
                "factors."
            ),
            is_done=True,
        ),
        LinkProblem.SUPERSEDED: Explanation(UNKNOWN, _SUSPICION),
        LinkProblem.UNKNOWN: Explanation(UNKNOWN, _SUSPICION),
    }

    def ways_on(self, problem: LinkProblem) -> Sequence[WayOn]:
        home = WayOn(gettext("Go to your account"), url_for("accounts.home"))
        if problem is LinkProblem.USED:
            return (WayOn(gettext("Check second factors"), url_for("securing.check")), home)
        return (WayOn(gettext("Choose a new password"), url_for("password_reset.request", portal=portal_key())), home)

    def look(self, session: Session, link: OneTimeLink) -> FollowedAlert | LinkProblem:
        return find_alert(session, link)


class ItWasMePage(_AlertPage, ButtonPage[FollowedAlert]):
    """The owner knows the event: nothing changes, and the other answer can still be given."""

    endpoint = "security.it_was_me"
    opened_by = "security.open_it_was_me"

    def render(self, followed: FollowedAlert, form: ButtonForm) -> Response:
        return _render_it_was_me(form=form, event=_event(followed), is_done=followed.is_confirmed)

    def redeem(self, followed: FollowedAlert, token: str) -> Response | LinkProblem:
        problem = confirm_event(current_session(), token, _reader(followed))
        return problem or _render_it_was_me(is_done=True)


class SecureAccountPage(_AlertPage):
    """The owner does not know it. First step: every session ends. Second step: a new password.

    No portal asks for a customer number here: the link has reached the owner, which is what asking is to make sure of.
    """

    endpoint = "security.secure"

    def answer(self, followed: FollowedAlert, token: str) -> Response | LinkProblem:
        return self._choose(followed, token) if followed.is_secured else self._end(followed, token)

    def _end(self, followed: FollowedAlert, token: str) -> Response | LinkProblem:
        form = ButtonForm()
        if form.validate_on_submit():
            problem = secure_account(current_session(), token, _reader(followed))
            return problem or _signed_out_of(followed, redirect(url_for(self.endpoint), 303))
        return render_page(
            "accounts/security/secure_account.html", form=form, event=_event(followed), email=followed.account.email
        )

    def _choose(self, followed: FollowedAlert, token: str) -> Response | LinkProblem:
        form, account = NewPasswordForm(), followed.account
        if form.is_submitted() and form.password.name not in request.form:
            # The button of the first step, pressed twice.
            return redirect(url_for(self.endpoint), 303)
        demands = demands_of_account(account.id)
        words = words_of(account.given_name, account.family_name, account.email, account.username, *demands.names)
        if accept_new_password(form, demands.password, words, account.id):
            return self._redeem(followed, token, form.password.data or "")
        return render_page(
            "accounts/security/new_password.html",
            422 if form.errors else 200,
            form=form,
            rules=shown_rules(demands.password),
            email=account.email,
        )

    def _redeem(self, followed: FollowedAlert, token: str, password: str) -> Response | LinkProblem:
        # Before the transaction: hashing is slow.
        settings, is_own = current_settings(), is_browser_known(followed.account.id)
        password_hash, met = hash_password(password, settings.passwords), rules_met(password, settings)
        account = complete_securing(current_session(), token, password_hash, _reader(followed), met)
        if isinstance(account, LinkProblem):
            return account
        interaction = interaction_to_go_on_with(
            current_session(),
            None,
            identifier=account.email,
            lifetime=demands_of_account(account.id).lifetimes.interaction,
            return_to=url_for("securing.check"),
        )
        if is_own:
            return begin_with_new_password(interaction, account.id)
        return redirect(url_for("security.saved", interaction_id=interaction.id), 303)


def _reader(followed: FollowedAlert) -> Actor:
    return visitor().identified_as(followed.account.id)


def _signed_out_of(followed: FollowedAlert, response: Response) -> Response:
    signed_in = current_sign_in()
    if signed_in is not None and signed_in.account_id == followed.account.id:
        sign_out_active(response)
    return response


def _render_it_was_me(**context: Any) -> Response:
    return render_page(
        "accounts/security/it_was_me.html",
        secure_url=url_for(SecureAccountPage.endpoint),
        next_url=url_for("accounts.home"),
        **context,
    )


def _event(followed: FollowedAlert) -> dict[str, str | datetime | None]:
    return {
        "text": find_event(followed.key),
        "device": describe_device(followed.user_agent),
        "place": followed.place,
        "at": followed.happened_at,
    }
