"""The page behind the link that confirms a recovery address."""

from flask import url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts import link_purposes
from idp.accounts.address_page import AddressPage
from idp.accounts.fields import ButtonForm
from idp.accounts.models import EmailChange
from idp.accounts.recovery_email.change import confirm_recovery_email
from idp.infrastructure.database import current_session
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink
from idp.infrastructure.web.pages import render_page
from idp.sessions.actor import account_actor


class ConfirmRecoveryEmailPage(AddressPage[EmailChange]):
    """Is the address the person's own?"""

    purpose = link_purposes.RECOVERY_EMAIL
    endpoint = "recovery_email.confirm"

    def look(self, session: Session, link: OneTimeLink) -> EmailChange | LinkProblem:
        return session.get(EmailChange, link.data["change"]) or LinkProblem.UNKNOWN

    def render(self, found: EmailChange, form: ButtonForm) -> Response:
        return render_page("accounts/recovery_email/confirm.html", form=form, email=found.new_email)

    def redeem(self, found: EmailChange, token: str) -> Response | LinkProblem:
        change = confirm_recovery_email(current_session(), token, account_actor(found.account_id))
        if isinstance(change, LinkProblem):
            return change
        return render_page(
            "accounts/recovery_email/done.html", email=change.new_email, next_url=url_for("profile.index")
        )
