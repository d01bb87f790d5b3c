"""The start page of a signed-in account."""

from urllib.parse import urlsplit

from flask import Blueprint
from werkzeug.wrappers import Response

from idp.accounts.person import current_person, render_account_page
from idp.portals.registry import all_portals

accounts = Blueprint("accounts", __name__)


@accounts.get("/")
def home() -> Response:
    """Who is signed in, and the portals to go to."""
    person = current_person()
    return render_account_page("accounts/home.html", person, portals=_portals())


def _portals() -> list[dict[str, str | None]]:
    return [
        {
            "name": portal.name,
            "url": portal.url,
            "host": urlsplit(portal.url).netloc,
            "logo_url": portal.brand.logo_url,
            "logo_dark_url": portal.brand.logo_dark_url,
        }
        for portal in all_portals().values()
        if portal.url
    ]
