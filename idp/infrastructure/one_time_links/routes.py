"""More time for the page behind a mailed link."""

from flask import Blueprint, abort, current_app
from werkzeug.wrappers import Response

from idp.infrastructure.database import reading
from idp.infrastructure.one_time_links.opened import remember_link, remembered_link
from idp.infrastructure.one_time_links.page import link_pages
from idp.infrastructure.one_time_links.redeeming import LinkProblem, find_link, find_problem
from idp.infrastructure.one_time_links.time_limit import link_time_limit
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.time_limits import tell_extension

link_time = Blueprint("link_time", __name__)


@link_time.post("/links/<purpose>/more-time")
@limited_form
def extend(purpose: str) -> Response:
    """Remember an opened link for as long again. When the link itself expires stays as it is."""
    page = next((page for page in link_pages(current_app) if page.purpose.key == purpose), None)
    if page is None:
        abort(404)
    token = remembered_link(page.purpose) or ""
    with reading() as session:
        link = find_link(session, page.purpose, token)
        problem = find_problem(link)
    if link is None or problem is not None:
        return page.explain(problem or LinkProblem.UNKNOWN)
    remember_link(page.purpose, token)
    return tell_extension(link_time_limit(page.purpose, link))
