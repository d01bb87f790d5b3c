"""Who represents an organization: shown to administrators, handed over, answered by the successor."""

from contextlib import suppress
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from idp.accounts.identifiers import canonical_email
from idp.accounts.models import Account
from idp.accounts.own_account import get_own_account
from idp.accounts.person import Person
from idp.accounts.summaries import account_summaries
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.web.i18n import format_day, gettext
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.sent_form import sent_form
from idp.organizations.errors import AdministratorNeeded
from idp.organizations.own import OwnOrganization
from idp.organizations.pages import current_organization, render_organization_page
from idp.organizations.representative.answering import answer_offer
from idp.organizations.representative.errors import NoSuccessor
from idp.organizations.representative.forms import SuccessorForm
from idp.organizations.representative.handing_over import offer_representation, withdraw_offer
from idp.organizations.representative.lookup import find_offer
from idp.organizations.representative.models import HandOver
from idp.sessions.actor import current_actor
from idp.sessions.recent import recent_sign_in

organization_representative = Blueprint(
    "organization_representative", __name__, url_prefix="/organizations/<organization_id>/representative"
)
_DONE = {
    "offered": lambda: gettext("The offer was sent by e-mail."),
    "withdrawn": lambda: gettext("The offer was withdrawn."),
    "accept": lambda: gettext("You are now the legal representative."),
    "decline": lambda: gettext("You have declined the representation."),
}


@organization_representative.route("", methods=["GET", "POST"])
@limited_form
def index(organization_id: str) -> Response:
    """Who represents the organization, and to whom that is offered."""
    person, own = current_organization(organization_id)
    form = SuccessorForm()
    if own.is_representative and form.validate_on_submit():
        recent_sign_in()
        if _offer(own, person, form):
            return _to_page(own.id, "offered")
    with reading() as session:
        offer = find_offer(session, own.id, current_time())
    if not _may_see(own, offer):
        raise AdministratorNeeded
    return render_organization_page(
        "organizations/representative.html",
        person,
        own,
        422 if form.errors else 200,
        form=form if own.is_representative and offer is None else None,
        is_representative=own.is_representative,
        representative=_name_of(own.organization.representative_id),
        offer=_shown(own, offer) if offer else None,
        done=_DONE[request.args["done"]]() if request.args.get("done") in _DONE else None,
    )


@organization_representative.post("/withdraw")
@limited_form
def withdraw(organization_id: str) -> Response:
    """The offer does not hold any more."""
    _, own = current_organization(organization_id)
    recent_sign_in()
    withdraw_offer(current_session(), own.id, current_actor())
    return _to_page(own.id, "withdrawn")


@organization_representative.post("/answer")
@limited_form
def answer(organization_id: str) -> Response:
    """The successor accepts or declines."""
    person, own = current_organization(organization_id)
    decision = sent_form().get("decision")
    if decision not in {"accept", "decline"}:
        abort(400)
    recent_sign_in()
    account = get_own_account(current_session(), person.account.id)
    answer_offer(current_session(), own.id, account, current_actor(), is_accepted=decision == "accept")
    if decision == "accept" or own.is_administrator:
        return _to_page(own.id, decision)
    return redirect(url_for("organizations.overview", organization_id=own.id), 303)


def _offer(own: OwnOrganization, person: Person, form: SuccessorForm) -> bool:
    """Whether it was offered; else the field says why not. The answer is the same for an address without an account."""
    session = current_session()
    email = canonical_email(form.successor.data or "")
    successor = session.scalar(select(Account).where(Account.email == email))
    name = person.account.name or person.account.email
    with suppress(NoSuccessor):
        if successor is not None:
            offer_representation(session, own.id, successor, name, current_actor())
            return True
    form.successor.errors = [gettext("Please enter the address of another member of the organization.")]
    return False


def _may_see(own: OwnOrganization, offer: HandOver | None) -> bool:
    return own.is_administrator or (offer is not None and offer.account_id == own.account_id)


def _shown(own: OwnOrganization, offer: HandOver) -> dict[str, Any]:
    return {
        "successor": _name_of(offer.account_id),
        "is_own": offer.account_id == own.account_id,
        "valid_until": format_day(offer.expires_at),
        "withdraw_url": url_for("organization_representative.withdraw", organization_id=own.id),
        "answer_url": url_for("organization_representative.answer", organization_id=own.id),
        "id": offer.id,
    }


def _name_of(account_id: str | None) -> str:
    summary = account_summaries([account_id]).get(account_id) if account_id else None
    return (summary.name or summary.email) if summary else ""


def _to_page(organization_id: str, done: str) -> Response:
    return redirect(url_for("organization_representative.index", organization_id=organization_id, done=done), 303)
