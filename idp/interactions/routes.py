"""More time for an interaction."""

from flask import Blueprint
from werkzeug.wrappers import Response

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.time_limits import tell_extension
from idp.interactions.lifecycle import extend_interaction, get_interaction
from idp.interactions.web import load_interaction, time_limit_of
from idp.portals.demands import demands_at

interactions = Blueprint("interactions", __name__)


@interactions.post("/signin/<interaction_id>/more-time")
@limited_form
def extend(interaction_id: str) -> Response:
    """Put the end of a page flow off, for the browser that began it."""
    load_interaction(interaction_id)
    row = get_interaction(current_session(), interaction_id, browser_hash(), lock=True)
    lifetime = demands_at(current_settings(), row.portal).lifetimes.interaction
    return tell_extension(time_limit_of(row, extend_interaction(row, lifetime, current_time())))
