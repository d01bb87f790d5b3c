"""The page behind the mailed link of an invitation."""

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.activation import awaits_activation
from idp.accounts.fields import ButtonForm
from idp.accounts.journey_form import journey_form
from idp.accounts.models import Account
from idp.accounts.new_person_page import NewPersonForm, NewPersonPage
from idp.accounts.summaries import account_summaries
from idp.infrastructure.database import connection, current_session
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink
from idp.infrastructure.one_time_links.page import UNKNOWN, Explanation, WayOn
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.headers import allow_forms_to_leave
from idp.infrastructure.web.i18n import gettext, lazy_gettext
from idp.infrastructure.web.pages import portal_key, render_page
from idp.infrastructure.web.prefetching import acts_on_get
from idp.invitations.accepted_page import create_account, go_on
from idp.invitations.answering import accept, decline
from idp.invitations.invited import Invited, read_invited
from idp.invitations.opening import note_opened
from idp.invitations.sending import INVITATION
from idp.organizations.models import MemberRole, Organization
from idp.organizations.words import say_role
from idp.portals.account_demands import demands_of_account
from idp.portals.demands import demands_at
from idp.portals.journey import journey_parts_at
from idp.sessions import current_sign_in
from idp.sessions.actor import account_actor, current_actor
from idp.sessions.recent import required_sign_in

_ASK_AGAIN = lazy_gettext(
    "Please ask the person who invited you for a new invitation. If an account has already been created for you, "
    "“Forgot your password?” on the sign-in page helps as well."
)


class InvitationPage(NewPersonPage[Invited]):
    """Accept or decline, as the account of the invited address; or, where no one can sign in to one yet, name and
    password."""

    purpose = INVITATION
    endpoint = "invitation.accept"
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
        return read_invited(session, link.subject)

    def answer(self, invited: Invited, token: str) -> Response | LinkProblem:
        # Accepting leads on to the portal.
        allow_forms_to_leave()
        if request.method == "GET":
            note_opened(connection(), invited.invitation.id)
        account = invited.account
        if account is None or _is_set_up_here(invited, account):
            return self._ask_person(invited, token)
        own = current_sign_in()
        if own is None or own.account_id != account.id:
            return self._ask_to_sign_in(invited, account.id)
        required_sign_in()
        form = ButtonForm()
        if form.validate_on_submit():
            return self._redeem(token, account.id, accepts="accept" in request.form)
        return _render(invited, 422 if form.errors else 200, form=form)

    def create(self, invited: Invited, token: str, form: NewPersonForm) -> Response | LinkProblem:
        return create_account(invited.invitation, token, form)

    def _ask_person(self, invited: Invited, token: str) -> Response | LinkProblem:
        portal, account = invited.invitation.portal, invited.account
        known = {"given_name": account.given_name, "family_name": account.family_name} if account else {}
        settings = current_settings()
        demands = demands_of_account(account.id, also=portal) if account else demands_at(settings, portal)
        return self.ask_person(
            invited,
            token,
            journey_form(NewPersonForm, portal, **known),
            template="invitations/new_person.html" if invited.membership else "invitations/activation.html",
            email=invited.invitation.email,
            demands=demands,
            journey=journey_parts_at(portal),
            **_facts(invited),
        )

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


def _is_set_up_here(invited: Invited, account: Account) -> bool:
    """Whether name and password answer for an account: no one can sign in to it yet, and the inviter may vouch for its
    address. An organization may not where a portal of the account asks for more than the address before a new password.
    """
    if not awaits_activation(account):
        return False
    return invited.membership is None or not demands_of_account(account.id).asks_customer_number


def _render(invited: Invited, status: int, **context: Any) -> Response:
    left_out = dict.fromkeys(("form", "present", "switch_to", "sign_in_url", "back"))
    facts = left_out | {"email": invited.invitation.email} | _facts(invited)
    return render_page("invitations/answer.html", status, **facts | context)


def _facts(invited: Invited) -> dict[str, Any]:
    invitation, membership = invited.invitation, invited.membership
    if membership is None:
        return {"valid_until": invitation.expires_at}
    return {
        "organization": membership.organization.name,
        "inviter": membership.inviter,
        "role": say_role(invitation.role),
        "represents": invitation.represents and membership.organization.representative_id is None,
        "is_administrator": invitation.role == MemberRole.ADMINISTRATOR,
        "billing": invitation.billing,
        "products": membership.products,
        "valid_until": invitation.expires_at,
        "membership_through": invitation.membership_through,
    }
