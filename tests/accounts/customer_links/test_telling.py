"""The accounts that are linked to a customer learn of each other one."""

from datetime import datetime, timedelta

import pytest
import time_machine

from idp.accounts.models import Account
from idp.customers.links import link_account
from idp.customers.models import CustomerRecord
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from tests.factories.accounts import create_account
from tests.factories.actors import operator
from tests.factories.customers import create_record
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox


@pytest.fixture
def record(database: Database) -> CustomerRecord:
    return create_record(database, "4711", accounts_allowed=5)


def link(app: Application, account: Account, record: CustomerRecord, told_before: datetime | None = None) -> None:
    with app.app_context(), transaction() as session:
        held = session.get_one(CustomerRecord, record.id)
        link_account(session, account.id, held, operator(), told_before=told_before)


def test_each_of_those_who_are_linked_is_told_and_no_one_else(
    app: Application, database: Database, record: CustomerRecord, mailbox: Mailbox
) -> None:
    first, second, third = (create_account(database) for _ in range(3))
    create_account(database)

    link(app, first, record)
    assert len(mailbox) == 0
    link(app, second, record)
    assert [mail.recipient for mail in mailbox.mails] == [first.email]
    link(app, third, record)
    assert sorted(mail.recipient for mail in mailbox.mails[1:]) == sorted([first.email, second.email])


def test_the_mail_names_the_number_and_masks_the_address(
    app: Application, database: Database, record: CustomerRecord, mailbox: Mailbox
) -> None:
    link(app, create_account(database), record)
    link(app, create_account(database, email="grete@example.test"), record)

    assert "4711" in mailbox.only.text
    assert "g…e@example.test" in mailbox.only.text
    assert "grete@example.test" not in mailbox.only.text


def test_the_same_link_again_is_no_news(
    app: Application, database: Database, record: CustomerRecord, mailbox: Mailbox
) -> None:
    accounts = create_account(database), create_account(database)
    for account in (*accounts, accounts[1]):
        link(app, account, record)

    assert len(mailbox) == 1


def test_an_import_tells_those_alone_who_were_linked_before_it(
    app: Application, database: Database, record: CustomerRecord, mailbox: Mailbox, clock: time_machine.Traveller
) -> None:
    before, first, second = (create_account(database) for _ in range(3))
    link(app, before, record)
    clock.shift(timedelta(minutes=1))
    begun_at = current_time()

    link(app, first, record, told_before=begun_at)
    link(app, second, record, told_before=begun_at)

    assert [mail.recipient for mail in mailbox.mails] == [before.email, before.email]
