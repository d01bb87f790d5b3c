"""The pages of a person's own account area: each package adds its own, the frame lists them in groups."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for

from idp.accounts.summaries import account_summaries
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.sessions import other_sessions

_EXTENSION = "einlass account pages"


@dataclass(frozen=True, slots=True)
class PageGroup:
    """A part of the navigation. ``label`` is a lazy text."""

    order: int
    label: Any


PROFILE = PageGroup(10, lazy_gettext("Profile"))
SECURITY = PageGroup(20, lazy_gettext("Security"))
ACTIVITY = PageGroup(30, lazy_gettext("Activity"))
DATA = PageGroup(40, lazy_gettext("Data and deletion"))


@dataclass(frozen=True, slots=True)
class AccountPage:
    """An entry of the navigation. ``label`` is a lazy text, ``icon`` a name of ``components/icon.html``.

    ``is_shown``, asked at each page, says whether it leads anywhere for the person.
    """

    group: PageGroup
    order: int
    label: Any
    endpoint: str
    icon: str
    is_shown: Callable[[], bool]


def init_account_pages(app: Application) -> None:
    """Let templates list the pages."""
    app.extensions[_EXTENSION] = []
    app.jinja_env.globals["account_pages"] = account_pages
    app.jinja_env.globals["other_people"] = other_people


def add_account_page(
    app: Application,
    group: PageGroup,
    label: Any,
    endpoint: str,
    icon: str,
    order: int,
    *,
    is_shown: Callable[[], bool] = lambda: True,
) -> None:
    """Put a page into its group of the navigation; ``order`` counts upwards within the group."""
    pages: list[AccountPage] = app.extensions[_EXTENSION]
    pages.append(AccountPage(group, order, label, endpoint, icon, is_shown))
    pages.sort(key=lambda page: (page.group.order, page.order))


def account_pages() -> list[dict[str, Any]]:
    """The navigation as ``accounts/layout.html`` shows it; what lies below a page counts as the page, and a group
    without any is left out."""
    pages: Sequence[AccountPage] = current_app.extensions[_EXTENSION]
    urls = {page: url_for(page.endpoint) for page in pages if page.is_shown()}
    above = [url for url in urls.values() if f"{request.path}/".startswith(f"{url}/")]
    nearest = max(above, key=len, default=None)
    shown = [
        {"group": page.group, "label": page.label, "url": url, "icon": page.icon, "is_current": url == nearest}
        for page, url in urls.items()
    ]
    return [
        {"label": group.label, "pages": [each for each in shown if each["group"] is group]}
        for group in dict.fromkeys(page.group for page in urls)
    ]


def other_people() -> list[dict[str, str]]:
    """Who else is signed in with this browser: of them no more than name, address, and the session to switch to."""
    others = other_sessions()
    summaries = account_summaries([each.signed_in.account_id for each in others])
    return [
        {
            "session_id": each.signed_in.session_id,
            "name": summary.name,
            "email": summary.email,
            "initials": summary.initials,
        }
        for each in others
        if (summary := summaries.get(each.signed_in.account_id))
    ]
