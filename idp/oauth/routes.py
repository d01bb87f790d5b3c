"""The pages of the provider; machine endpoints have their addresses in ``endpoints``."""

from flask import Blueprint
from werkzeug.wrappers import Response as BaseResponse

from idp.infrastructure.web.endpoints import accepts_cross_site_posts
from idp.infrastructure.web.prefetching import acts_on_get
from idp.oauth import authorize as authorization
from idp.oauth import logout as end_session
from idp.oauth import logout_pages

oauth = Blueprint("oauth", __name__)


@oauth.route("/authorize", methods=["GET", "POST"])
@accepts_cross_site_posts
@acts_on_get
def authorize() -> BaseResponse:
    """The authorization endpoint."""
    return authorization.authorize()


@oauth.get("/interaction/<interaction_id>")
@acts_on_get
def resume(interaction_id: str) -> BaseResponse:
    """Where every step of a sign-in returns to."""
    return authorization.resume(interaction_id)


@oauth.route("/logout", methods=["GET", "POST"])
@accepts_cross_site_posts
@acts_on_get
def logout() -> BaseResponse:
    """The end-session endpoint."""
    return end_session.logout()


@oauth.get("/signed-out")
def signed_out() -> BaseResponse:
    """The end of a sign-out that leads nowhere else."""
    return logout_pages.signed_out()
