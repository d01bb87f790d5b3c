"""What the pages about a person's addresses say of a link that can't be redeemed."""

from collections.abc import Sequence

from flask import url_for

from idp.accounts.button_page import ButtonPage
from idp.infrastructure.one_time_links import LinkProblem
from idp.infrastructure.one_time_links.page import EXPIRED, SUPERSEDED, UNKNOWN, Explanation, LinkTarget, WayOn
from idp.infrastructure.web.i18n import gettext, lazy_gettext


class AddressPage(ButtonPage[LinkTarget]):
    """A page behind a link about an address of the account."""

    explanations = {
        LinkProblem.EXPIRED: Explanation(
            EXPIRED,
            lazy_gettext(
                "For your protection it was valid for a limited time. Your account is unchanged. Please start again "
                "from your account."
            ),
        ),
        LinkProblem.USED: Explanation(
            lazy_gettext("Already done"),
            lazy_gettext("This link has already been used. There is nothing more to do."),
            is_done=True,
        ),
        LinkProblem.SUPERSEDED: Explanation(
            SUPERSEDED, lazy_gettext("Please use the link in the latest e-mail, or start again from your account.")
        ),
        LinkProblem.UNKNOWN: Explanation(
            UNKNOWN,
            lazy_gettext(
                "It may be incomplete. Copy the whole link from the e-mail into the address bar, or start again from "
                "your account."
            ),
        ),
    }

    def ways_on(self, problem: LinkProblem) -> Sequence[WayOn]:
        return (WayOn(gettext("Go to your account"), url_for("profile.index")),)
