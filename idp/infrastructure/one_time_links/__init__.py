"""One-time links: random, stored hashed, typed by purpose, superseding, expiring, redeemed once.

Owns the rows, and what every page behind a mailed link has in common. What a link is for, and what redeeming it does,
belongs to the package that declares the purpose.
"""

from idp.infrastructure.one_time_links.issuing import IssuedLink, issue_link, supersede_links
from idp.infrastructure.one_time_links.models import OneTimeLink
from idp.infrastructure.one_time_links.purposes import LinkPurpose
from idp.infrastructure.one_time_links.redeeming import (
    LinkProblem,
    consume_links,
    find_link,
    find_problem,
    hold_link,
    redeem_link,
    redeem_opened_link,
    take_link,
)

__all__ = [
    "IssuedLink",
    "LinkProblem",
    "LinkPurpose",
    "OneTimeLink",
    "consume_links",
    "find_link",
    "find_problem",
    "hold_link",
    "issue_link",
    "redeem_link",
    "redeem_opened_link",
    "supersede_links",
    "take_link",
]
