"""One member of an organization: what they may do, for its administrators; and leaving, for the member."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.models import Account
from idp.accounts.own_account import get_own_account
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import gettext
from idp.infrastructure.web.limits import limited_form
from idp.organizations.entitlements.choices import chosen_keys, read_choices
from idp.organizations.entitlements.groups import group_by_portal
from idp.organizations.entitlements.lookup import read_portals
from idp.organizations.entitlements.role_choices import read_role_choices
from idp.organizations.errors import LastAdministrator, MemberNotFound, RepresentativeStays
from idp.organizations.members.change import change_right
from idp.organizations.members.forms import right_form
from idp.organizations.members.listing import get_member
from idp.organizations.members.removal import leave_organization, remove_member
from idp.organizations.pages import administered_organization, current_organization, render_organization_page
from idp.sessions.actor import current_actor
from idp.sessions.recent import recent_sign_in

organization_member = Blueprint("organization_member", __name__, url_prefix="/organizations/<organization_id>")


@organization_member.route("/members/<membership_id>", methods=["GET", "POST"])
@limited_form
def edit(organization_id: str, membership_id: str) -> Response:
    """What the member may do."""
    person, own = administered_organization(organization_id)
    with reading() as session:
        member = get_member(session, own.id, membership_id)
        choices = read_choices(session, own.id, member.id)
        roles = read_role_choices(session, member.id, current_settings())
        customer_of = read_portals(session, own.id)
    form = right_form(member.right, choices, roles)
    if form.validate_on_submit():
        recent_sign_in()
        account = _account(current_session(), member.account_id)
        try:
            keys = chosen_keys(choices, form.products.data or ()), chosen_keys(roles, form.roles.data or ())
            change_right(current_session(), own.id, account, form.right(), current_actor(), *keys)
            return redirect(url_for("organization_member.edit", **_ids(own.id, member.id), saved="1"), 303)
        except (LastAdministrator, RepresentativeStays) as refused:
            form.role.errors = [refused.text]
    return render_organization_page(
        "organizations/member.html",
        person,
        own,
        422 if form.errors else 200,
        form=form,
        member=member,
        product_groups=group_by_portal(choices, form.products.data or (), customer_of),
        role_groups=group_by_portal(roles, form.roles.data or (), customer_of),
        is_own=member.account_id == person.account.id,
        remove_url=url_for("organization_member.remove", **_ids(own.id, member.id)),
        done=gettext("Your changes were saved.") if request.args.get("saved") == "1" else None,
    )


@organization_member.post("/members/<membership_id>/remove")
@limited_form
def remove(organization_id: str, membership_id: str) -> Response:
    """The member does not belong to the organization any more."""
    _, own = administered_organization(organization_id)
    with reading() as session:
        member = get_member(session, own.id, membership_id)
    recent_sign_in()
    remove_member(current_session(), own.id, _account(current_session(), member.account_id), current_actor())
    return redirect(url_for("organization_members.index", organization_id=own.id, removed="1"), 303)


@organization_member.post("/leave")
@limited_form
def leave(organization_id: str) -> Response:
    """The person does not belong to the organization any more."""
    person, own = current_organization(organization_id)
    recent_sign_in()
    account = get_own_account(current_session(), person.account.id)
    leave_organization(current_session(), own.id, account, current_actor())
    return redirect(url_for("organizations.index", left="1"), 303)


def _ids(organization_id: str, membership_id: str) -> dict[str, Any]:
    return {"organization_id": organization_id, "membership_id": membership_id}


def _account(session: Session, account_id: str) -> Account:
    """The member's account, which may have been deleted since the page was read."""
    account = session.get(Account, account_id)
    if account is None:
        raise MemberNotFound
    return account
