"""The invitations of an organization, for its administrators."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.identifiers import canonical_email
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import gettext
from idp.infrastructure.web.limits import limited_form
from idp.invitations.changing import correct_address, get_invitation, send_again, withdraw
from idp.invitations.errors import AlreadyInvited, TooManyInvitations
from idp.invitations.forms import CorrectedAddressForm
from idp.invitations.limits import hit_invitation_limit
from idp.invitations.listing import (
    ListedInvitation,
    find_subject,
    listed_invitation,
    read_invitations,
)
from idp.invitations.words import PROGRESS
from idp.mail.outbox import sender_at
from idp.organizations.errors import AlreadyMember
from idp.organizations.pages import administered_organization, asked_cursor, neighbours, render_organization_page
from idp.organizations.policies.entry import may_let_in
from idp.organizations.policies.errors import AddressNotAllowed
from idp.organizations.words import say_role
from idp.portals.demands import demands_at
from idp.sessions.actor import current_actor
from idp.sessions.recent import recent_sign_in

organization_invitations = Blueprint(
    "organization_invitations", __name__, url_prefix="/organizations/<organization_id>/invitations"
)


@organization_invitations.get("")
def index(organization_id: str) -> Response:
    """Who was invited, and what became of it; ``?q=`` is a part of an address."""
    person, own = administered_organization(organization_id)
    search = request.args.get("q", "").strip()
    with reading() as session:
        page = read_invitations(session, own.id, search, asked_cursor(), current_time())
    return render_organization_page(
        "invitations/index.html",
        person,
        own,
        search=search,
        may_invite=may_let_in(own.organization, own.account_id),
        invitations=[_shown(listed) for listed in page.entries],
        done=_done(),
        **neighbours(page, "organization_invitations.index", organization_id=own.id, q=search or None),
    )


@organization_invitations.get("/<invitation_id>")
def show(organization_id: str, invitation_id: str) -> Response:
    """One invitation: what it offers, its mail, and what can be done about it."""
    return _render(organization_id, invitation_id, CorrectedAddressForm())


@organization_invitations.post("/<invitation_id>/resend")
@limited_form
def resend(organization_id: str, invitation_id: str) -> Response:
    """Send the mail again, with a new link."""
    administered_organization(organization_id)
    recent_sign_in()
    _hit_limit(organization_id, _read(organization_id, invitation_id).invitation.email)
    send_again(current_session(), organization_id, invitation_id, current_actor())
    return _back(organization_id, "resent")


@organization_invitations.post("/<invitation_id>/address")
@limited_form
def correct(organization_id: str, invitation_id: str) -> Response:
    """Send the invitation to another address; the link that was sent before is void."""
    administered_organization(organization_id)
    form = CorrectedAddressForm()
    if not form.validate_on_submit():
        return _render(organization_id, invitation_id, form)
    recent_sign_in()
    email = canonical_email(form.address.data or "") or ""
    _hit_limit(organization_id, email)
    try:
        correct_address(current_session(), organization_id, invitation_id, email, current_actor())
    except AddressNotAllowed as refused:
        form.address.errors = [refused.text]
        return _render(organization_id, invitation_id, form)
    except (AlreadyMember, AlreadyInvited):
        form.address.errors = [gettext("This address already belongs to a member, or has already been invited.")]
        return _render(organization_id, invitation_id, form)
    return _back(organization_id, "corrected")


@organization_invitations.post("/<invitation_id>/withdraw")
@limited_form
def end(organization_id: str, invitation_id: str) -> Response:
    """Withdraw the invitation: its link is void."""
    administered_organization(organization_id)
    recent_sign_in()
    withdraw(current_session(), organization_id, invitation_id, current_actor())
    return _back(organization_id, "withdrawn")


def _read(organization_id: str, invitation_id: str) -> ListedInvitation:
    with reading() as session:
        return listed_invitation(session, get_invitation(session, organization_id, invitation_id), current_time())


def _hit_limit(organization_id: str, email: str) -> None:
    """Count a mail to the address. Raises TooManyInvitations."""
    throttle = demands_at(current_settings(), None).throttle
    if not hit_invitation_limit(organization_id, email, current_actor(), throttle):
        raise TooManyInvitations


def _back(organization_id: str, done: str) -> Response:
    return redirect(url_for("organization_invitations.index", organization_id=organization_id, done=done), 303)


def _done() -> str | None:
    """What was done on the page that leads here."""
    match request.args.get("done"):
        case "resent":
            return gettext("The invitation was sent again. The link in the e-mail before no longer works.")
        case "corrected":
            return gettext("The invitation was sent to the new address. The link that was sent before no longer works.")
        case "withdrawn":
            return gettext("The invitation was withdrawn. Its link no longer works.")
    return None


def _render(organization_id: str, invitation_id: str, form: CorrectedAddressForm) -> Response:
    person, own = administered_organization(organization_id)
    listed = _read(organization_id, invitation_id)
    with reading() as session:
        subject = find_subject(session, listed.invitation)
    return render_organization_page(
        "invitations/show.html",
        person,
        own,
        422 if form.errors else 200,
        invitation=_shown(listed),
        sender=sender_at(listed.invitation.portal),
        subject=subject,
        form=form,
    )


def _shown(listed: ListedInvitation) -> dict[str, Any]:
    invitation = listed.invitation
    return {
        "id": invitation.id,
        "email": invitation.email,
        "role": say_role(invitation.role),
        "billing": invitation.billing,
        "sent_at": invitation.sent_at,
        "expires_at": invitation.expires_at,
        "membership_through": invitation.membership_through,
        "is_open": invitation.is_open,
        "state": PROGRESS[listed.progress],
    }
