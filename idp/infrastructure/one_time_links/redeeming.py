"""Looking at links and redeeming them. Looking consumes nothing."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest
from idp.infrastructure.one_time_links.models import OneTimeLink
from idp.infrastructure.one_time_links.purposes import LinkPurpose
from idp.infrastructure.single_use import SingleUse

Row = TypeVar("Row")


class LinkProblem(StrEnum):
    """Why a link can't be redeemed; pages say it and offer the next step."""

    EXPIRED = "expired"
    USED = "used"
    SUPERSEDED = "superseded"
    UNKNOWN = "unknown"


def find_link(session: Session, purpose: LinkPurpose, token: str) -> OneTimeLink | None:
    """The link of this token in whatever state, to explain what became of it; None for a token never issued."""
    return session.scalar(
        select(OneTimeLink)
        .where(OneTimeLink.token_hash == digest(token), OneTimeLink.purpose == purpose.key)
        .execution_options(populate_existing=True)
    )


def find_problem(link: OneTimeLink | None) -> LinkProblem | None:
    """Why a link can't be redeemed, and of several reasons the first in time; None for one that can."""
    if link is None:
        return LinkProblem.UNKNOWN
    match SingleUse(link.state):
        case SingleUse.REDEEMED:
            return LinkProblem.USED
        case SingleUse.SUPERSEDED:
            return LinkProblem.SUPERSEDED
        case SingleUse.OPEN:
            return LinkProblem.EXPIRED if link.expires_at <= current_time() else None


def redeem_link(session: Session, purpose: LinkPurpose, token: str) -> OneTimeLink | LinkProblem:
    """Use a link up: of any number of parallel attempts, exactly one gets it."""
    redeemed = _redeem(session, OneTimeLink.token_hash == digest(token), OneTimeLink.purpose == purpose.key)
    return redeemed or find_problem(find_link(session, purpose, token)) or LinkProblem.USED


def redeem_opened_link(session: Session, link: OneTimeLink) -> LinkProblem | None:
    """The same for a link that was opened before, by its row; None where this attempt got it."""
    if _redeem(session, OneTimeLink.id == link.id) is not None:
        return None
    session.refresh(link)
    return find_problem(link) or LinkProblem.USED


def _redeem(session: Session, *which: ColumnElement[bool]) -> OneTimeLink | None:
    now = current_time()
    redeemed: OneTimeLink | None = session.scalar(
        update(OneTimeLink)
        .where(*which, OneTimeLink.state == SingleUse.OPEN, OneTimeLink.expires_at > now)
        .values(state=SingleUse.REDEEMED, ended_at=now)
        .returning(OneTimeLink)
    )
    return redeemed


def hold_link(session: Session, purpose: LinkPurpose, token: str) -> OneTimeLink | LinkProblem:
    """An open link, held until the transaction ends and left open, for what its reader may do more than once."""
    link = session.scalar(
        select(OneTimeLink)
        .where(OneTimeLink.token_hash == digest(token), OneTimeLink.purpose == purpose.key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    problem = find_problem(link)
    return link if problem is None and link is not None else problem or LinkProblem.UNKNOWN


def take_link(
    session: Session,
    purpose: LinkPurpose,
    token: str,
    lock: Callable[[OneTimeLink], Row | None],
    *,
    by: Callable[[Session, LinkPurpose, str], OneTimeLink | LinkProblem] = redeem_link,
) -> tuple[OneTimeLink, Row] | LinkProblem:
    """A link that ``by`` redeems or holds, with the row that it is about; UNKNOWN where ``lock`` finds no such row.

    The row is locked before the link: whatever changes the row holds it, and voids its links then. In the other order
    the two transactions would wait for each other.
    """
    found = find_link(session, purpose, token)
    row = lock(found) if found is not None else None
    if row is None:
        return LinkProblem.UNKNOWN
    link = by(session, purpose, token)
    return link if isinstance(link, LinkProblem) else (link, row)


def consume_links(session: Session, purpose: LinkPurpose, subject: str) -> None:
    """Let every link of this purpose for ``subject`` count as used: what they are for was done in another way."""
    session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.purpose == purpose.key,
            OneTimeLink.subject == subject,
            OneTimeLink.state != SingleUse.REDEEMED,
        )
        .values(state=SingleUse.REDEEMED, ended_at=current_time())
    )
