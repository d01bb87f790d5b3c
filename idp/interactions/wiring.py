"""Hanging interactions into the application."""

from idp.infrastructure.web.application import Application
from idp.infrastructure.web.flow import add_flow_finder
from idp.interactions.errors import InteractionCompleted
from idp.interactions.inventory import init_interaction_inventory
from idp.interactions.routes import interactions
from idp.interactions.way_back import current_way_back
from idp.interactions.web import lead_on, use_flow_of_address


def init_interactions(app: Application) -> None:
    """Register the table, give every page its way on, and lead on from the pages of a finished sign-in."""
    init_interaction_inventory(app)
    app.register_blueprint(interactions)
    add_flow_finder(app, use_flow_of_address)
    app.register_error_handler(InteractionCompleted, lead_on)
    app.context_processor(lambda: {"way_back": current_way_back})
