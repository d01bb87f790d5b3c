"""The style sheet, the logo and the pictures of each portal."""

from typing import Any

from flask import Blueprint, Response, abort, render_template

from idp.infrastructure.colours import Palette
from idp.infrastructure.web import Application
from idp.infrastructure.web.assets import Asset, send
from idp.infrastructure.web.endpoints import machine_endpoint
from idp.portals.registry import EXTENSION, all_portals, build_portals, current_portal
from idp.settings import BrandSettings

portals = Blueprint("portals", __name__, url_prefix="/portals/<portal>/<version>")


def init_portals(app: Application) -> None:
    """Build the portals, serve their files, and give every template ``portal``."""

    def render_theme(palette: Palette, look: BrandSettings) -> str:
        with app.app_context():
            return render_template("layout/portal_theme.css", brand=palette, look=look)

    app.extensions[EXTENSION] = build_portals(app.settings, render_theme)
    app.register_blueprint(portals)

    @app.context_processor
    def portal() -> dict[str, Any]:
        return {"portal": current_portal()}


@portals.get("/theme.css")
@machine_endpoint
def theme(portal: str, version: str) -> Response:
    """The custom properties of a portal."""
    found = all_portals().get(portal)
    if found is None:
        abort(404)
    return send(found.theme, version)


@portals.get("/logo")
@machine_endpoint
def logo(portal: str, version: str) -> Response:
    """The logo of a portal; an SVG opened on its own runs nothing and loads nothing."""
    found = all_portals().get(portal)
    return _send_picture(found.brand.logo if found else None, version)


@portals.get("/logo-dark")
@machine_endpoint
def logo_dark(portal: str, version: str) -> Response:
    """The same for dark mode."""
    found = all_portals().get(portal)
    return _send_picture(found.brand.logo_dark if found else None, version)


@portals.get("/fields/<field>/<language>")
@machine_endpoint
def field_picture(portal: str, version: str, field: str, language: str) -> Response:
    """The picture beside a field of the registration."""
    found = all_portals().get(portal)
    picture = found.pictures.get((field, language)) if found else None
    return _send_picture(picture.asset if picture else None, version)


def _send_picture(picture: Asset | None, version: str) -> Response:
    if picture is None:
        abort(404)
    response = send(picture, version)
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
