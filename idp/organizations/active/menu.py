"""The menu of the account pages that names the organization which the account acts for, and the others."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from idp.infrastructure.web.flow import portal_key
from idp.infrastructure.web.headers import allow_forms_to_leave
from idp.infrastructure.web.i18n import gettext
from idp.organizations.active.choice import find_candidates
from idp.organizations.active.listing import OrganizationAtPortal, find_organizations_at
from idp.organizations.logos.addresses import logo_url
from idp.organizations.lookup import find_logo_digest, find_organization_name
from idp.protocol.organizations import decide_organization
from idp.sessions import current_sign_in

_MOST = 6


def organization_menu() -> dict[str, Any] | None:
    """The active organization, or None before one was chosen, and the first of the others, as
    ``components/organizations.html`` shows them; None for an account without any."""
    signed_in = current_sign_in()
    if signed_in is None:
        return None
    found = find_organizations_at(signed_in.account_id, portal_key())
    if not found.shown:
        return None
    candidates = find_candidates(signed_in.account_id, signed_in.session_id, portal_key(), None)
    active_id = decide_organization(None, candidates).organization_id
    others = [_show(each) for each in found.shown if each.id != active_id]
    if others:
        # The switch leads to the portal.
        allow_forms_to_leave()
    return {
        "current": _current(found.shown, active_id),
        "others": others[:_MOST],
        "all_url": url_for("organizations.index") if len(others) > _MOST or found.after else None,
        "action": url_for("active_organization.switch"),
    }


def _current(shown: Sequence[OrganizationAtPortal], active_id: str | None) -> dict[str, Any] | None:
    """The active one may stand on a later page of the list."""
    listed = next((_show(each) for each in shown if each.id == active_id), None)
    if listed is not None or active_id is None:
        return listed
    logo = logo_url(find_logo_digest(active_id))
    return {"id": active_id, "name": find_organization_name(active_id) or "", "role": "", "logo_url": logo}


def _show(each: OrganizationAtPortal) -> dict[str, Any]:
    role = gettext("Administrator") if each.is_administered else ""
    return {"id": each.id, "name": each.name, "role": role, "logo_url": logo_url(each.logo_digest)}
