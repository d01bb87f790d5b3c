"""The page behind the mailed link of an invitation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.fields import ButtonForm
from idp.accounts.journey_form import journey_form
from idp.accounts.new_person_page import NewPersonForm, NewPersonPage
from idp.accounts.summaries import account_summaries, find_account_id
from idp.infrastructure.database import connection, current_session
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink
from idp.infrastructure.one_time_links.page import UNKNOWN, Explanation, WayOn
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.headers import allow_forms_to_leave
from idp.infrastructure.web.i18n import gettext, lazy_gettext
from idp.infrastructure.web.pages import portal_key, render_page
from idp.infrastructure.web.prefetching import acts_on_get
from idp.organizations.entitlements.lookup import read_products
from idp.organizations.invitations.accepted_page import create_account, go_on
from idp.organizations.invitations.answering import accept, decline
from idp.organizations.invitations.models import OrganizationInvitation
from idp.organizations.invitations.opening import note_opened
from idp.organizations.invitations.sending import ORGANIZATION_INVITATION
from idp.organizations.models import MemberRole, Organization
from idp.organizations.words import say_role
from idp.portals.demands import demands_at
from idp.portals.journey import journey_parts_at
from idp.sessions import current_sign_in
from idp.sessions.actor import account_actor, current_actor
from idp.sessions.recent import required_sign_in

_ASK_INVITER = lazy_gettext("Please ask the person who invited you for a new invitation.")


@dataclass(frozen=True, slots=True)
class Invited:
    """What an open link leads to, to read only; ``products`` are the names of those that it is limited to."""

    invitation: OrganizationInvitation
    organization: Organization
    inviter: str
    products: tuple[str, ...]


class OrganizationInvitationPage(NewPersonPage[Invited]):
    """Accept or decline, as the account of the invited address; or, where there is none, name and password."""

    purpose = ORGANIZATION_INVITATION
    endpoint = "organization_invitation.accept"
    template = "organizations/invitations/new_person.html"
    explanations = {
        LinkProblem.EXPIRED: Explanation(lazy_gettext("This invitation has expired"), _ASK_INVITER),
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
                "It is incomplete, or the organization no longer exists. Copy the whole link from the e-mail into the "
                "address bar, or ask the person who invited you."
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
        invitation = session.get(OrganizationInvitation, link.subject)
        organization = session.get(Organization, invitation.organization_id) if invitation else None
        if invitation is None or organization is None:
            return LinkProblem.UNKNOWN
        names = read_products(session, organization.id, invitation.portal)
        products = tuple(names[key] for key in invitation.products if key in names)
        summary = account_summaries([invitation.inviter_id or ""]).get(invitation.inviter_id or "")
        return Invited(invitation, organization, summary.name if summary else "", products)

    def answer(self, invited: Invited, token: str) -> Response | LinkProblem:
        # Accepting leads on to the portal.
        allow_forms_to_leave()
        if request.method == "GET":
            note_opened(connection(), invited.invitation.id)
        account_id = find_account_id(invited.invitation.email)
        if account_id is None:
            return self._ask_person(invited, token)
        own = current_sign_in()
        if own is None or own.account_id != account_id:
            return self._ask_to_sign_in(invited, account_id)
        required_sign_in()
        form = ButtonForm()
        if form.validate_on_submit():
            return self._redeem(token, account_id, accepts="accept" in request.form)
        return _render(invited, 422 if form.errors else 200, form=form)

    def create(self, invited: Invited, token: str, form: NewPersonForm) -> Response | LinkProblem:
        return create_account(invited.invitation, token, form)

    def _ask_person(self, invited: Invited, token: str) -> Response | LinkProblem:
        portal = invited.invitation.portal
        demands = demands_at(current_settings(), portal)
        form = journey_form(NewPersonForm, demands.portal)
        journey = journey_parts_at(demands.portal)
        email = invited.invitation.email
        return self.ask_person(invited, token, form, email=email, demands=demands, journey=journey, **_facts(invited))

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
        return render_page("organizations/invitations/declined.html", organization=organization.name)


def _render(invited: Invited, status: int, **context: Any) -> Response:
    left_out = dict.fromkeys(("form", "present", "switch_to", "sign_in_url", "back"))
    facts = left_out | {"email": invited.invitation.email} | _facts(invited)
    return render_page("organizations/invitations/answer.html", status, **facts | context)


def _facts(invited: Invited) -> dict[str, Any]:
    invitation = invited.invitation
    return {
        "organization": invited.organization.name,
        "inviter": invited.inviter,
        "role": say_role(invitation.role),
        "represents": invitation.represents and invited.organization.representative_id is None,
        "is_administrator": invitation.role == MemberRole.ADMINISTRATOR,
        "billing": invitation.billing,
        "products": invited.products,
        "valid_until": invitation.expires_at,
        "membership_through": invitation.membership_through,
    }
