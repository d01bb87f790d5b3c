"""The pages on which a link for a new password is asked for. What it leads to is in ``link_page``."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.fields import identifier_rules
from idp.accounts.identifiers import canonical_identifier
from idp.accounts.password_reset.entered_number import EnteredNumber
from idp.accounts.password_reset.forms import RequestAnywhereForm, RequestForm
from idp.accounts.password_reset.request import (
    ResetRequest,
    address_of,
    hit_request_limit,
    registers_asked_of,
    request_reset,
)
from idp.actors import visitor
from idp.clients.registry import find_client
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.i18n import format_moment
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import portal_key, render_page, use_portal
from idp.interactions.web import look_for_interaction
from idp.portals.account_demands import demands_of_any_account, is_number_always_asked
from idp.portals.demands import PortalDemands, demands_of
from idp.protocol.client import Client

password_reset = Blueprint("password_reset", __name__, url_prefix="/password-reset")


@password_reset.route("", methods=["GET", "POST"], endpoint="request")
@limited_form
def ask() -> Response:
    """Forgot the password: where shall the link go?"""
    use_portal(request.args.get("portal"))
    interaction = look_for_interaction(request.args.get("interaction_id"))
    client = find_client(interaction.client_id) if interaction else None
    # No portal that an address names: without a client the strictest of all, and the same for every address.
    demands = demands_of(client) if client is not None else demands_of_any_account()
    form, is_optional = _form(demands, client)
    if not form.validate_on_submit(identifier_rules(accepts_user_names=demands.accepts_user_names)):
        if request.method == "GET":
            form.email.data = interaction.identifier if interaction else request.args.get("email")
        status = 422 if form.errors else 200
        return render_page(
            "accounts/password_reset/request.html",
            status,
            form=form,
            interaction=interaction,
            user_names=demands.accepts_user_names,
            is_number_optional=is_optional,
        )
    identifier = canonical_identifier(form.email.data or "")
    email = address_of(identifier)
    asked = ResetRequest(
        email,
        visitor(),
        demands,
        browser_hash(),
        interaction_id=interaction.id if interaction else None,
        waiting_portal=demands.portal if client is not None else None,
        number=_entered_number(form, demands.asked_registers if client is not None else registers_asked_of(email)),
    )
    is_allowed = hit_request_limit(asked)
    request_reset(current_session(), asked, is_allowed=is_allowed)
    valid_until = current_time() + demands.lifetimes.reset_link
    return render_page(
        "accounts/password_reset/sent.html",
        name=form.email.data,
        is_user_name="@" not in identifier,
        valid_until=format_moment(valid_until),
        interaction=interaction,
        has_customer_number=form.customer_number is not None,
        is_number_optional=is_optional,
    )


@password_reset.get("/done")
def done() -> Response:
    """The new password holds; what the browser came for goes on with sign-in."""
    use_portal(request.args.get("portal"))
    interaction = look_for_interaction(request.args.get("interaction_id"))
    return render_page(
        "accounts/password_reset/done.html", next_url=_sign_in_url(interaction.id if interaction else None)
    )


def _form(demands: PortalDemands, client: Client | None) -> tuple[RequestForm, bool]:
    """The form, and whether the customer number may be left out: where not every portal asks for it."""
    is_optional = demands.asks_customer_number and client is None and not is_number_always_asked()
    form = RequestAnywhereForm() if is_optional else RequestForm()
    if not demands.asks_customer_number:
        del form.customer_number
    return form, is_optional


def _entered_number(form: RequestForm, registers: frozenset[str]) -> EnteredNumber | None:
    """The number of the checked form; None where it is asked of no register."""
    if not registers or not form.customer_number:
        return None
    return EnteredNumber.of(form.customer_number.data or "", registers, current_settings())


def _sign_in_url(interaction_id: str | None) -> str:
    if interaction_id is not None:
        return url_for("signin.sign_in", interaction_id=interaction_id)
    return url_for("signin.start", portal=portal_key())
