"""What follows a change of factors: whether the account has one, and what its owner is told."""

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.factors.changes import note_added, note_removed
from idp.factors.recovery_codes.models import RecoveryCode
from idp.factors.registry import get_factor
from idp.infrastructure.database import transaction
from tests.factories.actors import person_actor
from tests.factories.sessions import create_session

ALSO_COVERS = "This e-mail also covers recovery codes"


@pytest.fixture
def actor(database, person):
    database.change(person, language="en")
    return person_actor(person.id, create_session(database, person, "token").id)


@pytest.fixture
def change(app, person, actor):
    """Tell of a change that was made: ``change(note_added, "totp")``."""

    def tell(note, key, name="", **facts):
        with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
            note(session, person.id, get_factor(key), name, actor, **facts)

    return tell


def has_factor(database):
    return database.one(select(Account.has_second_factor))


@pytest.mark.parametrize(("key", "counts"), [("totp", True), ("recovery_codes", False), ("mailed_codes", False)])
def test_only_a_strong_factor_that_stands_alone_is_one_to_ask_for(database, mailbox, change, key, counts):
    """Recovery codes are the way out of another factor, and mailed codes fall with the mailbox."""
    change(note_added, key)
    assert has_factor(database) is counts


def test_what_stands_alone_still_counts_once_another_is_added(database, mailbox, change):
    change(note_added, "totp")
    change(note_added, "recovery_codes")
    assert has_factor(database) is True


@pytest.mark.parametrize(
    ("key", "codes", "is_told"),
    [("totp", 0, True), ("totp", 1, False), ("recovery_codes", 0, False)],
    ids=["no codes yet", "one code left", "the codes themselves"],
)
def test_the_mail_covers_codes_that_are_still_to_come(database, person, mailbox, change, key, codes, is_told):
    database.save(*(RecoveryCode(account_id=person.id, code_hash="hash") for _ in range(codes)))
    change(note_added, key)

    assert (ALSO_COVERS in mailbox.only.text) is is_told


@pytest.mark.parametrize(
    ("note", "facts"), [(note_added, {}), (note_removed, {"has_others": False})], ids=["added", "removed"]
)
def test_the_mail_greets_the_owner_and_names_the_thing(person, mailbox, change, note, facts):
    change(note, "totp", "Work phone", **facts)

    assert person.name in mailbox.only.text
    assert "Name: Work phone" in mailbox.only.text


@pytest.mark.parametrize("has_others", [True, False])
def test_after_a_removal_the_account_has_a_factor_where_another_is_left(database, mailbox, change, has_others):
    change(note_removed, "totp", has_others=has_others)
    assert has_factor(database) is has_others
