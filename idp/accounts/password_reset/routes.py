"""The password reset pages."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.circumstances import circumstances
from idp.accounts.identifiers import canonical_customer_number, canonical_email
from idp.accounts.link_purposes import PASSWORD_RESET
from idp.accounts.new_password import NewPasswordForm, accept_password, shown_rules
from idp.accounts.password_policy import words_of
from idp.accounts.password_reset.completion import complete_reset
from idp.accounts.password_reset.forms import RequestForm
from idp.accounts.password_reset.link import ResetLink, look_at_link
from idp.accounts.password_reset.request import ResetRequest, claim_request, request_reset
from idp.accounts.passwords import hash_password
from idp.clients.registry import find_client
from idp.infrastructure.clock import now
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.one_time_links import BrokenLink, LinkProblem
from idp.infrastructure.one_time_links.opened import forget_link, remember_link, remembered_link
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.i18n import current_language, format_moment
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import portal_key, render_page, request_info, use_portal
from idp.interactions import find_interaction
from idp.interactions.web import look_for_interaction
from idp.portals.demands import demands_at, demands_of
from idp.sessions import current_sign_in, sign_out_active

password_reset = Blueprint("password_reset", __name__, url_prefix="/password-reset")


@password_reset.route("", methods=["GET", "POST"], endpoint="request")
@limited_form
def ask() -> Response:
    """Forgot the password: where shall the link go?"""
    use_portal(request.args.get("portal"))
    interaction = look_for_interaction(request.args.get("interaction"))
    form = RequestForm()
    demands = demands_of(find_client(interaction.client_id) if interaction else None)
    if not demands.asks_customer_number:
        del form.customer_number
    email = canonical_email(form.email.data or "") if form.validate_on_submit() else None
    if email is None:
        if request.method == "GET" and interaction is not None:
            form.email.data = interaction.identifier
        status = 422 if form.errors else 200
        return render_page("accounts/password_reset/request.html", status, form=form, interaction=interaction)
    asked = ResetRequest(
        email,
        portal_key(),
        current_language(),
        request_info(),
        interaction_id=interaction.id if interaction else None,
        customer_number=_customer_number(form),
    )
    is_allowed = claim_request(asked, demands.throttle)
    request_reset(current_session(), asked, demands.lifetimes.reset_link, is_allowed=is_allowed)
    valid_until = now() + demands.lifetimes.reset_link
    return render_page(
        "accounts/password_reset/sent.html",
        email=form.email.data,
        valid_until=format_moment(valid_until),
        interaction=interaction,
        has_customer_number=asked.customer_number is not None,
    )


@password_reset.get("/link/<token>")
def open_link(token: str) -> Response:
    """The address in the mail. It changes nothing, and leaves nothing in the address bar."""
    remember_link(PASSWORD_RESET, token)
    return redirect(url_for("password_reset.choose"), 303)


@password_reset.route("/new", methods=["GET", "POST"])
@limited_form
def choose() -> Response:
    """The new password, for whoever holds the mailed link."""
    with reading() as session:
        link = look_at_link(session, remembered_link(PASSWORD_RESET))
    if isinstance(link, BrokenLink):
        return _explain(link)
    use_portal(link.portal)
    form = NewPasswordForm()
    demands = demands_at(current_settings(), link.portal)
    account = link.account
    words = words_of(account.given_name, account.family_name, account.email, account.username, demands.name)
    if form.validate_on_submit() and accept_password(form.password, demands.password, words, account.id):
        return _set_password(link, form.password.data or "")
    status = 422 if form.errors else 200
    return render_page(
        "accounts/password_reset/choose.html",
        status,
        form=form,
        rules=shown_rules(demands.password),
        email=account.email,
        is_first=account.password_changed_at is None and account.password_hash is None,
    )


@password_reset.get("/done")
def done() -> Response:
    """The new password holds; what the browser came for goes on with sign-in."""
    use_portal(request.args.get("portal"))
    interaction = look_for_interaction(request.args.get("interaction"))
    return render_page(
        "accounts/password_reset/done.html", next_url=_sign_in_url(interaction.id if interaction else None)
    )


def _customer_number(form: RequestForm) -> str | None:
    """The number of the checked form, which is never None where the portal asks for one."""
    return canonical_customer_number(form.customer_number.data or "") or "" if form.customer_number else None


def _set_password(link: ResetLink, password: str) -> Response:
    # Before the transaction: hashing is slow.
    password_hash = hash_password(password, current_settings().passwords)
    signed_in = current_sign_in()
    session = current_session()
    outcome = complete_reset(session, link.token, password_hash, circumstances(link.account.id, keeps_session=False))
    if isinstance(outcome, BrokenLink):
        return _explain(outcome)
    forget_link(PASSWORD_RESET)
    interaction = find_interaction(session, link.interaction_id, browser_hash())
    if interaction is not None:
        interaction.identifier = outcome.email
    response = redirect(
        url_for("password_reset.done", portal=portal_key(), interaction=interaction.id if interaction else None), 303
    )
    if signed_in is not None and signed_in.account_id == outcome.id:
        sign_out_active(response)
    return response


def _explain(broken: BrokenLink) -> Response:
    use_portal(broken.portal)
    return render_page(
        "accounts/password_reset/link_problem.html",
        404 if broken.problem is LinkProblem.UNKNOWN else 410,
        reason=broken.problem.value,
        request_url=url_for("password_reset.request", portal=portal_key()),
        sign_in_url=_sign_in_url(None),
    )


def _sign_in_url(interaction_id: str | None) -> str:
    if interaction_id is not None:
        return url_for("signin.sign_in", interaction=interaction_id)
    return url_for("signin.start", portal=portal_key())
