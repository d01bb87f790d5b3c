"""The pages behind the links of a security mail: "it was me" and "secure my account"."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from idp.accounts.circumstances import circumstances
from idp.accounts.fields import ButtonForm
from idp.accounts.link_purposes import PASSWORD_RESET, SECURE_ACCOUNT
from idp.accounts.security_links import News
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.one_time_links import BrokenLink, LinkProblem
from idp.infrastructure.one_time_links.opened import forget_link, remember_link, remembered_link
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.i18n import lazy_gettext
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import portal_key, render_page, request_info, use_portal
from idp.interactions import start_interaction
from idp.mail.devices import describe_device
from idp.portals.demands import demands_of
from idp.sessions import current_sign_in, sign_out_active
from idp.signin.new_device import SecurityLink, confirm_device, look_at_link, secure_account

new_device = Blueprint("new_device", __name__, url_prefix="/new-device")

_TEXTS = {
    News.DEVICE: lazy_gettext("Sign-in on a new device"),
    News.PLACE: lazy_gettext("Sign-in from a new place"),
    News.FACTOR: lazy_gettext("A second factor was added"),
}


@new_device.get("/link/<token>/it-was-me")
def open_was_me(token: str) -> Response:
    """The address in the mail. It changes nothing, and leaves nothing in the address bar."""
    remember_link(SECURE_ACCOUNT, token)
    return redirect(url_for("new_device.it_was_me"), 303)


@new_device.get("/link/<token>/secure")
def open_secure(token: str) -> Response:
    """The other address in the mail."""
    remember_link(SECURE_ACCOUNT, token)
    return redirect(url_for("new_device.secure"), 303)


@new_device.route("/it-was-me", methods=["GET", "POST"])
@limited_form
def it_was_me() -> Response:
    """The person knows the device."""
    link = _look()
    if isinstance(link, BrokenLink):
        return _explain(link)
    form = ButtonForm()
    if not form.validate_on_submit():
        secure_url = url_for("new_device.secure")
        return render_page("devices/it_was_me.html", form=form, event=_event(link), secure_url=secure_url)
    if not confirm_device(current_session(), link, request_info()):
        return _explain(BrokenLink(LinkProblem.USED, link.portal))
    return render_page("devices/it_was_me.html", is_done=True, next_url=url_for("accounts.home"))


@new_device.route("/secure", methods=["GET", "POST"])
@limited_form
def secure() -> Response:
    """The person does not know it: everybody out, a new password, then the second factors.

    No portal asks for a customer number here: the link has reached the person, which is what asking is to make sure of.
    """
    link = _look()
    if isinstance(link, BrokenLink):
        return _explain(link)
    form = ButtonForm()
    if not form.validate_on_submit():
        facts: dict[str, Any] = {"step": "sign_out", "form": form, "event": _event(link), "email": link.email}
        return render_page("devices/secure_account.html", **facts)
    signed_in = current_sign_in()
    by = circumstances(link.account_id, keeps_session=False)
    token = secure_account(current_session(), link, by, _reset_lifetime(), _begin_sign_in(link))
    if token is None:
        return _explain(BrokenLink(LinkProblem.USED, link.portal))
    forget_link(SECURE_ACCOUNT)
    remember_link(PASSWORD_RESET, token)
    response = redirect(url_for("password_reset.choose"), 303)
    if signed_in is not None and signed_in.account_id == link.account_id:
        sign_out_active(response)
    return response


def _look() -> SecurityLink | BrokenLink:
    with reading() as session:
        link = look_at_link(session, remembered_link(SECURE_ACCOUNT))
    use_portal(link.portal)
    return link


def _begin_sign_in(link: SecurityLink) -> str:
    """What the new password leads on to: signing in with it, and then the page of second factors."""
    interaction = start_interaction(
        current_session(),
        browser_hash=browser_hash(),
        portal=portal_key(),
        lifetime=demands_of(None).lifetimes.interaction,
        return_to=url_for("factors.overview"),
        identifier=link.email,
    )
    return interaction.id


def _reset_lifetime() -> timedelta:
    return demands_of(None).lifetimes.reset_link


def _event(link: SecurityLink) -> dict[str, Any]:
    return {
        "text": str(_TEXTS[link.news]),
        "device": describe_device(link.user_agent),
        "place": link.place,
        "at": link.happened_at,
    }


def _explain(broken: BrokenLink) -> Response:
    return render_page(
        "devices/link_problem.html",
        404 if broken.problem is LinkProblem.UNKNOWN else 410,
        reason=broken.problem.value,
        reset_url=url_for("password_reset.request", portal=portal_key()),
        next_url=url_for("accounts.home"),
    )
