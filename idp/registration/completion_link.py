"""The page behind the link of an approved registration, which leads to the pages that complete it."""

from collections.abc import Sequence

from flask import redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.infrastructure.database import current_session
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink
from idp.infrastructure.one_time_links.page import (
    EXPIRED,
    SUPERSEDED,
    UNKNOWN,
    USED,
    Explanation,
    LinkPage,
    Proof,
    WayOn,
)
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.i18n import gettext, lazy_gettext
from idp.infrastructure.web.pages import portal_key, render_page
from idp.registration.decision_mails import COMPLETE_REGISTRATION
from idp.registration.forms import ConfirmationCodeForm
from idp.registration.models import Registration
from idp.registration.own import get_row
from idp.registration.placing import place_of
from idp.registration.states import RegistrationState
from idp.registration.typed_code import accept_code

_REGISTER_AGAIN = lazy_gettext("Please register again.")


class CompleteRegistrationPage(LinkPage[Registration]):
    """Straight on in the browser of the registration; in another one, the code from the mail shows who reads it.

    The link works until the registration is completed.
    """

    purpose = COMPLETE_REGISTRATION
    endpoint = "registration.complete"
    elsewhere = (Proof.CODE_AND_PASSWORD,)
    explanations = {
        LinkProblem.EXPIRED: Explanation(EXPIRED, _REGISTER_AGAIN),
        LinkProblem.USED: Explanation(
            USED, lazy_gettext("Your registration is complete and you can sign in."), is_done=True
        ),
        LinkProblem.SUPERSEDED: Explanation(SUPERSEDED, lazy_gettext("Please use the link in the latest e-mail.")),
        LinkProblem.UNKNOWN: Explanation(
            UNKNOWN, lazy_gettext("It may be incomplete. Copy the whole link from the e-mail into the address bar.")
        ),
    }

    def ways_on(self, problem: LinkProblem) -> Sequence[WayOn]:
        sign_in = WayOn(gettext("Sign in"), url_for("signin.start", portal=portal_key()))
        if problem is LinkProblem.EXPIRED:
            return (WayOn(gettext("Register again"), url_for("registration.register", portal=portal_key())), sign_in)
        return (sign_in,)

    def look(self, session: Session, link: OneTimeLink) -> Registration | LinkProblem:
        registration = session.get(Registration, link.subject)
        if registration is None:
            return LinkProblem.UNKNOWN
        return registration if registration.state == RegistrationState.APPROVED else LinkProblem.USED

    def answer(self, registration: Registration, token: str) -> Response | LinkProblem:
        if registration.browser_hash == browser_hash():
            return redirect(place_of(registration), 303)
        form = ConfirmationCodeForm()
        if accept_code(form, registration):
            row = get_row(current_session(), registration)
            row.browser_hash = browser_hash()
            return redirect(place_of(row), 303)
        return render_page("registration/other_browser.html", 422 if form.errors else 200, form=form)
