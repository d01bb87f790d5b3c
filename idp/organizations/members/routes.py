"""The members of an organization, for its administrators."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import reading
from idp.infrastructure.web.i18n import gettext, lazy_gettext
from idp.organizations.members.listing import Member, read_members
from idp.organizations.pages import administered_organization, asked_cursor, neighbours, render_organization_page
from idp.organizations.policies.entry import may_let_in
from idp.organizations.words import say_role

organization_members = Blueprint(
    "organization_members", __name__, url_prefix="/organizations/<organization_id>/members"
)
_SOON = timedelta(days=30)


@organization_members.get("")
def index(organization_id: str) -> Response:
    """Who belongs to the organization; ``?q=`` are parts of names and addresses, ``?only=ending`` those with an end."""
    person, own = administered_organization(organization_id)
    search, is_ending = request.args.get("q", "").strip(), request.args.get("only") == "ending"
    with reading() as session:
        page = read_members(session, own.id, search, asked_cursor(), is_ending=is_ending)
    address = {"organization_id": own.id, "q": search or None, "only": "ending" if is_ending else None}
    now = current_time()
    return render_organization_page(
        "organizations/members.html",
        person,
        own,
        search=search,
        is_ending=is_ending,
        may_invite=may_let_in(own.organization, own.account_id),
        members=[_shown(member, own.id, now) for member in page.entries],
        done=gettext("The person no longer belongs to the organization.") if request.args.get("removed") else None,
        **neighbours(page, "organization_members.index", **address),
    )


def _shown(member: Member, organization_id: str, now: datetime) -> dict[str, Any]:
    return {
        "name": member.name,
        "email": member.email,
        "role": say_role(member.right.role),
        "billing": member.right.billing,
        "valid_through": member.right.valid_through,
        "url": url_for("organization_member.edit", organization_id=organization_id, membership_id=member.id),
        "state": _state(member, now),
    }


def _state(member: Member, now: datetime) -> dict[str, Any] | None:
    """What an administrator should see at once about a member, as ``components/state.html`` takes it."""
    ends = member.right.expires_at
    if ends is not None and ends <= now:
        return {"label": lazy_gettext("expired"), "kind": "danger"}
    if ends is not None and ends <= now + _SOON:
        return {"label": lazy_gettext("ends soon"), "kind": "warning"}
    return {"label": lazy_gettext("Legal representative"), "kind": "info"} if member.is_representative else None
