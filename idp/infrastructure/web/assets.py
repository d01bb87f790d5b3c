"""Style sheets, scripts and icons: read once, named by their content, cached for a year.

Everything is in ``idp/static``, but for what the style sheet takes from Bootstrap. Nothing is ever fetched from
elsewhere, neither now nor by the browser.
"""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import brotli
from flask import Blueprint, Flask, Response, abort, request

from idp.infrastructure.web.endpoints import machine_endpoint
from idp.infrastructure.web.page_script import build_page_script
from idp.infrastructure.web.style_sheet import build_style_sheet

STATIC = Path(__file__).resolve().parents[2] / "static"
THEME = "theme.css"
"""Name of the style sheet, which is built from the files in its folder."""
THEME_FOLDER = STATIC / "theme"
PAGE_SCRIPT = "scripts/page.js"
"""Name of the script of every page, which is built from the files in its folder."""
PAGE_SCRIPT_FOLDER = STATIC / "scripts" / "page"
MIME_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
FOR_EVER = "public, max-age=31536000, immutable"
SHORTLY = "public, max-age=60"
_BUILT_FROM = frozenset({THEME_FOLDER, PAGE_SCRIPT_FOLDER})
_WORTH_COMPRESSING = 64
"""Bytes that a coding must save, for what its header costs."""

assets = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Asset:
    """A file as it is sent."""

    body: bytes
    encoded: Mapping[str, bytes]
    """Smaller forms by their content coding (RFC 9110 8.4.1), the smallest first."""
    mime_type: str
    version: str

    @classmethod
    def of(cls, body: bytes, mime_type: str) -> "Asset":
        """Name the content by its hash, and compress it once where that pays."""
        packed = {"br": brotli.compress(body), "gzip": gzip.compress(body, mtime=0)}
        encoded = {coding: form for coding, form in packed.items() if len(form) < len(body) - _WORTH_COMPRESSING}
        return cls(body, encoded, mime_type, hashlib.sha256(body).hexdigest()[:16])


@cache
def all_assets() -> dict[str, Asset]:
    """Every asset by the name that templates use."""
    paths = sorted(path for path in STATIC.rglob("*") if path.suffix in MIME_TYPES and path.parent not in _BUILT_FROM)
    bodies = {path.relative_to(STATIC).as_posix(): path.read_bytes() for path in paths}
    bodies[THEME] = build_style_sheet(THEME_FOLDER / "index.css")
    bodies[PAGE_SCRIPT] = build_page_script(PAGE_SCRIPT_FOLDER)
    return {name: Asset.of(body, MIME_TYPES[Path(name).suffix]) for name, body in bodies.items()}


def asset_url(name: str) -> str:
    """Address of an asset, with its content hash. Raises ``KeyError`` for a name that does not exist."""
    return f"/assets/{all_assets()[name].version}/{name}"


def init_assets(app: Flask) -> None:
    """Serve the assets; templates get ``asset_url()``."""
    all_assets()
    app.jinja_env.globals["asset_url"] = asset_url
    app.register_blueprint(assets)


@assets.get("/assets/<version>/<path:name>")
@machine_endpoint
def asset(version: str, name: str) -> Response:
    """One asset. Another version than asked for is sent too, for a page from before an update, but kept briefly."""
    found = all_assets().get(name)
    if found is None:
        abort(404)
    return send(found, version)


def send(asset: Asset, version: str) -> Response:
    """``asset`` as a response to this request, compressed where the browser takes it, 304 where it has it."""
    response = Response(mimetype=asset.mime_type)
    response.headers["Content-Type"] = asset.mime_type
    response.headers["Cache-Control"] = FOR_EVER if version == asset.version else SHORTLY
    response.headers["Vary"] = "Accept-Encoding"
    coding = next((each for each in asset.encoded if request.accept_encodings[each] > 0), None)
    if coding is None:
        response.set_data(asset.body)
        response.set_etag(asset.version)
    else:
        response.headers["Content-Encoding"] = coding
        response.set_data(asset.encoded[coding])
        response.set_etag(f"{asset.version}-{coding}")
    response.make_conditional(request)
    return response
