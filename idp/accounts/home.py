"""The start page of a signed-in account."""

from urllib.parse import urlsplit

from flask import Blueprint
from werkzeug.wrappers import Response

from idp.accounts.own_account import get_own_account
from idp.accounts.summaries import account_summary
from idp.infrastructure.database import reading
from idp.infrastructure.web.pages import render_page, use_person_language
from idp.portals.registry import all_portals
from idp.sessions.recent import required_sign_in

accounts = Blueprint("accounts", __name__)


@accounts.get("/")
def home() -> Response:
    """Who is signed in, and the portals to go to."""
    signed_in = required_sign_in()
    with reading() as session:
        account = get_own_account(session, signed_in.account_id)
    use_person_language(account.language)
    summary = account_summary(signed_in.account_id)
    shown = {
        "given_name": account.given_name,
        "name": summary.name,
        "email": summary.email,
        "initials": summary.initials,
        "delete_after": summary.delete_after,
    }
    return render_page("accounts/home.html", account=shown, portals=_portals())


def _portals() -> list[dict[str, str | None]]:
    return [
        {
            "name": portal.name,
            "url": portal.url,
            "host": urlsplit(portal.url).netloc,
        }
        for portal in all_portals().values()
        if portal.url
    ]
