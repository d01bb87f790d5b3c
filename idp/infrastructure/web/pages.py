"""Rendering a page, and the facts of a request that pages and services need."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from idp.infrastructure.request_info import RequestInfo
from idp.infrastructure.translations import LANGUAGES
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.endpoints import is_machine_endpoint, is_open_to_other_sites
from idp.infrastructure.web.flow import portal_key, use_language, use_person_language, use_portal
from idp.infrastructure.web.i18n import choose_language, current_language
from idp.infrastructure.web.icons import begin_icons
from idp.infrastructure.web.local_paths import safe_local_path
from idp.protocol.client import Client
from idp.protocol.client_languages import localize

__all__ = [
    "SWITCH",
    "init_pages",
    "is_language_switch",
    "portal_key",
    "render_page",
    "request_info",
    "use_language",
    "use_person_language",
    "use_portal",
]

SWITCH = "ui_language"
"""The button of the language switch on a page with entries: the page's own form carries it, so that nothing typed is
lost."""
_LONGEST_USER_AGENT = 300
web = Blueprint("web", __name__)


def init_pages(app: Flask) -> None:
    """Give every template the facts of its page, and the pages their language switch."""
    app.register_blueprint(web)

    @app.before_request
    def switch_language() -> None:
        if is_language_switch():
            choose_language(request.form[SWITCH])

    @app.context_processor
    def facts() -> dict[str, Any]:
        language = current_language()
        return {
            "settings": current_settings(),
            "locale": language,
            "language": language,
            "languages": [{"code": code, "name": name} for code, name in LANGUAGES.items()],
        }


def render_page(template: str, status: int = 200, **context: Any) -> Response:
    """The page ``template`` as a response, in the reader's language and the portal's look; so is its ``client``."""
    begin_icons()
    if isinstance(context.get("client"), Client):
        context["client"] = localize(context["client"], current_language())
    return make_response(render_template(template, **context), status)


def request_info() -> RequestInfo:
    """Who asks."""
    agent = "".join(letter for letter in request.headers.get("User-Agent", "") if letter.isprintable())
    return RequestInfo(ip=request.remote_addr or "", user_agent=agent[:_LONGEST_USER_AGENT])


def is_language_switch() -> bool:
    """Whether a page's form was sent only to see the page in another language: nothing of it is to be done then."""
    is_page = not (is_machine_endpoint() or is_open_to_other_sites())
    return request.method == "POST" and is_page and SWITCH in request.form


@web.post("/language")
def language() -> BaseResponse:
    """The language switch at the foot of a page without entries."""
    choose_language(request.form.get("language", ""))
    return redirect(_asked_in(current_language(), safe_local_path(request.form.get("next"))), 303)


def _asked_in(chosen: str, path: str) -> str:
    """``path`` with the language that was chosen in place of one that its query asks for."""
    address = urlsplit(path)
    query = [(name, chosen if name == "ui_locales" else value) for name, value in parse_qsl(address.query, True)]
    return address._replace(query=urlencode(query)).geturl() if "ui_locales" in dict(query) else path
