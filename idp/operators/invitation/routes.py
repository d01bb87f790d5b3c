"""The pages behind the link."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from idp.accounts.new_password import accept_password, shown_rules
from idp.accounts.password_policy import words_of
from idp.accounts.passwords import hash_password
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.one_time_links import BrokenLink, LinkProblem, find_link, find_problem
from idp.infrastructure.one_time_links.opened import forget_link, remember_link, remembered_link
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import render_page, request_info
from idp.operators.invitation.forms import AcceptForm
from idp.operators.invitation.service import OPERATOR_INVITATION, accept_invitation
from idp.portals.demands import demands_of

operators = Blueprint("operators", __name__, url_prefix="/operator-invitation")


@operators.get("/link/<token>")
def open_link(token: str) -> Response:
    """The address that was handed over. It changes nothing, and leaves nothing in the address bar."""
    remember_link(OPERATOR_INVITATION, token)
    return redirect(url_for("operators.accept"), 303)


@operators.route("", methods=["GET", "POST"])
@limited_form
def accept() -> Response:
    """Name and password of the new operator, for whoever holds the link."""
    token = remembered_link(OPERATOR_INVITATION)
    with reading() as session:
        link = find_link(session, OPERATOR_INVITATION, token) if token else None
    problem = find_problem(link)
    if link is None or token is None or problem:
        return _explain(problem or LinkProblem.UNKNOWN)
    form = AcceptForm()
    demands = demands_of(None)
    words = words_of(link.subject, form.given_name.data, form.family_name.data, demands.name)
    if not (form.validate_on_submit() and accept_password(form.password, demands.password, words)):
        status = 422 if form.errors else 200
        return render_page(
            "operators/accept.html", status, form=form, rules=shown_rules(demands.password), email=link.subject
        )
    # Before the transaction: hashing is slow.
    password_hash = hash_password(form.password.data or "", current_settings().passwords)
    outcome = accept_invitation(
        current_session(),
        token,
        given_name=form.given_name.data or "",
        family_name=form.family_name.data or "",
        password_hash=password_hash,
        ip=request_info().ip,
    )
    if isinstance(outcome, BrokenLink):
        return _explain(outcome.problem)
    forget_link(OPERATOR_INVITATION)
    return redirect(url_for("signin.start"), 303)


def _explain(problem: LinkProblem) -> Response:
    status = 404 if problem is LinkProblem.UNKNOWN else 410
    return render_page("operators/link_problem.html", status, reason=problem.value, sign_in_url=url_for("signin.start"))
