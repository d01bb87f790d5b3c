"""How long customers are kept, and what of their links is told to the person of an account."""

from datetime import timedelta

from sqlalchemy import ColumnElement, Table, select

from idp.customers.live.models import CustomerLookup
from idp.customers.models import CustomerNumber, CustomerRecord
from idp.infrastructure.personal_data import ExportSection, add_export_section
from idp.infrastructure.retention import RetentionRule, add_kept_table, add_retention_rule
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.settings import LONGEST_STALE_HOURS


def _number_of(links: Table) -> ColumnElement[str]:
    return (
        select(CustomerNumber.number)
        .where(CustomerNumber.customer_id == links.c.customer_id, CustomerNumber.ended_at.is_(None))
        .scalar_subquery()
    )


def _name_of(links: Table) -> ColumnElement[str]:
    return select(CustomerRecord.name).where(CustomerRecord.id == links.c.customer_id).scalar_subquery()


LINKS = ExportSection(
    "customer_links",
    lazy_gettext("Customer numbers"),
    "customer_id created_at",
    order=39,
    labels={
        "number": lazy_gettext("Customer number"),
        "customer": lazy_gettext("Customer"),
        "customer_id": lazy_gettext("Customer ID"),
    },
    computed={"number": _number_of, "customer": _name_of},
)

DEVICES = ExportSection(
    "customer_device_uses",
    lazy_gettext("Devices that you registered with"),
    "key reserved_at kept_at",
    order=38,
    labels={
        "key": lazy_gettext("Serial number"),
        "reserved_at": lazy_gettext("Entered"),
        "kept_at": lazy_gettext("Registered"),
    },
)


def init_customer_inventory(app: Application) -> None:
    """Register the tables."""
    add_kept_table(app, "customer_records", "as long as the operator's own system keeps the customer")
    add_kept_table(app, "customer_numbers", "with their customer")
    add_kept_table(app, "customer_links", "with the account and the customer")
    add_kept_table(app, "customer_devices", "as long as the operator's own system keeps the device")
    add_kept_table(app, "customer_device_uses", "with the account, or with the registration that reserved it")
    add_retention_rule(app, RetentionRule(CustomerLookup.answered_at, lambda _: timedelta(hours=LONGEST_STALE_HOURS)))
    add_export_section(app, LINKS)
    add_export_section(app, DEVICES)
