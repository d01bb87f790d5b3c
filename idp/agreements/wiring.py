"""Hanging agreements into the application."""

from idp.accounts.pages import DATA, add_account_page
from idp.agreements.events import EVENT_TEXTS
from idp.agreements.inventory import init_agreement_inventory
from idp.agreements.link_page import ConfirmAgreementPage
from idp.agreements.messages import MESSAGES
from idp.agreements.parts import text_parts
from idp.agreements.routes import agreements
from idp.agreements.text_files import init_text_files
from idp.agreements.text_routes import texts
from idp.audit.texts import add_event_texts
from idp.infrastructure.one_time_links.page import add_link_page
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.mail import add_messages
from idp.portals.journey import add_part_source


def init_agreements(app: Application) -> None:
    """Register the parts of journeys, the pages, the mail, and the table with the words of its events."""
    add_part_source(app, text_parts)
    init_agreement_inventory(app)
    add_event_texts(app, EVENT_TEXTS)
    add_messages(app, MESSAGES)
    app.register_blueprint(agreements)
    init_text_files(app)
    app.register_blueprint(texts)
    add_link_page(app, ConfirmAgreementPage(), "/account/agreements/link/<token>", "/account/agreements/confirm")
    add_account_page(app, DATA, lazy_gettext("Terms and consents"), "agreements.index", "check", 5)
