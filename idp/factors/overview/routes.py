"""The page of a person's second factors."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.person import current_person, render_account_page
from idp.factors.factor import Factor, FactorItem
from idp.factors.forms import RenameForm
from idp.factors.mfa_requirement import mfa_requirement_of
from idp.factors.overview.removal import NotYours, remove_item
from idp.factors.overview.renaming import find_item, rename_item
from idp.factors.registry import current_factors, find_factor, has_factor
from idp.factors.web import strong_sign_in
from idp.infrastructure.database import current_session
from idp.infrastructure.web.i18n import gettext
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.sent_form import sent_form
from idp.sessions.actor import current_actor

factors = Blueprint("factors", __name__, url_prefix="/account/security")


@factors.get("")
def overview() -> Response:
    """A card for each kind of factor."""
    person = current_person()
    account_id = person.account.id
    requirement = mfa_requirement_of(account_id)
    return render_account_page(
        "factors/security.html",
        person,
        cards=_cards(account_id),
        is_required=requirement.is_required,
        grace_until=requirement.grace_until,
        demanded_by=requirement.portal,
        password_changed_at=person.account.password_changed_at,
        done=_done(),
    )


@factors.route("/<key>/<item>/name", methods=["GET", "POST"])
@limited_form
def rename(key: str, item: str) -> Response:
    """What to call an app or a key. No recent sign-in is asked for: a name opens nothing and takes nothing away."""
    person = current_person()
    account_id = person.account.id
    factor = find_factor(key)
    enrolled = find_item(factor, account_id, item)
    if factor is None or enrolled is None:
        if request.method == "POST":
            raise NotYours
        return redirect(url_for("factors.overview"), 303)
    form = RenameForm()
    if form.validate_on_submit():
        rename_item(current_session(), account_id, factor, item, form.name.data or "", current_actor())
        return redirect(url_for("factors.overview", renamed="1"), 303)
    if request.method == "GET":
        form.name.data = enrolled.name or str(factor.label)
    return render_account_page(
        "factors/rename_factor.html",
        person,
        422 if form.errors else 200,
        form=form,
        factor={"label": factor.label, "icon": factor.icon, "name": enrolled.name or factor.label},
        back_url=url_for("factors.overview"),
    )


@factors.post("/<key>/remove")
@limited_form
def remove(key: str) -> Response:
    """Take one item away, after a recent sign-in."""
    account_id = strong_sign_in().account_id
    factor = find_factor(key)
    if factor is None or factor.manage_endpoint is not None:
        raise NotYours
    is_required = mfa_requirement_of(account_id).is_required
    item_id = sent_form().get("id", "")
    remove_item(current_session(), account_id, factor, item_id, current_actor(), is_required=is_required)
    return redirect(url_for("factors.overview", removed="1"), 303)


def _done() -> str | None:
    added = find_factor(request.args.get("added", ""))
    if added is not None:
        return str(added.added)
    if request.args.get("removed") == "1":
        return gettext("The second factor has been removed.")
    return gettext("The new name has been saved.") if request.args.get("renamed") == "1" else None


def _shown(factor: Factor, item: FactorItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "name": item.name,
        "created_at": item.created_at,
        "last_used_at": item.last_used_at,
        "rename_url": url_for("factors.rename", key=factor.key, item=item.id),
    }


def _cards(account_id: str) -> list[dict[str, Any]]:
    has_one = has_factor(account_id)
    shown = [factor for factor in current_factors() if factor.is_strong and (factor.is_standalone or has_one)]
    return [_card(factor, account_id) for factor in shown]


def _card(factor: Factor, account_id: str) -> dict[str, Any]:
    items = factor.items(account_id)
    remaining = factor.remaining(account_id)
    can_add = factor.enrol_endpoint is not None and len(items) < factor.most_items
    return {
        "key": factor.key,
        "label": factor.label,
        "icon": factor.icon,
        "description": factor.description,
        "is_enrolled": bool(items) or bool(remaining),
        "is_strong": factor.is_strong,
        "items": [_shown(factor, item) for item in items],
        "enrol_url": url_for(factor.enrol_endpoint) if factor.enrol_endpoint and can_add else None,
        "remove_url": url_for("factors.remove", key=factor.key) if items and not factor.manage_endpoint else None,
        "manage_url": url_for(factor.manage_endpoint) if factor.manage_endpoint else None,
        "remaining": remaining,
    }
