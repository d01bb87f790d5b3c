"""What a notification changes: of which mail, in which state, and for which address, counted on which days."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.mail.bounces.models import Suppression
from idp.mail.bounces.receiving import Reply, receive
from idp.mail.models import OutboxMail
from tests.mail.bounces.notifications import notification
from tests.provisioning.databases import Database

DAY = timedelta(days=1)
ANNA, BERTA = "anna@example.com", "berta@example.com"
FULL = {"status": "5.2.2", "diagnostic": "smtp; 552 5.2.2 full"}

Store = Callable[..., str]
Tell = Callable[..., Reply]


@pytest.fixture
def stored(app: Application, write_mail: Store, database: Database, clock: object) -> Store:
    """``stored(recipient, …)``: a mail that a server has taken, with these values of its row; its id."""

    def run(recipient: str = ANNA, portal: str = "shop", **values: object) -> str:
        mail_id = write_mail(app, recipient=recipient, portal=portal)
        row = {"state": "sent", "sent_at": current_time(), "attempts": 1} | values
        with database.transaction() as session:
            session.execute(update(OutboxMail).where(OutboxMail.id == mail_id).values(row))
        return mail_id

    return run


@pytest.fixture
def tell(app: Application) -> Tell:
    """``tell(mail_id, …)``: a notification of its own for this mail."""

    def run(mail_id: str, recipient: str = ANNA, **fields: str) -> Reply:
        with app.app_context():
            return receive(mail_id, notification(recipient, **fields))

    return run


def mail_of(database: Database, mail_id: str) -> OutboxMail:
    return database.one(select(OutboxMail).where(OutboxMail.id == mail_id))


@pytest.mark.parametrize(
    ("state", "attempts", "reply"),
    [
        ("queued", 1, Reply.NOT_YET),
        ("sending", 1, Reply.NOT_YET),
        ("sending", 0, Reply.NO_SUCH_MAIL),
        ("failed", 1, Reply.NO_SUCH_MAIL),
        ("bounced", 1, Reply.NOTED),
    ],
)
def test_what_is_answered_by_the_state_of_the_mail(
    stored: Store, tell: Tell, database: Database, state: str, attempts: int, reply: Reply
) -> None:
    mail_id = stored(state=state, attempts=attempts, sent_at=None)
    assert tell(mail_id) is reply
    assert mail_of(database, mail_id).state == state


@pytest.mark.threat(97)
@pytest.mark.parametrize(("over", "reply"), [(timedelta(), Reply.NO_SUCH_MAIL), (timedelta(seconds=1), Reply.NOTED)])
def test_after_fourteen_days_a_mail_can_not_come_back(stored: Store, tell: Tell, over: timedelta, reply: Reply) -> None:
    assert tell(stored(sent_at=current_time() - 14 * DAY + over)) is reply


@pytest.mark.threat(97)
def test_a_delay_is_that_of_its_own_mail_and_never_of_one_that_has_come_back(
    stored: Store, tell: Tell, database: Database
) -> None:
    delayed, bounced, other = stored(), stored(), stored()
    tell(bounced)
    for mail_id in (delayed, bounced):
        assert tell(mail_id, action="delayed", status="4.4.1", diagnostic="busy") is Reply.NOTED

    found = [mail_of(database, each) for each in (delayed, bounced, other)]
    assert [(each.state, each.last_error) for each in found] == [
        ("sent", "busy"),
        ("bounced", "smtp; 550 5.1.1 no such user here"),
        ("sent", None),
    ]
    assert [each.delayed_at for each in found] == [current_time(), None, None]


def test_a_mail_that_was_delivered_stays_as_it_is(stored: Store, tell: Tell, database: Database) -> None:
    mail_id = stored()
    assert tell(mail_id, action="delivered", status="2.0.0") is Reply.NOTED
    mail = mail_of(database, mail_id)
    assert (mail.state, mail.delayed_at, mail.last_error) == ("sent", None, None)


def test_a_suppression_says_for_which_mail_why_and_how_long(stored: Store, tell: Tell, database: Database) -> None:
    mail_id = stored("Anna@Example.com", "forum", account_id="acc_1")
    tell(mail_id)
    row = database.one(select(Suppression))
    assert (row.address, row.account_id, row.mail_id) == (ANNA, "acc_1", mail_id)
    assert (row.cause, row.status, row.detail) == ("no_such_address", "5.1.1", "smtp; 550 5.1.1 no such user here")
    assert (row.created_at, row.expires_at, row.ended_at) == (current_time(), current_time() + 30 * DAY, None)
    event = database.one(select(AuditEvent).where(AuditEvent.action == "mail.suppressed"))
    assert (event.subject, event.portal) == ("acc_1", "forum")


@pytest.mark.parametrize("days", [30, 31])
def test_a_new_suppression_ends_the_expired_one_of_its_address_alone(
    stored: Store, tell: Tell, database: Database, clock, days: int
) -> None:
    start = current_time()
    tell(stored())
    tell(stored(BERTA), BERTA)
    lifted = {"address": ANNA, "mail_id": "mai_1", "cause": "mailbox_full", "expires_at": start + DAY}
    database.save(Suppression(**lifted, ended_at=start))
    clock.shift(days * 86400)
    tell(stored())

    ends = {
        (row.address, row.expires_at - start): row.ended_at and row.ended_at - start
        for row in database.rows(select(Suppression))
    }
    assert ends == {
        (ANNA, DAY): timedelta(),
        (ANNA, 30 * DAY): 30 * DAY,
        (ANNA, (days + 30) * DAY): None,
        (BERTA, 30 * DAY): None,
    }


FULL_BEFORE = [(ANNA, 1, "mailbox_full")]


@pytest.mark.parametrize(
    ("bounces", "ended", "is_suppressed"),
    [
        ([(ANNA, 2, "undeliverable")], [], True),
        ([(ANNA, 13, "mailbox_full")], [], True),
        ([(ANNA, 14, "mailbox_full")], [], False),
        ([(ANNA, 2, "mail_refused")], [], False),
        ([(ANNA, 2, "no_such_address")], [], False),
        ([(BERTA, 2, "mailbox_full")], [], False),
        ([(ANNA, 3, "mailbox_full")], [(ANNA, 4)], True),
        ([(ANNA, 3, "mailbox_full")], [(ANNA, 2)], False),
        ([(ANNA, 3, "mailbox_full")], [(BERTA, 2)], True),
        ([(ANNA, 3, "mailbox_full")], [(ANNA, 9), (ANNA, 2)], False),
        ([(ANNA, 14, "mailbox_full")], [(ANNA, 20)], False),
    ],
)
def test_which_days_count_for_the_third_one(
    stored: Store,
    tell: Tell,
    database: Database,
    bounces: list[tuple[str, int, str]],
    ended: list[tuple[str, int]],
    is_suppressed: bool,
) -> None:
    now = current_time()
    for recipient, days, cause in FULL_BEFORE + bounces:
        stored(recipient, state="bounced", bounced_at=now - days * DAY, bounce_cause=cause)
    for address, days in ended:
        row = {"address": address, "mail_id": "mai_1", "cause": "mailbox_full", "expires_at": now}
        database.save(Suppression(**row, ended_at=now - days * DAY))
    tell(stored(), **FULL)
    assert (database.count(Suppression) > len(ended)) is is_suppressed
