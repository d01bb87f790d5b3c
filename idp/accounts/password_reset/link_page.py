"""The page behind the link for a new password."""

from collections.abc import Sequence

from flask import redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.link_purposes import PASSWORD_RESET
from idp.accounts.new_password import NewPasswordForm, accept_new_password, shown_rules
from idp.accounts.password_policy import rules_met, words_of
from idp.accounts.password_reset.completion import complete_reset
from idp.accounts.password_reset.link import ResetLink, find_reset
from idp.accounts.passwords import hash_password
from idp.actors import visitor
from idp.infrastructure.database import current_session
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink
from idp.infrastructure.one_time_links.page import (
    EXPIRED,
    SUPERSEDED,
    UNKNOWN,
    USED,
    Explanation,
    LinkPage,
    Proof,
    WayOn,
)
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.i18n import gettext, lazy_gettext
from idp.infrastructure.web.pages import portal_key, render_page
from idp.interactions.direct_sign_in import begin_with_new_password, interaction_to_go_on_with, is_browser_known
from idp.interactions.web import look_for_interaction
from idp.portals.account_demands import demands_of_account
from idp.sessions import current_sign_in, sign_out_active


class ResetPasswordPage(LinkPage[ResetLink]):
    """The page of a reset link: a new password."""

    purpose = PASSWORD_RESET
    endpoint = "password_reset.choose"
    elsewhere = (Proof.OWN_PASSWORD,)
    explanations = {
        LinkProblem.EXPIRED: Explanation(
            EXPIRED,
            lazy_gettext("For your protection it was valid for a limited time. We can send you a new one."),
        ),
        LinkProblem.USED: Explanation(
            USED, lazy_gettext("Each link works once. If you have changed your password, sign in with it.")
        ),
        LinkProblem.SUPERSEDED: Explanation(
            SUPERSEDED, lazy_gettext("Please use the link in the latest e-mail, or request another one.")
        ),
        LinkProblem.UNKNOWN: Explanation(
            UNKNOWN,
            lazy_gettext(
                "It may be incomplete. Copy the whole link from the e-mail into the address bar, or request a new link."
            ),
        ),
    }

    def ways_on(self, problem: LinkProblem) -> Sequence[WayOn]:
        return (
            WayOn(gettext("Send a new link"), url_for("password_reset.request", portal=portal_key())),
            WayOn(gettext("Sign in"), url_for("signin.start", portal=portal_key())),
        )

    def look(self, session: Session, link: OneTimeLink) -> ResetLink | LinkProblem:
        return find_reset(session, link)

    def answer(self, link: ResetLink, token: str) -> Response | LinkProblem:
        # Its form may end at the client that waits.
        look_for_interaction(link.interaction_id)
        form, account = NewPasswordForm(), link.account
        demands = demands_of_account(account.id, also=link.waiting_portal)
        words = words_of(account.given_name, account.family_name, account.email, account.username, *demands.names)
        if accept_new_password(form, demands.password, words, account.id):
            return self._redeem(link, token, form.password.data or "")
        return render_page(
            "accounts/password_reset/choose.html",
            422 if form.errors else 200,
            form=form,
            rules=shown_rules(demands.password),
            email=account.email,
            is_first=account.password_changed_at is None and account.password_hash is None,
        )

    def _redeem(self, link: ResetLink, token: str, password: str) -> Response | LinkProblem:
        # Before the transaction: hashing is slow.
        settings = current_settings()
        password_hash, met = hash_password(password, settings.passwords), rules_met(password, settings)
        is_own = link.asked_by_browser == browser_hash() or is_browser_known(link.account.id)
        signed_in, session = current_sign_in(), current_session()
        account = complete_reset(session, token, password_hash, visitor().identified_as(link.account.id), met)
        if isinstance(account, LinkProblem):
            return account
        interaction = interaction_to_go_on_with(
            session,
            link.interaction_id,
            identifier=account.email,
            lifetime=demands_of_account(account.id).lifetimes.interaction,
            return_to=url_for("accounts.home"),
        )
        response = (
            begin_with_new_password(interaction, account.id)
            if is_own
            else redirect(url_for("password_reset.done", interaction_id=interaction.id), 303)
        )
        if signed_in is not None and signed_in.account_id == account.id:
            sign_out_active(response)
        return response
