"""One domain of an organization: the code that confirms it, and then how people join by it."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.person import Person
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.web.i18n import gettext
from idp.infrastructure.web.limits import limited_form
from idp.organizations.domains.confirming import confirm_domain, redeem_domain_code
from idp.organizations.domains.forms import DomainCodeForm, JoiningForm
from idp.organizations.domains.lookup import decide_joining
from idp.organizations.domains.models import CODE_ATTEMPTS, Joining, OrganizationDomain
from idp.organizations.domains.naming import get_domain, set_joining
from idp.organizations.domains.words import say_domain, say_state
from idp.organizations.models import LetInBy
from idp.organizations.own import OwnOrganization
from idp.organizations.pages import administered_organization, render_organization_page
from idp.sessions.actor import current_actor
from idp.sessions.recent import recent_sign_in

organization_domain = Blueprint(
    "organization_domain", __name__, url_prefix="/organizations/<organization_id>/domains/<domain_id>"
)


@organization_domain.route("", methods=["GET", "POST"])
@limited_form
def show(organization_id: str, domain_id: str) -> Response:
    """The code; or how people join by a confirmed domain."""
    person, own = administered_organization(organization_id)
    with reading() as session:
        named = get_domain(session, own.id, domain_id)
    if named.confirmed_at is None:
        return _confirm(person, own, named)
    form = JoiningForm(joining=named.joining)
    if form.validate_on_submit():
        recent_sign_in()
        set_joining(current_session(), own.id, named.id, Joining(form.joining.data), current_actor())
        return _again(named, "saved")
    return _render("domain", person, own, named, form)


def _confirm(person: Person, own: OwnOrganization, named: OrganizationDomain) -> Response:
    form = DomainCodeForm()
    if form.validate_on_submit():
        recent_sign_in()
        if redeem_domain_code(named, form.code.data or ""):
            confirm_domain(current_session(), own.id, named.id, current_actor())
            return _again(named, "confirmed")
        form.code.errors = [_complaint(own, named)]
    return _render("confirm", person, own, named, form)


def _complaint(own: OwnOrganization, named: OrganizationDomain) -> str:
    with reading() as session:
        attempts = get_domain(session, own.id, named.id).code_attempts
    if attempts >= CODE_ATTEMPTS:
        return gettext("Too many wrong codes. Please request a new e-mail and enter the new code.")
    return gettext("This code is wrong. Please use the code from the latest e-mail.")


def _again(named: OrganizationDomain, done: str) -> Response:
    return redirect(url_for(".show", organization_id=named.organization_id, domain_id=named.id, done=done), 303)


def _render(
    template: str,
    person: Person,
    own: OwnOrganization,
    named: OrganizationDomain,
    form: DomainCodeForm | JoiningForm,
) -> Response:
    done = {
        "confirmed": gettext("The domain was confirmed."),
        "saved": gettext("Your changes were saved."),
    }
    state = say_state(named, decide_joining(named.joining, own.organization.let_in_by))
    return render_organization_page(
        f"organizations/domains/{template}.html",
        person,
        own,
        422 if form.errors else 200,
        form=form,
        named={"id": named.id, "name": say_domain(named.domain), "state": state, "email": named.email},
        must_ask=own.organization.let_in_by != LetInBy.ADMINISTRATORS,
        valid_until=named.expires_at,
        is_sent_again=bool(request.args.get("sent")) and not form.errors,
        done=done.get(request.args.get("done", "")),
    )
