"""The pages behind the links about another address: confirming it from the new one, undoing it from the old one."""

from flask import url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.address_page import AddressPage
from idp.accounts.email_change.completion import confirm_change, undo_change
from idp.accounts.fields import ButtonForm
from idp.accounts.followed_changes import FollowedChange, find_change
from idp.accounts.link_purposes import EMAIL_CHANGE, EMAIL_CHANGE_UNDO
from idp.accounts.own_address_page import OwnAddressPage
from idp.actors import Actor, visitor
from idp.infrastructure.database import current_session
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink
from idp.infrastructure.one_time_links.page import Proof
from idp.infrastructure.web.pages import portal_key, render_page
from idp.sessions import current_sign_in, sign_out_active


class ConfirmEmailPage(OwnAddressPage):
    """Shall the account have the address from now on?"""

    purpose = EMAIL_CHANGE
    endpoint = "email_change.confirm"
    template = "accounts/email_change/confirm.html"

    def confirm(self, followed: FollowedChange, token: str, actor: Actor) -> Response | LinkProblem:
        account = confirm_change(current_session(), token, actor)
        if isinstance(account, LinkProblem):
            return account
        return render_page("accounts/email_change/done.html", email=account.email, next_url=url_for("profile.index"))


class UndoEmailPage(AddressPage[FollowedChange]):
    """Shall the old address hold again?"""

    purpose = EMAIL_CHANGE_UNDO
    endpoint = "email_change.undo"
    elsewhere = (Proof.BUTTON,)

    def look(self, session: Session, link: OneTimeLink) -> FollowedChange | LinkProblem:
        return find_change(session, link)

    def render(self, followed: FollowedChange, form: ButtonForm) -> Response:
        return render_page(
            "accounts/email_change/undo.html",
            form=form,
            email=followed.change.old_email,
            new_email=followed.account.email,
        )

    def redeem(self, followed: FollowedChange, token: str) -> Response | LinkProblem:
        own = current_sign_in()
        account = undo_change(current_session(), token, visitor().identified_as(followed.account.id))
        if isinstance(account, LinkProblem):
            return account
        response = render_page(
            "accounts/email_change/undone.html",
            email=account.email,
            was_to_be_deleted=followed.account.delete_after is not None,
            next_url=url_for("password_reset.request", portal=portal_key(), email=account.email),
            sign_in_url=url_for("signin.start", portal=portal_key(), account="other", email=account.email),
        )
        if own is not None and own.account_id == account.id:
            sign_out_active(response)
        return response
