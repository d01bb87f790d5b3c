"""The page behind a mailed link: open, look, explain, redeem.

Opening the link stores its token in the browser's cookie and redirects to the page's own address, which carries none.
The page shows what the link is for and a form; nothing but that form redeems the link, so that mail scanners and
browsers may open it. A link that can't be redeemed is explained, with the purpose's own ways on.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Generic, TypeVar

from flask import Flask, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.infrastructure.database import reading
from idp.infrastructure.ids import read_pasted_token
from idp.infrastructure.one_time_links.models import OneTimeLink
from idp.infrastructure.one_time_links.opened import forget_link, remember_link, remembered_link
from idp.infrastructure.one_time_links.purposes import LinkPurpose
from idp.infrastructure.one_time_links.redeeming import LinkProblem, find_link, find_problem
from idp.infrastructure.one_time_links.time_limit import link_time_limit
from idp.infrastructure.web.cookie_check import require_cookies
from idp.infrastructure.web.flow import add_flow_finder
from idp.infrastructure.web.i18n import lazy_gettext
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import render_page, use_portal
from idp.infrastructure.web.time_limits import use_time_limit

EXPIRED = lazy_gettext("This link has expired")
USED = lazy_gettext("This link has already been used")
SUPERSEDED = lazy_gettext("There is a newer e-mail")
UNKNOWN = lazy_gettext("This link no longer works")

_EXTENSION = "idp.link_pages"
LinkTarget = TypeVar("LinkTarget")


class Proof(StrEnum):
    """What a page takes in a browser that was not there when the link was asked for, so that a program that opens the
    links of a mail and presses the buttons behind them settles nothing."""

    SIGN_IN = "sign_in"
    """The sign-in to the account that the link is about."""
    OWN_PASSWORD = "own_password"  # noqa: S105 - the name of a proof
    """A password that is chosen there, after which the account is the reader's."""
    CODE_OR_PASSWORD = "code_or_password"  # noqa: S105 - the name of a proof
    """The code of the same mail, typed; or the password that was chosen before, where one was."""
    CODE_AND_PASSWORD = "code_and_password"  # noqa: S105 - the name of a proof
    """The code of the same mail, typed, and then a password that is chosen there."""
    SUPPORT_CODE = "support_code"
    """A code that support has told the person in another way than by mail, in any browser."""
    BUTTON = "button"
    """The button alone: the answer gives no one anything, and the reader may be unable to sign in."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What became of a link that can't be redeemed. ``is_done``: what it was for has happened, so it is no error."""

    heading: str
    text: str
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class WayOn:
    """A button of an explanation."""

    label: str
    url: str


class LinkPage(ABC, Generic[LinkTarget]):
    """The page of a purpose. ``LinkTarget`` is what its links lead to.

    ``endpoint`` is the page itself. ``elsewhere`` is what it takes in another browser than the one that asked for the
    link: one of these, as the person is known or new (docs/signing-in.md has the table of all).
    ``opened_by`` is the route that opens the link where it is not the purpose's: a purpose may have several pages.
    """

    purpose: ClassVar[LinkPurpose]
    endpoint: ClassVar[str]
    elsewhere: ClassVar[tuple[Proof, ...]]
    opened_by: ClassVar[str | None] = None
    explanations: ClassVar[Mapping[LinkProblem, Explanation]]

    @abstractmethod
    def look(self, session: Session, link: OneTimeLink) -> LinkTarget | LinkProblem:
        """What an open link leads to, consuming nothing; or why it leads nowhere any more."""

    @abstractmethod
    def answer(self, target: LinkTarget, token: str) -> Response | LinkProblem:
        """Show the form; where it was sent and is valid, redeem the link."""

    @abstractmethod
    def ways_on(self, problem: LinkProblem) -> Sequence[WayOn]:
        """What to do instead, the most useful first."""

    def open(self, token: str) -> Response:
        """The address in the mail. It changes nothing, and leaves nothing in the address bar."""
        remember_link(self.purpose, read_pasted_token(token))
        return redirect(url_for(self.endpoint), 303)

    def show(self) -> Response:
        """The page itself."""
        token = remembered_link(self.purpose) or ""
        if not token:
            require_cookies()
        with reading() as session:
            link = find_link(session, self.purpose, token)
            found = LinkProblem.UNKNOWN if link is None else find_problem(link) or self.look(session, link)
        use_portal(link.portal if link else None)
        if isinstance(found, LinkProblem):
            return self.explain(found)
        if link is not None:
            use_time_limit(link_time_limit(self.purpose, link))
        answer = self.answer(found, token)
        return self.explain(answer) if isinstance(answer, LinkProblem) else answer

    def explain(self, problem: LinkProblem) -> Response:
        """Why the link can't be redeemed, and how to go on."""
        if problem is LinkProblem.UNKNOWN:
            forget_link(self.purpose)
        return render_page(
            "layout/link_problem.html",
            404 if problem is LinkProblem.UNKNOWN else 410,
            reason=problem.value,
            explanation=self.explanations[problem],
            ways_on=self.ways_on(problem),
        )


def add_link_page(app: Flask, page: LinkPage[LinkTarget], opening: str, path: str) -> None:
    """Put a page at ``path`` and what opens its links at ``opening``, which ends in ``<token>``.

    Raises ValueError where another purpose has the key of this one's: their tokens could be exchanged.
    """
    pages = app.extensions.setdefault(_EXTENSION, [])
    if any(other.purpose.key == page.purpose.key and other.purpose != page.purpose for other in pages):
        raise ValueError(f"There are two link purposes {page.purpose.key}.")
    pages.append(page)
    app.add_url_rule(opening, page.opened_by or page.purpose.endpoint, page.open, strict_slashes=False)
    app.add_url_rule(path, page.endpoint, limited_form(page.show), methods=["GET", "POST"])
    add_flow_finder(app, lambda: request.endpoint != page.endpoint or remembered_link(page.purpose) is not None)


def link_pages(app: Flask) -> Sequence[LinkPage[object]]:
    """Every page, in the order in which they were added."""
    return tuple(app.extensions.get(_EXTENSION, ()))
