"""The logos of organizations, for every browser and without a cookie."""

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as BaseResponse

from idp.infrastructure.web.assets import FOR_EVER
from idp.infrastructure.web.endpoints import machine_endpoint
from idp.organizations.logos.service import find_logo

organization_logos = Blueprint("organization_logos", __name__)


@organization_logos.get("/logos/<digest>.png")
@machine_endpoint
def show(digest: str) -> BaseResponse:
    """The picture of this content hash: who has it may see it."""
    logo = find_logo(digest)
    if logo is None:
        abort(404)
    response = Response(logo, mimetype="image/png")
    response.headers["Cache-Control"] = FOR_EVER
    response.set_etag(digest)
    return response.make_conditional(request)
