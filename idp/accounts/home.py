"""The start page of a signed-in account."""

from flask import Blueprint
from werkzeug.wrappers import Response

from idp.accounts.launcher import find_places
from idp.accounts.person import current_person, render_account_page

accounts = Blueprint("accounts", __name__)


@accounts.get("/")
def home() -> Response:
    """Who is signed in, and the applications and portals to go to."""
    person = current_person()
    return render_account_page("accounts/home.html", person, places=find_places(person.signed_in))
