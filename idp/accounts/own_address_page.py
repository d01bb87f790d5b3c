"""A page behind a mailed link whose button gives an address to an account."""

from abc import abstractmethod
from typing import ClassVar

from flask import request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.address_page import AddressPage
from idp.accounts.fields import ButtonForm
from idp.accounts.followed_changes import FollowedChange, find_change
from idp.actors import Actor
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink
from idp.infrastructure.one_time_links.page import Proof
from idp.infrastructure.web.pages import portal_key, render_page
from idp.sessions.actor import account_actor


class OwnAddressPage(AddressPage[FollowedChange]):
    """The page of a link that confirms an address for an account.

    The reader of the mail has shown that the address is theirs, and nothing about the account, which may be another
    person's who asks for an address that is not their own. So the button works in a browser that is signed in to the
    account; any other is led to the sign-in and back.
    """

    template: ClassVar[str]
    elsewhere = (Proof.SIGN_IN,)

    @abstractmethod
    def confirm(self, followed: FollowedChange, token: str, actor: Actor) -> Response | LinkProblem:
        """Let the address hold; the actor acts in a session of the account."""

    def look(self, session: Session, link: OneTimeLink) -> FollowedChange | LinkProblem:
        return find_change(session, link)

    def answer(self, followed: FollowedChange, token: str) -> Response | LinkProblem:
        """The button or what it does; for another browser, whose account this is."""
        if account_actor(followed.account.id).session_id is None:
            return self._render(
                followed, 403 if request.method == "POST" else 200, sign_in_url=self._sign_in_url(followed)
            )
        return super().answer(followed, token)

    def render(self, followed: FollowedChange, form: ButtonForm) -> Response:
        return self._render(followed, 200, form=form)

    def redeem(self, followed: FollowedChange, token: str) -> Response | LinkProblem:
        return self.confirm(followed, token, account_actor(followed.account.id))

    def _render(
        self, followed: FollowedChange, status: int, *, form: ButtonForm | None = None, sign_in_url: str | None = None
    ) -> Response:
        return render_page(
            self.template,
            status,
            form=form,
            sign_in_url=sign_in_url,
            email=followed.change.new_email,
            account_email=followed.account.email,
        )

    def _sign_in_url(self, followed: FollowedChange) -> str:
        """To the account's sign-in, beside other accounts of this browser, and back to this page."""
        back = url_for(self.endpoint)
        return url_for("signin.start", portal=portal_key(), next=back, account="other", email=followed.account.email)
