"""The states of a change of an address, and how the migration found them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, text

from idp.accounts.address_changes import (
    DOUBTED_FOR,
    EMAIL,
    RECOVERY_EMAIL,
    UNDO_WITHIN,
    find_pending,
    is_doubted,
    mark_confirmed,
    mark_undone,
    may_be_undone,
    void_confirmed,
    void_pending,
)
from idp.accounts.models import Account, EmailChange
from idp.infrastructure.clock import current_time
from idp.infrastructure.database.migrations import upgrade
from tests.factories.accounts import create_account

BEFORE = "0011"
AUDITED = text(
    "INSERT INTO audit_events (id, at, action, subject, portal, details, is_lasting) "
    "VALUES (:id, :at, 'deletion.requested', :subject, :portal, '{}', :lasting)"
).bindparams(lasting=False)


@pytest.fixture
def person(database):
    return create_account(database)


def ask(database, person, kind=EMAIL):
    change = EmailChange(account_id=person.id, kind=kind, expires_at=current_time() + timedelta(hours=1))
    database.save(change)
    return change


def states(database, *changes):
    with database.transaction() as session:
        return [session.get_one(EmailChange, change.id).state for change in changes]


def is_undoable(database, person):
    with database.transaction() as session:
        return (
            session.query(Account.id).where(Account.id == person.id, may_be_undone(current_time())).one_or_none()
            is not None
        )


def test_a_pending_change_is_found_until_it_is_confirmed(database, person):
    change = ask(database, person)
    with database.transaction() as session:
        assert find_pending(session, person.id, EMAIL).id == change.id
        mark_confirmed(session.get_one(EmailChange, change.id))
        assert find_pending(session, person.id, EMAIL) is None
    assert states(database, change) == ["confirmed"]


def test_a_pending_change_is_found_while_it_can_be_confirmed(database, person, clock):
    ask(database, person)
    with database.transaction() as session:
        assert find_pending(session, person.id, EMAIL) is not None
        clock.shift(60 * 60)
        assert find_pending(session, person.id, EMAIL) is None


def test_former_addresses_of_the_account_take_nothing_back_any_more(database, person, clock):
    other = create_account(database)
    confirmed, pending, theirs = ask(database, person), ask(database, person), ask(database, other)
    with database.transaction() as session:
        for each in (confirmed, theirs):
            mark_confirmed(session.get_one(EmailChange, each.id))
        void_confirmed(session, person.id)

    assert states(database, confirmed, pending, theirs) == ["void", "pending", "confirmed"]
    assert database.one(select(EmailChange.voided_at).where(EmailChange.id == confirmed.id)) == current_time()


def is_in_doubt(database, person):
    with database.transaction() as session:
        return is_doubted(session, session.get_one(Account, person.id))


def confirm(database, change):
    with database.transaction() as session:
        mark_confirmed(session.get_one(EmailChange, change.id))


def test_an_address_that_was_never_proved_is_in_doubt(database):
    assert is_in_doubt(database, create_account(database, email_verified_at=None))
    assert not is_in_doubt(database, create_account(database))


def test_so_is_one_that_was_changed_a_short_while_ago(database, person, clock):
    change = ask(database, person)
    assert not is_in_doubt(database, person)

    confirm(database, change)
    assert is_in_doubt(database, person)
    clock.shift(DOUBTED_FOR)
    assert not is_in_doubt(database, person)


def test_neither_another_address_nor_another_account_puts_it_in_doubt_or_may_be_undone(database, person, clock):
    recovery, theirs = ask(database, person, RECOVERY_EMAIL), ask(database, create_account(database))
    for each in (recovery, theirs):
        confirm(database, each)

    assert not is_in_doubt(database, person)
    assert not is_undoable(database, person)


def test_one_that_was_undone_puts_nothing_in_doubt_and_is_not_undone_again(database, person, clock):
    change = ask(database, person)
    confirm(database, change)
    with database.transaction() as session:
        mark_undone(session, session.get_one(EmailChange, change.id))

    assert not is_in_doubt(database, person)
    assert not is_undoable(database, person)


def test_undoing_leaves_the_changes_of_other_accounts_alone(database, person, clock):
    undone, theirs = ask(database, person), ask(database, create_account(database))
    with database.transaction() as session:
        mark_undone(session, session.get_one(EmailChange, undone.id))

    assert states(database, undone, theirs) == ["undone", "pending"]


def test_voiding_ends_what_is_pending_and_nothing_else(database, person):
    confirmed, pending, recovery = ask(database, person), ask(database, person), ask(database, person, "recovery_email")
    other = ask(database, create_account(database))
    with database.transaction() as session:
        mark_confirmed(session.get_one(EmailChange, confirmed.id))
        void_pending(session, person.id, EMAIL)
    assert states(database, confirmed, pending, recovery, other) == ["confirmed", "void", "pending", "pending"]


def test_undoing_voids_every_change_that_was_asked_for_since(database, person, clock):
    earlier = ask(database, person)
    clock.shift(60)
    undone = ask(database, person)
    clock.shift(60)
    later, recovery = ask(database, person), ask(database, person, "recovery_email")
    with database.transaction() as session:
        for each in (earlier, undone, later):
            mark_confirmed(session.get_one(EmailChange, each.id))
        mark_undone(session, session.get_one(EmailChange, undone.id))
    assert states(database, earlier, undone, later, recovery) == ["confirmed", "undone", "void", "pending"]


def test_a_change_may_be_undone_for_some_days_after_its_confirmation(database, person, clock):
    change = ask(database, person)
    assert not is_undoable(database, person)
    with database.transaction() as session:
        mark_confirmed(session.get_one(EmailChange, change.id))
    assert is_undoable(database, person)
    clock.shift(UNDO_WITHIN)
    assert not is_undoable(database, person)


def test_the_migration_reads_the_state_from_the_times(make_old_database: Callable[[str], Engine]) -> None:
    engine = make_old_database(BEFORE)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO accounts (id, email, given_name, family_name, claims, created_at, updated_at) "
                "VALUES ('acc_1', 'a@example.test', 'A', 'B', '{}', '2026-11-01', '2026-11-01')"
            )
        )
        for id_, *times in (
            ("pending", None, None, None),
            ("confirmed", "2026-11-02", None, None),
            ("undone", "2026-11-02", "2026-11-03", None),
            ("void", "2026-11-02", "2026-11-03", "2026-11-04"),
        ):
            values = dict(zip(("confirmed", "undone", "voided"), times, strict=True))
            connection.execute(
                text(
                    "INSERT INTO email_changes (id, account_id, kind, requested_at, expires_at, confirmed_at, "
                    "undone_at, voided_at) VALUES (:id, 'acc_1', 'email', '2026-11-01', '2026-11-01', :confirmed, "
                    ":undone, :voided)"
                ),
                values | {"id": id_},
            )

    upgrade(engine)

    with engine.connect() as connection:
        found = connection.execute(text("SELECT id, state FROM email_changes")).all()
    assert len(found) == 4
    assert all(id_ == state for id_, state in found)


def test_the_migration_finds_the_portal_of_a_request_to_delete(make_old_database: Callable[[str], Engine]) -> None:
    engine = make_old_database(BEFORE)
    with engine.begin() as connection:
        for id_, delete_after in (("acc_1", "2026-12-01"), ("acc_2", None)):
            connection.execute(
                text(
                    "INSERT INTO accounts (id, email, given_name, family_name, claims, created_at, updated_at, "
                    "delete_after) VALUES (:id, :id, 'A', 'B', '{}', '2026-11-01', '2026-11-01', :delete_after)"
                ),
                {"id": id_, "delete_after": delete_after},
            )
            for event, portal, at in (("1", "shop", "2026-11-01"), ("2", "forum", "2026-11-02")):
                connection.execute(AUDITED, {"id": f"{id_}{event}", "subject": id_, "portal": portal, "at": at})

    upgrade(engine)

    with engine.connect() as connection:
        found = {
            row.id: row.deletion_portal for row in connection.execute(text("SELECT id, deletion_portal FROM accounts"))
        }
    assert found == {"acc_1": "forum", "acc_2": None}
