"""The pages of a person's own account area: each package adds its own, the frame lists them."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for

from idp.accounts.summaries import account_summaries
from idp.infrastructure.web.application import Application
from idp.sessions import other_sessions

_EXTENSION = "einlass account pages"


@dataclass(frozen=True, slots=True)
class AccountPage:
    """An entry of the navigation. ``label`` is a lazy text, ``icon`` a name of ``components/icon.html``."""

    order: int
    label: Any
    endpoint: str
    icon: str


def init_account_pages(app: Application) -> None:
    """Let templates list the pages."""
    app.extensions[_EXTENSION] = []
    app.jinja_env.globals["account_pages"] = account_pages
    app.jinja_env.globals["other_people"] = other_people


def add_account_page(app: Application, label: Any, endpoint: str, icon: str, order: int) -> None:
    """Put a page into the navigation; ``order`` counts upwards."""
    pages: list[AccountPage] = app.extensions[_EXTENSION]
    pages.append(AccountPage(order, label, endpoint, icon))
    pages.sort(key=lambda page: page.order)


def account_pages() -> list[dict[str, Any]]:
    """The navigation as ``accounts/layout.html`` shows it; what lies below a page counts as the page."""
    urls = {page: url_for(page.endpoint) for page in current_app.extensions[_EXTENSION]}
    above = [url for url in urls.values() if f"{request.path}/".startswith(f"{url}/")]
    nearest = max(above, key=len, default=None)
    return [
        {"label": page.label, "url": url, "icon": page.icon, "is_current": url == nearest} for page, url in urls.items()
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
