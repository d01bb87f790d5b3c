"""The members of an organization, for its administrators."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import reading
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.members.listing import Member, read_members
from idp.organizations.pages import administered_organization, asked_cursor, neighbours, render_organization_page
from idp.organizations.words import say_role

organization_members = Blueprint(
    "organization_members", __name__, url_prefix="/organizations/<organization_id>/members"
)
_SOON = timedelta(days=30)


@organization_members.get("")
def index(organization_id: str) -> Response:
    """Who belongs to the organization; ``?q=`` are parts of names and addresses."""
    person, own = administered_organization(organization_id)
    search = request.args.get("q", "").strip()
    with reading() as session:
        page = read_members(session, own.id, search, asked_cursor())
    now = current_time()
    return render_organization_page(
        "organizations/members.html",
        person,
        own,
        search=search,
        members=[_shown(member, now) for member in page.entries],
        **neighbours(page, "organization_members.index", organization_id=own.id, q=search or None),
    )


def _shown(member: Member, now: datetime) -> dict[str, Any]:
    return {
        "name": member.name,
        "email": member.email,
        "role": say_role(member.right.role),
        "billing": member.right.billing,
        "expires_at": member.right.expires_at,
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
