"""The organizations of a person, and what each of them is."""

from flask import Blueprint, g, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.models import Account
from idp.accounts.person import current_person, render_account_page
from idp.accounts.summaries import account_summaries
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import reading
from idp.infrastructure.web.i18n import gettext
from idp.organizations.administrators import find_administrators
from idp.organizations.domains.lookup import find_affiliations
from idp.organizations.founding_routes import may_found
from idp.organizations.logos.addresses import logo_url
from idp.organizations.own import OwnOrganization, belongs_to_any, read_own
from idp.organizations.pages import asked_cursor, current_organization, neighbours, render_organization_page
from idp.organizations.representative.lookup import find_offer
from idp.organizations.words import say_kind, say_role
from idp.sessions import current_sign_in

organizations = Blueprint("organizations", __name__, url_prefix="/organizations")


@organizations.get("")
def index() -> Response:
    """All organizations that the person belongs to; ``?q=`` is a part of the name."""
    person, search = current_person(), request.args.get("q", "").strip()
    with reading() as session:
        page = read_own(session, person.account.id, search, asked_cursor(), current_time())
        may_join = bool(find_affiliations(session, person.account))
    pages = neighbours(page, "organizations.index", q=search or None)
    return render_account_page(
        "organizations/index.html",
        person,
        search=search,
        is_long=bool(search or pages["previous_url"] or pages["next_url"]),
        done=gettext("You no longer belong to the organization.") if request.args.get("left") else None,
        join_url=url_for("join_organization.ask") if may_join else None,
        create_url=url_for("organization_founding.create") if may_found() else None,
        organizations=[_entry(own) for own in page.entries],
        **pages,
    )


@organizations.get("/<organization_id>")
def overview(organization_id: str) -> Response:
    """What the organization is, and what the person may do in it."""
    person, own = current_organization(organization_id)
    with reading() as session:
        offer = find_offer(session, own.id, current_time())
    is_asked = offer is not None and offer.account_id == own.account_id
    return render_organization_page(
        "organizations/overview.html",
        person,
        own,
        right=own.right,
        kind=say_kind(own.organization.kind),
        representative=_representative(own),
        administrators=[each.name or each.email for each in find_administrators(own.id)],
        is_representative=own.is_representative,
        answer_url=url_for("organization_representative.index", organization_id=own.id) if is_asked else None,
        done=_done(),
        leave_url=url_for("organization_member.leave", organization_id=own.id),
    )


def _done() -> str | None:
    """What was done on the page that leads to the overview."""
    if request.args.get("created"):
        return gettext("The organization was created.")
    return gettext("You now belong to the organization.") if request.args.get("joined") else None


def has_use_for_organizations() -> bool:
    """Whether the signed-in person has an organization or may create one, so that the menu leads there; asked once a
    request."""
    signed_in = current_sign_in()
    if signed_in is None:
        return False
    if may_found():
        return True
    if "has_use_for_organizations" not in g:
        account_id = signed_in.account_id
        g.has_use_for_organizations = belongs_to_any(account_id, current_time()) or _may_join_any(account_id)
    return bool(g.has_use_for_organizations)


def _may_join_any(account_id: str) -> bool:
    with reading() as session:
        account = session.get(Account, account_id)
        return account is not None and bool(find_affiliations(session, account))


def _entry(own: OwnOrganization) -> dict[str, object]:
    return {
        "name": own.organization.name,
        "logo_url": logo_url(own.organization.logo_digest),
        "role": say_role(own.right.role),
        "billing": own.right.billing,
        "valid_through": own.right.valid_through,
        "url": url_for("organizations.overview", organization_id=own.id),
    }


def _representative(own: OwnOrganization) -> str | None:
    account_id = own.organization.representative_id
    summary = account_summaries([account_id]).get(account_id) if account_id else None
    return (summary.name or summary.email) if summary else None
