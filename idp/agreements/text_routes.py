"""The page that shows a whole text, where the operator keeps it in a file."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from idp.agreements.text_files import find_text
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import current_language
from idp.infrastructure.web.pages import render_page, use_portal
from idp.portals.texts import texts_at

texts = Blueprint("texts", __name__, url_prefix="/texts")


@texts.get("/<portal>/<text>")
def show(portal: str, text: str) -> Response:
    """The present version of a text, in the reader's language and the portal's look."""
    settings = current_settings()
    use_portal(portal)
    blocks = find_text(portal, text, current_language())
    if blocks is None:
        abort(404)
    found = next(each for each in texts_at(settings, portal) if each.key == text)
    title = found.words_in(current_language()).title
    return render_page("agreements/text.html", title=title, version=found.version, blocks=blocks)
