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
                "For your protection it was valid for a limited time only. Your account is unchanged; please start "
                "again there."
            ),
        ),
        LinkProblem.USED: Explanation(
            lazy_gettext("Already done"),
            lazy_gettext("This link has been used. There is nothing left to do."),
            is_done=True,
        ),
        LinkProblem.SUPERSEDED: Explanation(
            SUPERSEDED, lazy_gettext("Please use the link in the newest mail, or start again in your account.")
        ),
        LinkProblem.UNKNOWN: Explanation(
            UNKNOWN,
            lazy_gettext(
                "It may be incomplete. Copy the whole address from the mail into the address bar, or start again in "
                "your account."
            ),
        ),
    }

    def ways_on(self, problem: LinkProblem) -> Sequence[WayOn]:
        return (WayOn(gettext("To your account"), url_for("profile.index")),)
