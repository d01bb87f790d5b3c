"""The page behind the link that confirms a recovery address."""

from flask import url_for
from werkzeug.wrappers import Response

from idp.accounts import link_purposes
from idp.accounts.followed_changes import FollowedChange
from idp.accounts.own_address_page import OwnAddressPage
from idp.accounts.recovery_email.change import confirm_recovery_email
from idp.actors import Actor
from idp.infrastructure.database import current_session
from idp.infrastructure.one_time_links import LinkProblem
from idp.infrastructure.web.pages import render_page


class ConfirmRecoveryEmailPage(OwnAddressPage):
    """Shall the address lead back into the account?"""

    purpose = link_purposes.RECOVERY_EMAIL
    endpoint = "recovery_email.confirm"
    template = "accounts/recovery_email/confirm.html"

    def confirm(self, followed: FollowedChange, token: str, actor: Actor) -> Response | LinkProblem:
        change = confirm_recovery_email(current_session(), token, actor)
        if isinstance(change, LinkProblem):
            return change
        return render_page(
            "accounts/recovery_email/done.html", email=change.new_email, next_url=url_for("profile.index")
        )
