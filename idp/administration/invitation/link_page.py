"""The page behind the link that makes an operator."""

from collections.abc import Sequence

from flask import redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.new_person_page import NewPersonForm, NewPersonPage
from idp.accounts.passwords import hash_password
from idp.accounts.summaries import find_account_id
from idp.actors import visitor
from idp.administration.invitation.service import OPERATOR_INVITATION, accept_invitation
from idp.infrastructure.database import current_session
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink
from idp.infrastructure.one_time_links.page import UNKNOWN, USED, Explanation, Proof, WayOn
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import gettext, lazy_gettext
from idp.portals.account_demands import demands_of_account

_ASK_AGAIN = Explanation(
    UNKNOWN,
    lazy_gettext(
        "It has expired, was replaced by a newer one, or is incomplete. The operator of this installation can create "
        "a new one with the command “idp users invite-operator”."
    ),
)


class AcceptInvitationPage(NewPersonPage[str]):
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
        template = "administration/accept.html"
        return self.ask_person(email, token, NewPersonForm(), template=template, email=email, demands=demands)

    def create(self, email: str, token: str, form: NewPersonForm) -> Response | LinkProblem:
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
