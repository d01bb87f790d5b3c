"""One interaction: given to one browser, ended once, and its neighbours left alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.interactions import Interaction, find_interaction, get_interaction
from idp.interactions.errors import (
    InteractionCompleted,
    InteractionExpired,
    InteractionForeign,
    InteractionUnknown,
)
from idp.interactions.lifecycle import FIRST_FORM, bind_interaction, consume_interaction, note_act

HOUR = timedelta(hours=1)


@pytest.fixture
def make(app, database, clock):
    """``make(browser_hash=None)``: an interaction that is stored; returns its id."""

    def save(**values):
        given = {"browser_hash": "here", "portal": "shop", "expires_at": current_time() + HOUR, "has_acted": True}
        row = Interaction(**given | values)
        database.save(row)
        return row.id

    with app.app_context():
        yield save


def read(database, column):
    """The column of every interaction, by its id."""
    with database.transaction() as session:
        return {row[0]: row[1] for row in session.execute(select(Interaction.id, column))}


def test_of_two_browsers_that_open_one_the_first_gets_it(database, make):
    waiting, other = make(browser_hash=None), make(browser_hash=None)

    bind_interaction(waiting, "first")
    bind_interaction(waiting, "second")

    assert read(database, Interaction.browser_hash) == {waiting: "first", other: None}


def test_one_of_a_browser_is_given_to_no_other(database, make):
    own = make(browser_hash="here")

    bind_interaction(own, "there")

    assert read(database, Interaction.browser_hash) == {own: "here"}


def test_a_form_is_an_act_in_its_own_interaction_alone(database, make):
    sent, other = make(has_acted=False), make(has_acted=False)

    note_act(database.one(select(Interaction).where(Interaction.id == sent)))

    assert read(database, Interaction.has_acted) == {sent: True, other: False}


def test_it_ends_once_and_ends_no_other(database, make, clock):
    answered, other = make(), make()
    ended_at = current_time()
    with transaction() as session:
        assert consume_interaction(session, answered)
    clock.shift(60)
    with transaction() as session:
        assert not consume_interaction(session, answered)

    assert read(database, Interaction.completed_at) == {answered: ended_at, other: None}


@pytest.mark.parametrize(
    ("values", "loss"),
    [
        ({}, None),
        ({"browser_hash": "there"}, InteractionForeign),
        ({"browser_hash": None}, InteractionForeign),
        ({"completed_at": HOUR}, InteractionCompleted),
        ({"browser_hash": "there", "completed_at": HOUR}, InteractionForeign),
        ({"expires_at": timedelta(0)}, InteractionExpired),
        ({"expires_at": timedelta(seconds=1)}, None),
        ({"completed_at": HOUR, "expires_at": timedelta(0)}, InteractionCompleted),
        ({"has_acted": False}, None),
        ({"has_acted": False, "created_at": timedelta(seconds=1) - FIRST_FORM}, None),
        ({"has_acted": False, "created_at": -FIRST_FORM}, InteractionExpired),
        ({"has_acted": True, "created_at": -FIRST_FORM}, None),
    ],
)
def test_what_became_of_it(make, values, loss):
    now = current_time()
    key = make(**{name: now + each if isinstance(each, timedelta) else each for name, each in values.items()})

    with transaction() as session:
        assert (find_interaction(session, key, "here") is None) == (loss is not None)
        if loss is None:
            assert get_interaction(session, key, "here").id == key
        else:
            with pytest.raises(loss):
                get_interaction(session, key, "here")


def test_one_that_never_was_is_unknown(make):
    with transaction() as session:
        assert find_interaction(session, "int_unknown", "here") is None
        assert find_interaction(session, None, "here") is None
        with pytest.raises(InteractionUnknown):
            get_interaction(session, "int_unknown", "here")
