"""The pages on which administrators take their organization's data along, delete it, or let it stay after all."""

from datetime import timedelta
from typing import Any

import orjson
from flask import Blueprint, make_response, redirect, url_for
from werkzeug.wrappers import Response

from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session, reading, transaction
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.prefetching import acts_on_get
from idp.organizations.deletion.copy import copy_organization
from idp.organizations.deletion.forms import DeleteOrganizationForm
from idp.organizations.deletion.holds import Hold, read_holds
from idp.organizations.deletion.request import cancel_organization_deletion, request_organization_deletion
from idp.organizations.deletion.words import say_hold
from idp.organizations.pages import administered_organization, render_organization_page
from idp.portals.registry import portal_name
from idp.sessions.actor import current_actor
from idp.sessions.recent import recent_sign_in, recent_sign_in_required

organization_deletion = Blueprint(
    "organization_deletion", __name__, url_prefix="/organizations/<organization_id>/deletion"
)


@organization_deletion.route("", methods=["GET", "POST"])
@limited_form
def index(organization_id: str) -> Response:
    """Shall the organization go? What holds it, the request of its representative, and the day."""
    person, own = administered_organization(organization_id)
    form, days = DeleteOrganizationForm(), current_settings().accounts.deletion_days
    if form.validate_on_submit():
        recent_sign_in()
        request_organization_deletion(current_session(), own.id, timedelta(days=days), current_actor())
        return redirect(url_for(".index", organization_id=own.id), 303)
    with reading() as session:
        holds = read_holds(session, own.id)
    return render_organization_page(
        "organizations/deletion.html",
        person,
        own,
        422 if form.errors else 200,
        form=form,
        holds=[_shown(hold) for hold in holds],
        waiting_days=days,
        delete_after=own.organization.delete_after,
        may_delete=own.is_representative,
        cancel_url=url_for(".cancel", organization_id=own.id),
        copy_url=url_for(".copy", organization_id=own.id),
    )


@organization_deletion.post("/cancel")
@limited_form
def cancel(organization_id: str) -> Response:
    """The organization stays."""
    _, own = administered_organization(organization_id)
    cancel_organization_deletion(current_session(), own.id, current_actor())
    return redirect(url_for("organizations.overview", organization_id=own.id), 303)


@organization_deletion.get("/organization.json")
@acts_on_get
@recent_sign_in_required
def copy(organization_id: str) -> Response:
    """Everything about the organization, for programs; times in UTC (RFC 3339)."""
    _, own = administered_organization(organization_id)
    with transaction() as session:
        audit(session, current_actor(), "organization.copied", subject=own.id, organization=own.id)
    with reading() as session:
        content = {"copied_at": current_time(), **copy_organization(session, own.id)}
    response = make_response(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z))
    response.headers["Content-Type"] = "application/json"
    response.headers["Content-Disposition"] = 'attachment; filename="organization.json"'
    return response


def _shown(hold: Hold) -> dict[str, Any]:
    described = hold.described
    return {
        "title": say_hold(hold.portal, hold.key),
        "portal": portal_name(hold.portal),
        "url": str(described.url) if described and described.url else None,
    }
