"""The affiliated domains of an organization, for its administrators."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.identifiers import canonical_email
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import gettext
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import portal_key
from idp.organizations.domains.errors import DomainTaken, TooManyDomainCodes, TooManyDomains
from idp.organizations.domains.forms import NameDomainForm
from idp.organizations.domains.limits import hit_code_limit
from idp.organizations.domains.lookup import decide_joining, read_domains
from idp.organizations.domains.models import OrganizationDomain
from idp.organizations.domains.naming import get_domain, name_domain, remove_domain
from idp.organizations.domains.words import say_domain, say_state
from idp.organizations.models import Organization
from idp.organizations.pages import administered_organization, render_organization_page
from idp.portals.demands import demands_at
from idp.sessions.actor import current_actor
from idp.sessions.recent import recent_sign_in

organization_domains = Blueprint(
    "organization_domains", __name__, url_prefix="/organizations/<organization_id>/domains"
)


@organization_domains.route("", methods=["GET", "POST"])
@limited_form
def index(organization_id: str) -> Response:
    """The domains that were named, and another one."""
    person, own = administered_organization(organization_id)
    form = NameDomainForm()
    if form.validate_on_submit():
        recent_sign_in()
        email = canonical_email(form.address.data or "") or ""
        try:
            return _show(_name(own.id, email))
        except (DomainTaken, TooManyDomains) as refused:
            form.address.errors = [refused.text]
    with reading() as session:
        domains = [_entry(each, own.organization) for each in read_domains(session, own.id)]
    return render_organization_page(
        "organizations/domains/index.html",
        person,
        own,
        422 if form.errors else 200,
        form=form,
        domains=domains,
        done=gettext("The domain was removed.") if request.args.get("removed") else None,
    )


@organization_domains.post("/<domain_id>/resend")
@limited_form
def resend(organization_id: str, domain_id: str) -> Response:
    """Another code, to the same address."""
    administered_organization(organization_id)
    recent_sign_in()
    with reading() as session:
        email = get_domain(session, organization_id, domain_id).email
    return _show(_name(organization_id, email), sent="again")


@organization_domains.post("/<domain_id>/remove")
@limited_form
def remove(organization_id: str, domain_id: str) -> Response:
    """End joining by the domain."""
    administered_organization(organization_id)
    recent_sign_in()
    remove_domain(current_session(), organization_id, domain_id, current_actor())
    return redirect(url_for(".index", organization_id=organization_id, removed=1), 303)


def _name(organization_id: str, email: str) -> OrganizationDomain:
    """Raises TooManyDomainCodes, DomainTaken, TooManyDomains."""
    throttle = demands_at(current_settings(), None).throttle
    if not hit_code_limit(organization_id, email, current_actor(), throttle):
        raise TooManyDomainCodes
    return name_domain(current_session(), organization_id, email, portal_key(), current_actor())


def _show(named: OrganizationDomain, sent: str | None = None) -> Response:
    page, organization_id = "organization_domain.show", named.organization_id
    return redirect(url_for(page, organization_id=organization_id, domain_id=named.id, sent=sent), 303)


def _entry(named: OrganizationDomain, organization: Organization) -> dict[str, Any]:
    state = say_state(named, decide_joining(named.joining, organization.let_in_by))
    return {"id": named.id, "name": say_domain(named.domain), "state": state}
