"""The page behind the link to an address that support has given to an account."""

from collections.abc import Sequence

from flask import url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.email_change.by_support import GivenAddress, confirm_given_address, hit_code_limit, is_right_code
from idp.accounts.email_change.completion import AddressInUse
from idp.accounts.email_change.forms import SupportCodeForm
from idp.accounts.link_purposes import ADDRESS_BY_SUPPORT
from idp.accounts.models import Account
from idp.actors import visitor
from idp.infrastructure.database import current_session
from idp.infrastructure.errors import NextStep
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
from idp.infrastructure.web.i18n import gettext, lazy_gettext
from idp.infrastructure.web.pages import portal_key, render_page
from idp.sessions import current_sign_in, sign_out_active


class GivenAddressInUse(AddressInUse):
    """The person may not be able to sign in, so that support has to choose another address."""

    message = lazy_gettext("Please contact support again and give another address.")
    next_step = NextStep(lazy_gettext("Sign in"), "accounts.home")


class ConfirmGivenAddressPage(LinkPage[GivenAddress]):
    """Which code has support told the person? With the right one, the address holds."""

    purpose = ADDRESS_BY_SUPPORT
    endpoint = "email_change.confirm_given"
    elsewhere = (Proof.SUPPORT_CODE,)
    explanations = {
        LinkProblem.EXPIRED: Explanation(
            EXPIRED,
            lazy_gettext(
                "For your protection it was valid for a limited time. Your account is unchanged. Please contact "
                "support again."
            ),
        ),
        LinkProblem.USED: Explanation(USED, lazy_gettext("You can sign in with the new address."), is_done=True),
        LinkProblem.SUPERSEDED: Explanation(
            SUPERSEDED, lazy_gettext("Please use the link in the latest e-mail, or contact support again.")
        ),
        LinkProblem.UNKNOWN: Explanation(
            UNKNOWN, lazy_gettext("It may be incomplete. Copy the whole link from the e-mail into the address bar.")
        ),
    }

    def ways_on(self, problem: LinkProblem) -> Sequence[WayOn]:
        return (WayOn(gettext("Sign in"), url_for("signin.start", portal=portal_key())),)

    def look(self, session: Session, link: OneTimeLink) -> GivenAddress | LinkProblem:
        return GivenAddress.find(session, link)

    def answer(self, given: GivenAddress, token: str) -> Response | LinkProblem:
        form = SupportCodeForm()
        if form.validate_on_submit():
            complaint = _find_complaint(given, form.code.data or "")
            if complaint is None:
                return self._redeem(given, token)
            form.code.errors = [*form.code.errors, complaint]
        return render_page(
            "accounts/email_change/given.html",
            422 if form.errors else 200,
            form=form,
            email=given.followed.change.new_email,
        )

    def _redeem(self, given: GivenAddress, token: str) -> Response | LinkProblem:
        actor = visitor().identified_as(given.followed.account.id)
        try:
            account = confirm_given_address(current_session(), token, actor)
        except AddressInUse as error:
            raise GivenAddressInUse from error
        return account if isinstance(account, LinkProblem) else _done(account)


def _find_complaint(given: GivenAddress, code: str) -> str | None:
    if not hit_code_limit(given):
        return gettext("Too many wrong codes. Please contact support again.")
    return None if is_right_code(given, code) else gettext("This code is wrong. Please use the code from support.")


def _done(account: Account) -> Response:
    signed_in = current_sign_in()
    response = render_page(
        "accounts/email_change/given_done.html",
        email=account.email,
        sign_in_url=url_for("signin.start", portal=portal_key(), account="other", email=account.email),
        reset_url=url_for("password_reset.request", portal=portal_key(), email=account.email),
        has_password=account.password_hash is not None,
    )
    if signed_in is not None and signed_in.account_id == account.id:
        sign_out_active(response)
    return response
