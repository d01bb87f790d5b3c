"""The settings of an organization: its name, what it is in law, and its addresses."""

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.person import Person
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.web.i18n import gettext
from idp.infrastructure.web.limits import limited_form
from idp.organizations.details.addresses import Address, read_addresses, remove_address, set_address
from idp.organizations.details.forms import DetailsForm, address_form, details_form
from idp.organizations.details.models import AddressKind
from idp.organizations.details.naming import rename_organization
from idp.organizations.details.words import lines_of, say_address_kind
from idp.organizations.logos.forms import LogoForm
from idp.organizations.logos.pictures import NoPicture
from idp.organizations.logos.service import remove_logo, set_logo
from idp.organizations.models import OrganizationKind
from idp.organizations.own import OwnOrganization
from idp.organizations.pages import administered_organization, render_organization_page
from idp.sessions.actor import current_actor
from idp.sessions.recent import recent_sign_in

organization_details = Blueprint(
    "organization_details", __name__, url_prefix="/organizations/<organization_id>/settings"
)
_DONE = {
    "saved": lambda: gettext("Your changes were saved."),
    "logo": lambda: gettext("The logo was saved."),
    "logo_removed": lambda: gettext("The logo was removed."),
    "removed": lambda: gettext("The address was removed."),
}


@organization_details.route("", methods=["GET", "POST"])
@limited_form
def index(organization_id: str) -> Response:
    """Name and type, to be changed; the addresses, each with a page of its own."""
    person, own = administered_organization(organization_id)
    form = details_form(own.organization)
    if form.validate_on_submit():
        recent_sign_in()
        kind = OrganizationKind(form.kind.data)
        rename_organization(current_session(), own.id, form.company.data or "", kind, current_actor())
        return _to_page(own.id, "saved")
    return _render(person, own, form, LogoForm(formdata=None))


@organization_details.post("/logo")
@limited_form
def logo(organization_id: str) -> Response:
    """The file becomes the logo. A form with a file cannot wait for a confirmation, and a logo is not worth one."""
    person, own = administered_organization(organization_id)
    form = LogoForm()
    if form.validate_on_submit():
        try:
            set_logo(current_session(), own.id, form.read(), current_actor())
            return _to_page(own.id, "logo")
        except NoPicture as refused:
            form.logo.errors = [refused.text]
    return _render(person, own, details_form(own.organization, is_sent=False), form)


@organization_details.post("/logo/remove")
@limited_form
def end_logo(organization_id: str) -> Response:
    """The name is shown again."""
    _, own = administered_organization(organization_id)
    remove_logo(current_session(), own.id, current_actor())
    return _to_page(own.id, "logo_removed")


@organization_details.route("/addresses/<kind>", methods=["GET", "POST"])
@limited_form
def address(organization_id: str, kind: str) -> Response:
    """One address."""
    person, own = administered_organization(organization_id)
    wanted = _kind(kind)
    with reading() as session:
        present = read_addresses(session, own.id).get(wanted)
    form = address_form(present, own.organization.name)
    if form.validate_on_submit():
        recent_sign_in()
        set_address(current_session(), own.id, wanted, form.address(), current_actor())
        return _to_page(own.id, "saved")
    remove_url = url_for(".remove", organization_id=own.id, kind=wanted.value) if present else None
    return render_organization_page(
        "organizations/details/address.html",
        person,
        own,
        422 if form.errors else 200,
        form=form,
        title=say_address_kind(wanted),
        is_postal=wanted is AddressKind.POSTAL,
        settings_url=url_for(".index", organization_id=own.id),
        remove_url=remove_url,
    )


@organization_details.post("/addresses/<kind>/remove")
@limited_form
def remove(organization_id: str, kind: str) -> Response:
    """The organization does not have this address any more."""
    _, own = administered_organization(organization_id)
    wanted = _kind(kind)
    recent_sign_in()
    remove_address(current_session(), own.id, wanted, current_actor())
    return _to_page(own.id, "removed")


def _render(person: Person, own: OwnOrganization, form: DetailsForm, logo_form: LogoForm) -> Response:
    with reading() as session:
        addresses = read_addresses(session, own.id)
    done = _DONE.get(request.args.get("done", ""))
    return render_organization_page(
        "organizations/details/index.html",
        person,
        own,
        422 if form.errors or logo_form.errors else 200,
        form=form,
        logo_form=logo_form,
        is_error=bool(logo_form.errors),
        urls={name: url_for(f".{name}", organization_id=own.id) for name in ("logo", "end_logo")},
        addresses=[_shown(own.id, kind, addresses.get(kind)) for kind in AddressKind],
        done=done() if done else None,
    )


def _kind(kind: str) -> AddressKind:
    return AddressKind(kind) if kind in set(AddressKind) else abort(404)


def _shown(organization_id: str, kind: AddressKind, present: Address | None) -> dict[str, Any]:
    return {
        "label": say_address_kind(kind),
        "lines": lines_of(present) if present else [],
        "is_postal": kind is AddressKind.POSTAL,
        "url": url_for(".address", organization_id=organization_id, kind=kind.value),
    }


def _to_page(organization_id: str, done: str) -> Response:
    return redirect(url_for(".index", organization_id=organization_id, done=done), 303)
