"""The page behind the mailed link of an invitation."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask, current_app, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.fields import ButtonForm
from idp.accounts.summaries import account_summaries
from idp.infrastructure.database import connection, current_session
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink
from idp.infrastructure.one_time_links.page import UNKNOWN, Explanation, LinkPage, Proof, WayOn
from idp.infrastructure.web.headers import allow_forms_to_leave
from idp.infrastructure.web.i18n import gettext, lazy_gettext
from idp.infrastructure.web.pages import portal_key, render_page
from idp.infrastructure.web.prefetching import acts_on_get
from idp.invitations.accepted_page import go_on
from idp.invitations.answering import accept, decline
from idp.invitations.invited import Invited, read_invited
from idp.invitations.offer import offer_facts
from idp.invitations.opening import note_opened
from idp.invitations.sending import INVITATION
from idp.organizations.models import Organization
from idp.sessions import current_sign_in
from idp.sessions.actor import account_actor, current_actor
from idp.sessions.recent import required_sign_in

_ASK_AGAIN = lazy_gettext(
    "Please ask the person who invited you for a new invitation. If an account has already been created for you, "
    "“Forgot your password?” on the sign-in page helps as well."
)


_EXTENSION = "einlass pages of invitations"
_PAGES = "invited_registration.register"


class InvitationPage(LinkPage[Invited]):
    """Accept or decline, as the account of the invited address. Where no one can sign in to one yet, a registration
    leads to it."""

    purpose = INVITATION
    endpoint = "invitation.accept"
    elsewhere = (Proof.SIGN_IN, Proof.OWN_PASSWORD)
    explanations = {
        LinkProblem.EXPIRED: Explanation(lazy_gettext("This invitation has expired"), _ASK_AGAIN),
        LinkProblem.USED: Explanation(
            lazy_gettext("Already answered"),
            lazy_gettext("You have already answered this invitation. If you accepted it, you can sign in."),
            is_done=True,
        ),
        LinkProblem.SUPERSEDED: Explanation(
            lazy_gettext("This invitation no longer works"),
            lazy_gettext(
                "It was withdrawn or replaced by a newer one. Please use the link in the latest e-mail, or ask the "
                "person who invited you."
            ),
        ),
        LinkProblem.UNKNOWN: Explanation(
            UNKNOWN,
            lazy_gettext(
                "It is incomplete, or the organization or account no longer exists. Copy the whole link from the "
                "e-mail into the address bar, or ask the person who invited you."
            ),
        ),
    }

    def ways_on(self, problem: LinkProblem) -> Sequence[WayOn]:
        return (WayOn(gettext("Sign in"), url_for("signin.start", portal=portal_key())),)

    @acts_on_get
    def show(self) -> Response:
        """The page itself, whose first look the inviter learns of."""
        return super().show()

    def look(self, session: Session, link: OneTimeLink) -> Invited | LinkProblem:
        return read_invited(session, link)

    def answer(self, invited: Invited, token: str) -> Response | LinkProblem:
        # Accepting leads on to the portal.
        allow_forms_to_leave()
        if request.method == "GET":
            note_opened(connection(), invited.invitation.id)
        account = invited.account
        if account is None or invited.is_for_new_person:
            return redirect(url_for(_PAGES), 303)
        own = current_sign_in()
        if own is None or own.account_id != account.id:
            return self._ask_to_sign_in(invited, account.id)
        required_sign_in()
        form = ButtonForm()
        if form.validate_on_submit():
            if "accept" in request.form and _asks_before(invited):
                return redirect(url_for(_PAGES), 303)
            return self._redeem(token, account.id, accepts="accept" in request.form)
        return _render(invited, 422 if form.errors else 200, form=form)

    def _ask_to_sign_in(self, invited: Invited, account_id: str) -> Response:
        """Whose invitation it is: no other account that is signed in answers it."""
        email, here = invited.invitation.email, url_for(self.endpoint)
        start, portal = "signin.start", portal_key()
        beside = account_actor(account_id).session_id
        other = current_sign_in()
        return _render(
            invited,
            403 if request.method == "POST" else 200,
            present=account_summaries([other.account_id]).get(other.account_id) if other else None,
            switch_to=beside,
            back=here,
            sign_in_url=url_for(start, portal=portal, next=here, account="other", email=email, ask="password"),
        )

    def _redeem(self, token: str, account_id: str, *, accepts: bool) -> Response | LinkProblem:
        session, actor = current_session(), current_actor()
        if accepts:
            accepted = accept(session, token, account_id, actor)
            return accepted if isinstance(accepted, LinkProblem) else go_on(accepted)
        declined = decline(session, token, account_id, actor)
        if isinstance(declined, LinkProblem):
            return declined
        organization = session.get_one(Organization, declined.organization_id)
        return render_page("invitations/declined.html", organization=organization.name)


def ask_before_accepting(app: Flask, asks: Callable[[Invited], bool]) -> None:
    """Have an account that accepts walk the pages of the registration first, where ``asks`` says that the portal asks
    it for something."""
    app.extensions[_EXTENSION] = asks


def _asks_before(invited: Invited) -> bool:
    asks: Callable[[Invited], bool] | None = current_app.extensions.get(_EXTENSION)
    return asks is not None and asks(invited)


def _render(invited: Invited, status: int, **context: Any) -> Response:
    left_out = dict.fromkeys(("form", "present", "switch_to", "sign_in_url", "back"))
    facts = left_out | {"email": invited.invitation.email} | offer_facts(invited)
    return render_page("invitations/answer.html", status, **facts | context)
