"""What became of mails, as those who had them sent are told."""

import pytest

from idp.mail.delivery import Delivery, read_deliveries
from idp.mail.models import OutboxMail
from tests.factories.rows import save_row
from tests.provisioning.databases import Database


@pytest.mark.parametrize(
    ("state", "delivery"),
    [
        ("queued", Delivery.QUEUED),
        ("sending", Delivery.QUEUED),
        ("sent", Delivery.SENT),
        ("failed", Delivery.FAILED),
        ("bounced", Delivery.BOUNCED),
        ("suppressed", Delivery.SUPPRESSED),
    ],
)
def test_every_state_of_the_outbox_is_told(database: Database, state: str, delivery: Delivery) -> None:
    mail_id = save_row(database, OutboxMail, state=state)
    with database.transaction() as session:
        assert read_deliveries(session, [mail_id, "mai_gone"]) == {mail_id: delivery}


def test_no_mail_takes_no_statement(database: Database) -> None:
    with database.transaction() as session:
        assert read_deliveries(session, []) == {}
