"""The words for domains."""

from email_validator import EmailNotValidError, validate_email

from idp.infrastructure.web.i18n import gettext, lazy_gettext
from idp.organizations.domains.models import Joining, OrganizationDomain

JOINING = {
    Joining.AT_ONCE: lazy_gettext("Join at once"),
    Joining.APPROVAL: lazy_gettext("Ask to join"),
}


def say_domain(domain: str) -> str:
    """A domain as people write it."""
    try:
        return validate_email(f"a@{domain}", check_deliverability=False, test_environment=True).domain
    except EmailNotValidError:
        return domain


def say_state(named: OrganizationDomain, joining: Joining) -> dict[str, str]:
    """What people can do by the domain, once it is confirmed, as ``components/state.html`` shows it."""
    if named.confirmed_at is None:
        return {"label": gettext("Not confirmed yet"), "kind": "warning"}
    return {"label": JOINING[joining], "kind": "success"}
