"""Whose desk this is: each of its pages begins with who opens it, and ends in the same frame."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from idp.accounts.own_account import get_own_account
from idp.accounts.person import Person, render_account_page
from idp.actors import Actor, ActorKind, Permission, visitor
from idp.administration.roles import permissions_of
from idp.factors.registry import counted_amr, has_factor
from idp.infrastructure.database import reading
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import gettext
from idp.infrastructure.web.pages import use_person_language
from idp.operators.errors import DeskNeedsSecondFactor
from idp.portals.account_demands import demands_of_account
from idp.protocol.authentication_methods import ACR_MULTI_FACTOR, acr_of
from idp.sessions import SignedIn, current_sign_in
from idp.sessions.recent import confirmation_needed, required_sign_in

_EXTENSION = "einlass desk pages"


@dataclass(frozen=True, slots=True)
class DeskPage:
    """An entry of the desk's menu, for those with the permission. ``label`` is a lazy text."""

    permission: Permission
    label: Any
    endpoint: str
    icon: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Who is at the desk, with what they may do there."""

    person: Person
    actor: Actor

    def may(self, permission: Permission) -> bool:
        """Whether a page offers what takes the permission."""
        return permission in self.actor.permissions

    def because(self, reason: str) -> Actor:
        """The actor of a change, with its reason for the audit."""
        return replace(self.actor, reason=reason)


def add_desk_page(app: Application, page: DeskPage) -> None:
    """Put a page into the menu, behind those that are there."""
    app.extensions.setdefault(_EXTENSION, []).append(page)


def open_desk(opened_by: Permission, needed: Permission | None = None) -> Desk:
    """Who opens a page of the desk that takes ``opened_by``, in their language.

    For an account without it there is no such page. The browser is led to the sign-in and to the second factor, which
    each page takes. Raises DeskNeedsSecondFactor, and Forbidden where ``needed`` is missing for what the page does.
    """
    permissions = current_permissions()
    if current_sign_in() is not None and opened_by not in permissions:
        raise NotFound
    signed_in = required_sign_in()
    _demand_second_factor(signed_in)
    with reading() as session:
        account = get_own_account(session, signed_in.account_id)
    use_person_language(account.language)
    asking = replace(visitor(), kind=ActorKind.OPERATOR, portal=None, permissions=permissions)
    actor = asking.identified_as(signed_in.account_id, signed_in.session_id)
    actor.demand(needed or opened_by)
    return Desk(Person(signed_in, account), actor)


def current_permissions() -> frozenset[Permission]:
    """What the signed-in account may do to the installation; looked up once a request."""
    if "desk_permissions" not in g:
        signed_in = current_sign_in()
        with reading() as session:
            g.desk_permissions = permissions_of(session, signed_in.account_id) if signed_in else frozenset()
    permissions: frozenset[Permission] = g.desk_permissions
    return permissions


def has_desk() -> bool:
    """Whether the menu of the account leads to the desk."""
    return any(page.permission in current_permissions() for page in _pages())


def render_desk_page(template: str, desk: Desk, status: int = 200, **context: Any) -> Response:
    """A page within the frame of the desk: the installation's own look, that of no portal."""
    label = gettext("Administration")
    frame = {
        "portal": None,
        "area": label,
        "menu": [{"label": label, "pages": _menu(desk)}],
        "back": {"url": url_for("accounts.home"), "label": gettext("Your account")},
    }
    return render_account_page(template, desk.person, status, **frame, **context)


def _demand_second_factor(signed_in: SignedIn) -> None:
    """One of the account's own, whatever portals accept, and whether or not the device is trusted."""
    if not has_factor(signed_in.account_id):
        raise DeskNeedsSecondFactor
    demands = demands_of_account(signed_in.account_id)
    if acr_of(counted_amr(signed_in.amr, demands, has_factor=True)) != ACR_MULTI_FACTOR:
        raise confirmation_needed(signed_in)


def _menu(desk: Desk) -> list[dict[str, Any]]:
    urls = {page: url_for(page.endpoint) for page in _pages() if desk.may(page.permission)}
    return [
        {"label": page.label, "url": url, "icon": page.icon, "is_current": f"{request.path}/".startswith(f"{url}/")}
        for page, url in urls.items()
    ]


def _pages() -> Sequence[DeskPage]:
    pages: Sequence[DeskPage] = current_app.extensions[_EXTENSION]
    return pages
