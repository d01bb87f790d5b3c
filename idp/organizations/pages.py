"""The pages of an organization: each package adds its own, the frame lists those that the member may open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.pages import PageGroup
from idp.accounts.person import Person, current_person, render_account_page
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import reading
from idp.infrastructure.database.keyset import Cursor, KeyPage
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import gettext, lazy_gettext
from idp.organizations.errors import AdministratorNeeded
from idp.organizations.logos.addresses import logo_url
from idp.organizations.own import OwnOrganization, get_own
from idp.organizations.words import say_role

_EXTENSION = "einlass organization pages"

ABOUT = PageGroup(10, lazy_gettext("Organization"))
PEOPLE = PageGroup(20, lazy_gettext("People"))
SAFETY = PageGroup(30, lazy_gettext("Security and data"))


@dataclass(frozen=True, slots=True)
class OrganizationPage:
    """An entry of the menu. ``label`` is a lazy text, ``icon`` a name of ``components/icon.html``."""

    group: PageGroup
    order: int
    label: Any
    endpoint: str
    icon: str
    is_for_members: bool


def add_organization_page(
    app: Application,
    group: PageGroup,
    label: Any,
    endpoint: str,
    icon: str,
    order: int,
    *,
    is_for_members: bool = False,
) -> None:
    """Put a page into its group of each organization's menu, for its administrators, or for all its members.

    ``endpoint`` takes the ``organization_id``; ``order`` counts upwards within the group.
    """
    pages: list[OrganizationPage] = app.extensions.setdefault(_EXTENSION, [])
    pages.append(OrganizationPage(group, order, label, endpoint, icon, is_for_members))
    pages.sort(key=lambda page: (page.group.order, page.order))


def current_organization(organization_id: str) -> tuple[Person, OwnOrganization]:
    """The signed-in person and one of their organizations. Raises OrganizationNotFound."""
    person = current_person()
    with reading() as session:
        return person, get_own(session, person.account.id, organization_id, current_time())


def administered_organization(organization_id: str) -> tuple[Person, OwnOrganization]:
    """The same for a page that only administrators see. What it changes is decided again, under the organization's
    lock. Raises AdministratorNeeded, OrganizationNotFound."""
    person, own = current_organization(organization_id)
    if not own.is_administrator:
        raise AdministratorNeeded
    return person, own


def render_organization_page(
    template: str, person: Person, own: OwnOrganization, status: int = 200, **context: Any
) -> Response:
    """A page within the frame of the organization."""
    frame = {
        "organization": own.organization,
        "logo_url": logo_url(own.organization.logo_digest),
        "own_right": say_role(own.right.role),
        "menu": _menu(own),
        "back": {"url": url_for("organizations.index"), "label": gettext("Your organizations")},
    }
    return render_account_page(template, person, status, **frame, **context)


def asked_cursor() -> Cursor:
    """Where in a list the address of this page is."""
    return Cursor(request.args.get("after"), request.args.get("before"))


def neighbours(page: KeyPage[Any], endpoint: str, **values: Any) -> dict[str, Any]:
    """The addresses of the pages on either side of a list's page, whose entries have an ``id``."""
    first, last = (page.entries[0].id, page.entries[-1].id) if page.entries else (None, None)
    return {
        "previous_url": url_for(endpoint, **values, before=first) if page.has_previous else None,
        "next_url": url_for(endpoint, **values, after=last) if page.has_next else None,
    }


def _menu(own: OwnOrganization) -> list[dict[str, Any]]:
    """The groups that have a page for the member. What lies below a page counts as the page."""
    pages: Sequence[OrganizationPage] = current_app.extensions[_EXTENSION]
    urls = {
        page: url_for(page.endpoint, organization_id=own.id)
        for page in pages
        if own.is_administrator or page.is_for_members
    }
    nearest = max((url for url in urls.values() if f"{request.path}/".startswith(f"{url}/")), key=len, default=None)
    groups: dict[PageGroup, list[dict[str, Any]]] = {}
    for page, url in urls.items():
        entry = {"label": page.label, "url": url, "icon": page.icon, "is_current": url == nearest}
        groups.setdefault(page.group, []).append(entry)
    return [{"label": group.label, "pages": entries} for group, entries in groups.items()]
