"""The page on which a person joins an organization by their address, or asks to; portals and administrators pass its
address on."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.fields import ButtonForm
from idp.accounts.person import Person, current_person, render_account_page
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import portal_key
from idp.infrastructure.web.sent_form import sent_form
from idp.organizations.domains.joining import join_by_domain
from idp.organizations.domains.lookup import find_affiliations
from idp.organizations.domains.mail_domains import domain_of
from idp.organizations.domains.models import Joining
from idp.organizations.domains.words import JOINING, say_domain
from idp.organizations.errors import OrganizationNotFound
from idp.organizations.join_requests.asking import ask_to_join, find_request, hit_join_limit, withdraw_request
from idp.organizations.join_requests.errors import TooManyJoinRequests
from idp.organizations.join_requests.models import JoinRequest, JoinRequestState
from idp.organizations.lookup import belongs_to
from idp.organizations.models import Organization
from idp.sessions.actor import current_actor
from idp.sessions.recent import recent_sign_in

join_organization = Blueprint("join_organization", __name__, url_prefix="/organizations/join")


@join_organization.route("", methods=["GET", "POST"])
@limited_form
def ask() -> Response:
    """Join the organization of ``?organization=``, or ask it; or what became of the request.

    Without one, those that the person's address leads to.
    """
    person, organization_id = current_person(), request.args.get("organization", "")
    if not organization_id:
        return _choose(person)
    form = ButtonForm()
    if form.validate_on_submit():
        recent_sign_in()
        if "at_once" in sent_form():
            return _join(organization_id, person)
        if not hit_join_limit(organization_id, person.account.id):
            raise TooManyJoinRequests
        ask_to_join(current_session(), organization_id, person.account.id, portal_key(), current_actor())
        return _again(organization_id)
    return _render(person, organization_id, form)


@join_organization.post("/withdraw")
@limited_form
def withdraw() -> Response:
    """Take the request back."""
    person, organization_id = current_person(), request.args.get("organization", "")
    withdraw_request(current_session(), organization_id, person.account.id, current_actor())
    return _again(organization_id)


def _choose(person: Person) -> Response:
    """The organizations that have confirmed the domain of the person's address."""
    with reading() as session:
        affiliations = find_affiliations(session, person.account)
    listed = [
        {"name": each.name, "url": _url(each.organization_id), "how": JOINING[each.joining]} for each in affiliations
    ]
    return render_account_page("organizations/join_requests/choose.html", person, affiliations=listed)


def _join(organization_id: str, person: Person) -> Response:
    join_by_domain(current_session(), organization_id, person.account.id, portal_key(), current_actor())
    return redirect(url_for("organizations.overview", organization_id=organization_id, joined=1), 303)


def _url(organization_id: str) -> str:
    return url_for("join_organization.ask", organization=organization_id)


def _again(organization_id: str) -> Response:
    return redirect(_url(organization_id), 303)


def _render(person: Person, organization_id: str, form: ButtonForm) -> Response:
    with reading() as session:
        organization = session.get(Organization, organization_id)
        if organization is None:
            raise OrganizationNotFound(organization_id=organization_id)
        sent = find_request(session, organization_id, person.account.id)
        is_member = belongs_to(session, person.account.id, organization_id)
        affiliations = find_affiliations(session, person.account, organization_id)
    return render_account_page(
        "organizations/join_requests/ask.html",
        person,
        form=form,
        joined=organization.name,
        organization_id=organization.id,
        state="member" if is_member else _state(sent),
        is_open=any(each.joining is Joining.AT_ONCE for each in affiliations),
        domain=say_domain(domain_of(person.account.email)),
        reason=sent.reason if sent else "",
    )


def _state(sent: JoinRequest | None) -> str:
    """What the page says: a request that was approved is none any more where the membership has ended since."""
    return sent.state if sent and sent.state in {JoinRequestState.OPEN, JoinRequestState.REFUSED} else "none"
