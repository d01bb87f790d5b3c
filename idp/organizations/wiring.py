"""Hanging the pages of organizations into the application."""

from idp.accounts.deletion.holds import add_deletion_holds
from idp.accounts.launcher import add_launch_condition
from idp.accounts.pages import PROFILE, add_account_page
from idp.audit.facts import add_event_facts
from idp.audit.texts import Reader, add_event_texts
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.account_holds import find_organization_holds
from idp.organizations.active.launching import has_required_rights
from idp.organizations.active.menu import organization_menu
from idp.organizations.active.routes import active_organization
from idp.organizations.deletion.wiring import init_organization_deletion
from idp.organizations.details.wiring import init_organization_details
from idp.organizations.domains.wiring import init_domains
from idp.organizations.events import EVENT_FACTS, EVENT_TEXTS, TOLD_TO_ORGANIZATION
from idp.organizations.founding_routes import organization_founding
from idp.organizations.history.wiring import init_organization_history
from idp.organizations.inventory import init_organization_inventory
from idp.organizations.join_requests.wiring import init_join_requests
from idp.organizations.logos.routes import organization_logos
from idp.organizations.members.wiring import init_members
from idp.organizations.pages import ABOUT, add_organization_page
from idp.organizations.policies.wiring import init_policies
from idp.organizations.representative.wiring import init_representative
from idp.organizations.routes import has_use_for_organizations, organizations


def init_organizations(app: Application) -> None:
    """Register the pages and tables."""
    for blueprint in (organizations, organization_founding, organization_logos, active_organization):
        app.register_blueprint(blueprint)
    app.jinja_env.globals["organization_menu"] = organization_menu
    init_organization_inventory(app)
    add_event_texts(app, EVENT_TEXTS)
    add_event_texts(app, TOLD_TO_ORGANIZATION, Reader.ORGANIZATION)
    add_event_facts(app, EVENT_FACTS)
    add_deletion_holds(app, find_organization_holds)
    add_launch_condition(app, has_required_rights)
    title = lazy_gettext("Organizations")
    add_account_page(app, PROFILE, title, "organizations.index", "building", 30, is_shown=has_use_for_organizations)
    overview = lazy_gettext("Overview")
    add_organization_page(app, ABOUT, overview, "organizations.overview", "building", 10, is_for_members=True)
    init_members(app)
    init_join_requests(app)
    init_domains(app)
    init_representative(app)
    init_organization_details(app)
    init_policies(app)
    init_organization_history(app)
    init_organization_deletion(app)
