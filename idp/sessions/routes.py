"""More time for a session."""

from flask import Blueprint
from werkzeug.wrappers import Response

from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.time_limits import tell_extension
from idp.sessions.recent import required_sign_in
from idp.sessions.time_limit import session_time_limit

session_time = Blueprint("session_time", __name__)


@session_time.post("/account/more-time")
@limited_form
def extend() -> Response:
    """Stay signed in. To ask is to use the session, which its look-up notes; its absolute end stays."""
    return tell_extension(session_time_limit(required_sign_in()))
