"""The addresses of the provider."""

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as BaseResponse

from idp.infrastructure.web.application import Application
from idp.infrastructure.web.endpoints import accepts_cross_site_posts, machine_endpoint
from idp.infrastructure.web.machine_requests import FORM_TYPE, MachineRequest
from idp.oauth import authorize as authorization
from idp.oauth import logout as end_session
from idp.oauth.cors import readable_by_web_origins
from idp.oauth.endpoints import Endpoint

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


@oauth.route("/logout", methods=["GET", "POST"])
@accepts_cross_site_posts
def logout() -> BaseResponse:
    """The end-session endpoint."""
    return end_session.logout()


@oauth.get("/signed-out")
def signed_out() -> BaseResponse:
    """The end of a sign-out that leads nowhere else."""
    return end_session.signed_out()


def add_machine_endpoint(app: Application, endpoint: Endpoint) -> None:
    """Give an endpoint its address."""

    def view() -> Response:
        answer = endpoint.answer(_read_request())
        return Response(answer.body, answer.status, list(answer.headers))

    is_readable = endpoint.IS_READABLE_BY_WEB_ORIGINS
    app.add_url_rule(
        endpoint.PATH,
        f"oauth.{endpoint.NAME}",
        machine_endpoint(readable_by_web_origins(view) if is_readable else view),
        methods=[*endpoint.METHODS, "OPTIONS"] if is_readable else endpoint.METHODS,
    )


def _read_request() -> MachineRequest:
    return MachineRequest(
        method=request.method,
        path=request.path,
        headers=request.headers,
        query=list(request.args.items(multi=True)),
        form=list(request.form.items(multi=True)) if request.mimetype == FORM_TYPE else None,
        address=request.remote_addr or "",
    )
