"""One-time links: random, stored hashed, typed by purpose, superseding, expiring, redeemed once.

Owns the rows, the registry of purposes, and the way from a purpose and a token to an address. What a link is for, and
what redeeming it does, belongs to the package that declares the purpose.
"""

from idp.infrastructure.one_time_links.issuing import IssuedLink, issue_link, link_to, supersede_links
from idp.infrastructure.one_time_links.models import OneTimeLink
from idp.infrastructure.one_time_links.purposes import LinkPurpose, add_link_purpose, link_purposes
from idp.infrastructure.one_time_links.redeeming import (
    BrokenLink,
    LinkProblem,
    find_link,
    find_problem,
    redeem_link,
)

__all__ = [
    "BrokenLink",
    "IssuedLink",
    "LinkProblem",
    "LinkPurpose",
    "OneTimeLink",
    "add_link_purpose",
    "find_link",
    "find_problem",
    "issue_link",
    "link_purposes",
    "link_to",
    "redeem_link",
    "supersede_links",
]
