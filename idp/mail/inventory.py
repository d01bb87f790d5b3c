"""How long the list of mails is kept, and what of it is told to the account."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import ColumnElement, Table

from idp.infrastructure.personal_data import ExportSection, add_export_section, say_nothing
from idp.infrastructure.retention import RetentionRule, add_retention_rule
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.mail.models import OutboxMail


def _is_to_own_address(table: Table, addresses: Collection[str]) -> ColumnElement[bool]:
    """Mails to other addresses would tell whether another person has an account with them."""
    return table.c.recipient.in_(addresses)


MAILS = ExportSection(
    "outbox",
    lazy_gettext("E-mails"),
    "message recipient subject portal language created_at sent_at",
    order=160,
    labels={
        "message": lazy_gettext("Type"),
        "recipient": lazy_gettext("Recipient"),
        "subject": lazy_gettext("Subject"),
        "sent_at": lazy_gettext("Sent"),
    },
    only=_is_to_own_address,
    words={"message": say_nothing},
)


def init_mail_inventory(app: Application) -> None:
    """Register the outbox. A mail that is deleted was sent, or given up: no setting lets one be tried for so long."""
    add_retention_rule(app, RetentionRule(OutboxMail.created_at, lambda kept: timedelta(days=kept.mail_days)))
    add_export_section(app, MAILS)
