"""Issuing and voiding links, in a request, a command or a background task."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest, new_token
from idp.infrastructure.one_time_links.models import OneTimeLink
from idp.infrastructure.one_time_links.purposes import LinkPurpose
from idp.infrastructure.single_use import SingleUse
from idp.infrastructure.web.hosts import external_url


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A new link, for one mail or one page: the database keeps a digest of its token only."""

    purpose: LinkPurpose
    token: str
    valid_until: datetime

    @property
    def url(self) -> str:
        """The complete address of the purpose's page."""
        return self.url_at(self.purpose.endpoint)

    def url_at(self, endpoint: str) -> str:
        """The complete address of another page that opens links of this purpose."""
        return external_url(endpoint, token=self.token)


def issue_link(
    session: Session,
    purpose: LinkPurpose,
    subject: str,
    lifetime: timedelta,
    *,
    portal: str | None = None,
    data: Mapping[str, str | None] | None = None,
) -> IssuedLink:
    """Issue a link for ``subject``; earlier links of this purpose for the same subject are void from now on.

    ``portal`` is the key of the portal whose look its page has.
    """
    supersede_links(session, purpose, subject)
    link = IssuedLink(purpose, new_token(), current_time() + lifetime)
    session.add(
        OneTimeLink(
            purpose=purpose.key,
            subject=subject,
            token_hash=digest(link.token),
            data={**(data or {}), "portal": portal},
            expires_at=link.valid_until,
        )
    )
    return link


def supersede_links(session: Session, purpose: LinkPurpose, subject: str) -> None:
    """Void every open link of this purpose for ``subject``."""
    session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.purpose == purpose.key,
            OneTimeLink.subject == subject,
            OneTimeLink.state == SingleUse.OPEN,
        )
        .values(state=SingleUse.SUPERSEDED, ended_at=current_time())
    )
