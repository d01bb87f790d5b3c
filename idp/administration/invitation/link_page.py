"""The page behind the link that makes an operator."""

from collections.abc import Sequence

from flask import redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.fields import PageForm, name_field
from idp.accounts.new_password import accept_new_password, new_password_field, shown_rules
from idp.accounts.password_policy import words_of
from idp.accounts.passwords import hash_password
from idp.accounts.summaries import find_account_id
from idp.actors import visitor
from idp.administration.invitation.service import OPERATOR_INVITATION, accept_invitation
from idp.infrastructure.database import current_session
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink
from idp.infrastructure.one_time_links.page import UNKNOWN, USED, Explanation, LinkPage, Proof, WayOn
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import gettext, lazy_gettext
from idp.infrastructure.web.pages import render_page
from idp.portals.account_demands import demands_of_account

_ASK_AGAIN = Explanation(
    UNKNOWN,
    lazy_gettext(
        "It has expired, was replaced by a newer one, or is incomplete. The operator of this installation can create "
        "a new one with the command “idp users invite-operator”."
    ),
)


class NewOperatorForm(PageForm):
    """Who the person is, and the password."""

    given_name = name_field(lazy_gettext("First name"), lazy_gettext("Please enter your first name."))
    family_name = name_field(lazy_gettext("Last name"), lazy_gettext("Please enter your last name."))
    password = new_password_field()


class AcceptInvitationPage(LinkPage[str]):
    """Name and password of the new operator. What a link leads to is the address that was invited."""

    purpose = OPERATOR_INVITATION
    endpoint = "operator_invitation.accept"
    elsewhere = (Proof.OWN_PASSWORD,)
    explanations = {
        LinkProblem.EXPIRED: _ASK_AGAIN,
        LinkProblem.USED: Explanation(
            USED, lazy_gettext("Each link works once. If you have already set up your access, you can sign in.")
        ),
        LinkProblem.SUPERSEDED: _ASK_AGAIN,
        LinkProblem.UNKNOWN: _ASK_AGAIN,
    }

    def ways_on(self, problem: LinkProblem) -> Sequence[WayOn]:
        return (WayOn(gettext("Sign in"), url_for("signin.start")),)

    def look(self, session: Session, link: OneTimeLink) -> str | LinkProblem:
        return link.subject

    def answer(self, email: str, token: str) -> Response | LinkProblem:
        # The address may have got an account since, whose portals have their rules.
        demands = demands_of_account(find_account_id(email) or "")
        form, rules = NewOperatorForm(), shown_rules(demands.password)
        words = words_of(email, form.given_name.data, form.family_name.data, *demands.names)
        if accept_new_password(form, demands.password, words):
            return self._create(email, token, form)
        status = 422 if form.errors else 200
        return render_page("administration/accept.html", status, form=form, rules=rules, email=email)

    def _create(self, email: str, token: str, form: NewOperatorForm) -> Response | LinkProblem:
        # Before the transaction: hashing is slow.
        password_hash = hash_password(form.password.data or "", current_settings().passwords)
        account = accept_invitation(
            current_session(),
            token,
            given_name=form.given_name.data or "",
            family_name=form.family_name.data or "",
            password_hash=password_hash,
            actor=visitor(),
        )
        if isinstance(account, LinkProblem):
            return account
        return redirect(url_for("signin.start", account="other", email=account.email), 303)
