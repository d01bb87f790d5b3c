"""The page between the new password of a secured account and its sign-in, in a browser that has to sign in by hand."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from idp.infrastructure.web.pages import render_page
from idp.interactions.web import look_for_interaction

security = Blueprint("security", __name__, url_prefix="/secure-account")


@security.get("/saved")
def saved() -> Response:
    """The new password is stored; the last step begins with signing in."""
    interaction = look_for_interaction(request.args.get("interaction_id"))
    start = (
        url_for("signin.sign_in", interaction_id=interaction.id)
        if interaction
        else url_for("signin.start", next=url_for("securing.check"))
    )
    return render_page("accounts/security/saved.html", next_url=start)
