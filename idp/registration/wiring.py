"""Hanging registration into the application."""

from idp.audit.texts import add_event_texts
from idp.infrastructure.one_time_links.page import add_link_page
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.flow import add_flow_finder
from idp.invitations.link_page import ask_before_accepting
from idp.mail import add_messages
from idp.registration.completion_link import CompleteRegistrationPage
from idp.registration.customer_approval.wiring import init_customer_approval
from idp.registration.events import EVENT_TEXTS
from idp.registration.inventory import init_registration_inventory
from idp.registration.invited_routes import can_invitation_go_on, invited_registration
from idp.registration.journey import asks_invited_account
from idp.registration.journey_check import check_journeys
from idp.registration.link_page import ConfirmRegistrationPage
from idp.registration.messages import MESSAGES
from idp.registration.own import can_page_go_on
from idp.registration.routes import registration


def init_registration(app: Application) -> None:
    """Register the pages."""
    app.register_blueprint(registration)
    app.register_blueprint(invited_registration)
    check_journeys(app.settings)
    ask_before_accepting(app, asks_invited_account)
    add_link_page(app, ConfirmRegistrationPage(), "/register/confirm/<token>", "/register/confirm")
    add_link_page(app, CompleteRegistrationPage(), "/register/complete/<token>", "/register/complete")
    add_flow_finder(app, can_page_go_on)
    add_flow_finder(app, can_invitation_go_on)
    init_customer_approval(app)
    init_registration_inventory(app)
    add_event_texts(app, EVENT_TEXTS)
    add_messages(app, MESSAGES)
