"""How long the list of mails is kept, and what of it is told to the account."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import ColumnElement, Table

from idp.infrastructure.personal_data import ExportSection, add_export_section, say_nothing
from idp.infrastructure.retention import RetentionRule, add_retention_rule
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.mail.bounces.models import Suppression
from idp.mail.models import OutboxMail


def _is_own_address(table: Table, addresses: Collection[str]) -> ColumnElement[bool]:
    """As for the mails: what became of those to other addresses is not for the account."""
    return table.c.address.in_(addresses)


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

SUPPRESSIONS = ExportSection(
    "mail_suppressions",
    lazy_gettext("E-mail addresses from which e-mails came back"),
    "address cause status detail created_at expires_at ended_at",
    order=161,
    labels={
        "address": lazy_gettext("E-mail address"),
        "cause": lazy_gettext("Reason"),
        "status": lazy_gettext("Status code"),
        "detail": lazy_gettext("Answer of the mail server"),
        "ended_at": lazy_gettext("Lifted"),
    },
    only=_is_own_address,
    words={"cause": say_nothing},
)


def init_mail_inventory(app: Application) -> None:
    """Register the outbox and the suppressions. A mail that is deleted was sent, or given up: no setting lets one be
    tried for so long."""
    add_retention_rule(app, RetentionRule(OutboxMail.created_at, lambda kept: timedelta(days=kept.mail_days)))
    add_retention_rule(app, RetentionRule(Suppression.expires_at, lambda kept: timedelta(days=kept.mail_days)))
    add_export_section(app, MAILS)
    add_export_section(app, SUPPRESSIONS)
