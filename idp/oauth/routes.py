"""The addresses of the provider."""

from flask import Blueprint, Response
from werkzeug.wrappers import Response as BaseResponse

from idp.infrastructure.web.endpoints import accepts_cross_site_posts, machine_endpoint
from idp.oauth import authorize as authorization
from idp.oauth import logout as end_session
from idp.oauth.cors import readable_by_web_origins
from idp.oauth.endpoints import ENDPOINTS, TokenEndpoint
from idp.oauth.engine import current_engine
from idp.oauth.userinfo import answer_userinfo

oauth = Blueprint("oauth", __name__)


@oauth.route("/authorize", methods=["GET", "POST"])
@accepts_cross_site_posts
def authorize() -> BaseResponse:
    """The authorization endpoint."""
    return authorization.authorize()


@oauth.get("/interaction/<interaction>")
def resume(interaction: str) -> BaseResponse:
    """Where every step of a sign-in returns to."""
    return authorization.resume(interaction)


@oauth.route("/token", methods=["POST", "OPTIONS"])
@machine_endpoint
@readable_by_web_origins
def token() -> Response:
    """The token endpoint."""
    return current_engine().answer_token_request()


@oauth.route("/userinfo", methods=["GET", "POST", "OPTIONS"])
@machine_endpoint
@readable_by_web_origins
def userinfo() -> Response:
    """The userinfo endpoint."""
    return answer_userinfo()


@oauth.route("/logout", methods=["GET", "POST"])
@accepts_cross_site_posts
def logout() -> BaseResponse:
    """The end-session endpoint."""
    return end_session.logout()


@oauth.get("/signed-out")
def signed_out() -> BaseResponse:
    """The end of a sign-out that leads nowhere else."""
    return end_session.signed_out()


def _add(endpoint: type[TokenEndpoint]) -> None:
    """The address of an endpoint about tokens; those for public clients can be called by pages in a browser too."""

    def view() -> Response:
        return current_engine().answer_endpoint(endpoint.ENDPOINT_NAME)

    view.__doc__ = endpoint.__doc__
    is_public = endpoint.IS_FOR_PUBLIC_CLIENTS
    oauth.add_url_rule(
        endpoint.PATH,
        endpoint.ENDPOINT_NAME,
        machine_endpoint(readable_by_web_origins(view) if is_public else view),
        methods=["POST", "OPTIONS"] if is_public else ["POST"],
    )


for each in ENDPOINTS:
    _add(each)
