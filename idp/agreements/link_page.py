"""The page behind the link that confirms a consent."""

from dataclasses import dataclass

from flask import request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.address_page import AddressPage
from idp.accounts.fields import ButtonForm
from idp.accounts.models import Account
from idp.agreements.confirming import CONFIRM_AGREEMENT, confirm_agreement
from idp.agreements.models import Agreement
from idp.agreements.words import words_of
from idp.infrastructure.database import current_session
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink
from idp.infrastructure.one_time_links.page import Proof
from idp.infrastructure.web.pages import portal_key, render_page
from idp.sessions.actor import account_actor


@dataclass(frozen=True, slots=True)
class AskedAgreement:
    """The consent that a link confirms, and the address of its account."""

    agreement: Agreement
    email: str


class ConfirmAgreementPage(AddressPage[AskedAgreement]):
    """A button, in a browser that is signed in to the account; any other is led to its sign-in and back.

    So a program that opens every link of a mail and presses every button gives no consent.
    """

    purpose = CONFIRM_AGREEMENT
    endpoint = "agreements.confirm"
    elsewhere = (Proof.SIGN_IN,)

    def look(self, session: Session, link: OneTimeLink) -> AskedAgreement | LinkProblem:
        agreement = session.get(Agreement, link.subject)
        account = session.get(Account, agreement.account_id) if agreement else None
        if agreement is None or account is None:
            return LinkProblem.UNKNOWN
        return AskedAgreement(agreement, account.email)

    def answer(self, asked: AskedAgreement, token: str) -> Response | LinkProblem:
        if account_actor(asked.agreement.account_id).session_id is None:
            status = 403 if request.method == "POST" else 200
            return self._render(asked, status, sign_in_url=self._sign_in_url(asked))
        return super().answer(asked, token)

    def render(self, asked: AskedAgreement, form: ButtonForm) -> Response:
        return self._render(asked, 200, form=form)

    def redeem(self, asked: AskedAgreement, token: str) -> Response | LinkProblem:
        actor = account_actor(asked.agreement.account_id)
        confirmed = confirm_agreement(current_session(), token, actor)
        if isinstance(confirmed, LinkProblem):
            return confirmed
        return render_page(
            "agreements/confirmed.html",
            title=words_of(confirmed.portal, confirmed.text).title,
            next_url=url_for("agreements.index"),
        )

    def _render(
        self, asked: AskedAgreement, status: int, *, form: ButtonForm | None = None, sign_in_url: str | None = None
    ) -> Response:
        return render_page(
            "agreements/confirm.html",
            status,
            form=form,
            sign_in_url=sign_in_url,
            words=words_of(asked.agreement.portal, asked.agreement.text),
            email=asked.email,
        )

    def _sign_in_url(self, asked: AskedAgreement) -> str:
        back = url_for(self.endpoint)
        return url_for("signin.start", portal=portal_key(), next=back, account="other", email=asked.email)
