"""The pages behind the links of a security alert: "it was me" and "secure my account"."""

from collections.abc import Sequence
from datetime import datetime

from flask import redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.button_page import ButtonPage
from idp.accounts.fields import ButtonForm
from idp.accounts.link_purposes import PASSWORD_RESET, SECURE_ACCOUNT
from idp.accounts.security.alerts import find_alert_text
from idp.accounts.security.securing import FollowedAlert, confirm_event, find_alert, secure_account
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
from idp.portals.account_demands import demands_of_account
from idp.sessions import current_sign_in, sign_out_active

_SUSPICION = lazy_gettext(
    "If you suspect that somebody else is using your account, choose a new password: it ends every sign-in."
)


class _AlertPage(ButtonPage[FollowedAlert]):
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

    def look(self, session: Session, link: OneTimeLink) -> FollowedAlert | LinkProblem:
        return find_alert(session, link)


class ItWasMePage(_AlertPage):
    """The owner knows the event: nothing changes."""

    endpoint = "security.it_was_me"
    opened_by = "security.open_it_was_me"

    def render(self, followed: FollowedAlert, form: ButtonForm) -> Response:
        secure_url = url_for("security.secure")
        return render_page("accounts/security/it_was_me.html", form=form, event=_event(followed), secure_url=secure_url)

    def redeem(self, followed: FollowedAlert, token: str) -> Response | LinkProblem:
        problem = confirm_event(current_session(), token, visitor().identified_as(followed.account_id))
        return problem or render_page(
            "accounts/security/it_was_me.html", is_done=True, next_url=url_for("accounts.home")
        )


class SecureAccountPage(_AlertPage):
    """The owner does not know it: every session ends, then a new password, then the second factors.

    No portal asks for a customer number here: the link has reached the owner, which is what asking is to make sure of.
    """

    endpoint = "security.secure"

    def render(self, followed: FollowedAlert, form: ButtonForm) -> Response:
        return render_page(
            "accounts/security/secure_account.html",
            step="sign_out",
            form=form,
            event=_event(followed),
            email=followed.email,
        )

    def redeem(self, followed: FollowedAlert, token: str) -> Response | LinkProblem:
        signed_in = current_sign_in()
        actor = visitor().identified_as(followed.account_id)
        lifetime = demands_of_account(followed.account_id).lifetimes.reset_link
        reset = secure_account(current_session(), token, actor, lifetime, _begin_sign_in(followed))
        if isinstance(reset, LinkProblem):
            return reset
        remember_link(PASSWORD_RESET, reset.token)
        response = redirect(url_for("password_reset.choose"), 303)
        if signed_in is not None and signed_in.account_id == followed.account_id:
            sign_out_active(response)
        return response


def _begin_sign_in(followed: FollowedAlert) -> str:
    """The id of the interaction that the new password leads on to: signing in, and then the page of second factors."""
    interaction = start_interaction(
        current_session(),
        browser_hash=browser_hash(),
        portal=portal_key(),
        lifetime=demands_of_account(followed.account_id).lifetimes.interaction,
        return_to=url_for("factors.overview"),
        identifier=followed.email,
    )
    return interaction.id


def _event(followed: FollowedAlert) -> dict[str, str | datetime | None]:
    return {
        "text": find_alert_text(followed.key),
        "device": describe_device(followed.user_agent),
        "place": followed.place,
        "at": followed.happened_at,
    }
