"""The pages behind the links of a security mail: "it was me" and "secure my account"."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.button_page import ButtonPage
from idp.accounts.fields import ButtonForm
from idp.accounts.link_purposes import PASSWORD_RESET, SECURE_ACCOUNT
from idp.accounts.security_links import News
from idp.actors import visitor
from idp.infrastructure.database import current_session
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink
from idp.infrastructure.one_time_links.opened import remember_link
from idp.infrastructure.one_time_links.page import EXPIRED, UNKNOWN, Explanation, WayOn
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.i18n import gettext, lazy_gettext
from idp.infrastructure.web.pages import portal_key, render_page
from idp.interactions import start_interaction
from idp.mail.devices import describe_device
from idp.portals.demands import demands_of
from idp.sessions import current_sign_in, sign_out_active
from idp.signin.new_device import SecurityLink, confirm_device, find_news, secure_account

_TEXTS = {
    News.DEVICE: lazy_gettext("Sign-in on a new device"),
    News.PLACE: lazy_gettext("Sign-in from a new place"),
    News.FACTOR: lazy_gettext("A second factor was added"),
}
_SUSPICION = lazy_gettext(
    "If you suspect that somebody else is using your account, choose a new password: it ends every sign-in."
)


class _SecurityPage(ButtonPage[SecurityLink]):
    purpose = SECURE_ACCOUNT
    explanations = {
        LinkProblem.EXPIRED: Explanation(EXPIRED, _SUSPICION),
        LinkProblem.USED: Explanation(
            lazy_gettext("Already done"),
            lazy_gettext("You have answered this mail before. There is nothing left to do."),
            is_done=True,
        ),
        LinkProblem.SUPERSEDED: Explanation(UNKNOWN, _SUSPICION),
        LinkProblem.UNKNOWN: Explanation(UNKNOWN, _SUSPICION),
    }

    def ways_on(self, problem: LinkProblem) -> Sequence[WayOn]:
        home = WayOn(gettext("To your account"), url_for("accounts.home"))
        if problem is LinkProblem.USED:
            return (home,)
        return (WayOn(gettext("Choose a new password"), url_for("password_reset.request", portal=portal_key())), home)

    def look(self, session: Session, link: OneTimeLink) -> SecurityLink | LinkProblem:
        return find_news(session, link)


class ItWasMePage(_SecurityPage):
    """The person knows the device."""

    endpoint = "new_device.it_was_me"
    opened_by = "new_device.open_was_me"

    def render(self, found: SecurityLink, form: ButtonForm) -> Response:
        secure_url = url_for("new_device.secure")
        return render_page("signin/it_was_me.html", form=form, event=_event(found), secure_url=secure_url)

    def redeem(self, found: SecurityLink, token: str) -> Response | LinkProblem:
        problem = confirm_device(current_session(), token, visitor().identified_as(found.account_id))
        return problem or render_page("signin/it_was_me.html", is_done=True, next_url=url_for("accounts.home"))


class SecureAccountPage(_SecurityPage):
    """The person does not know it: everybody out, a new password, then the second factors.

    No portal asks for a customer number here: the link has reached the person, which is what asking is to make sure of.
    """

    endpoint = "new_device.secure"

    def render(self, found: SecurityLink, form: ButtonForm) -> Response:
        return render_page(
            "signin/secure_account.html", step="sign_out", form=form, event=_event(found), email=found.email
        )

    def redeem(self, found: SecurityLink, token: str) -> Response | LinkProblem:
        signed_in = current_sign_in()
        actor = visitor().identified_as(found.account_id)
        reset = secure_account(
            current_session(), token, actor, demands_of(None).lifetimes.reset_link, _begin_sign_in(found)
        )
        if isinstance(reset, LinkProblem):
            return reset
        remember_link(PASSWORD_RESET, reset.token)
        response = redirect(url_for("password_reset.choose"), 303)
        if signed_in is not None and signed_in.account_id == found.account_id:
            sign_out_active(response)
        return response


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


def _event(link: SecurityLink) -> dict[str, Any]:
    return {
        "text": str(_TEXTS[link.news]),
        "device": describe_device(link.user_agent),
        "place": link.place,
        "at": link.happened_at,
    }
