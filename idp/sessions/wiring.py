"""Hanging sessions into the application."""

from idp.infrastructure.web.application import Application
from idp.sessions.inventory import init_session_inventory
from idp.sessions.routes import session_time


def init_sessions(app: Application) -> None:
    """Register the tables, and the form that asks for more time."""
    init_session_inventory(app)
    app.register_blueprint(session_time)
