"""The page that lists what a person agreed to, and where consents are given and withdrawn."""

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.locks import hold_account
from idp.accounts.person import current_person, render_account_page
from idp.admissions.lookup import admitted_portals
from idp.agreements.agreed import AgreedText
from idp.agreements.confirming import hit_mail_limit
from idp.agreements.listing import list_agreements
from idp.agreements.models import AgreementState
from idp.agreements.recording import agreements_of, record_agreements
from idp.agreements.withdrawing import withdraw_agreement
from idp.agreements.words import STATES, WAYS
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.networks import network_of
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import current_language, gettext
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import request_info
from idp.portals.demands import demands_at
from idp.portals.texts import PortalText, texts_at
from idp.sessions.actor import current_actor
from idp.sessions.recent import required_sign_in, sign_in_required

agreements = Blueprint("agreements", __name__, url_prefix="/account/agreements")
_KINDS = {AgreementState.AWAITING: "warning", AgreementState.AGREED: "success"}


@agreements.get("")
@sign_in_required
def index() -> Response:
    """What was agreed to at each portal, and what may be."""
    person, done = current_person(), request.args.get("done")
    with reading() as session:
        own = agreements_of(session, person.account.id)
    return render_account_page(
        "agreements/index.html",
        person,
        portals=list_agreements(own, admitted_portals(person.account.id)),
        states=STATES,
        state_kinds=_KINDS,
        ways=WAYS,
        done=_said(done),
        is_refused=done == "too_many",
    )


@agreements.post("/<portal>/<text>/give")
@limited_form
@sign_in_required
def give(portal: str, text: str) -> Response:
    """Agree to the present version of an optional text; where it needs a confirmation, ask for it by mail."""
    account_id = required_sign_in().account_id
    offered = _get_offered(portal, text, account_id)
    throttle = demands_at(current_settings(), portal).throttle
    if offered.needs_confirmation and not hit_mail_limit(account_id, throttle):
        return _back("too_many")
    session, actor = current_session(), current_actor()
    hold_account(session, account_id, actor.session_id)
    network = network_of(request_info().ip)
    agreed = AgreedText.of(offered, language=current_language(), network=network, now=current_time())
    record_agreements(session, account_id, portal, [agreed], actor, way="account_page")
    return _back("asked" if offered.needs_confirmation else "given")


@agreements.post("/<portal>/<text>/withdraw")
@limited_form
@sign_in_required
def withdraw(portal: str, text: str) -> Response:
    """Withdraw each version of an optional text."""
    actor = current_actor()
    if not withdraw_agreement(current_session(), required_sign_in().account_id, portal, text, actor):
        abort(404)
    return _back("withdrawn")


def _get_offered(portal: str, key: str, account_id: str) -> PortalText:
    """An optional text of a portal that the account enters; else the page is not found."""
    settings = current_settings()
    texts = texts_at(settings, portal) if portal in settings.portals else ()
    found = next((each for each in texts if each.key == key and not each.is_required), None)
    if found is None or portal not in admitted_portals(account_id):
        abort(404)
    return found


def _back(done: str) -> Response:
    return redirect(url_for("agreements.index", done=done), 303)


def _said(done: str | None) -> str | None:
    said = {
        "given": gettext("Your consent has been saved."),
        "asked": gettext("We have sent you an e-mail. Your consent counts once you confirm it there."),
        "withdrawn": gettext("Your consent has been withdrawn."),
    }
    return said.get(done or "")
