"""From state to state: the registration that is moved, from where it may be, until it expires."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.registration.models import Registration
from idp.registration.moving import move
from idp.registration.states import BEFORE, RegistrationState
from tests.provisioning.databases import Database

pytestmark = pytest.mark.usefixtures("clock")
SECOND = timedelta(seconds=1)


def create(database: Database, state: RegistrationState, **values: object) -> Registration:
    given = {"browser_hash": "here", "portal": "shop", "email": "neu@example.test", "language": "de"}
    row = Registration(state=state.value, **given | {"expires_at": current_time() + SECOND} | values)
    database.save(row)
    return row


def moved(database: Database, row: Registration, state: RegistrationState, **values: object) -> bool:
    with database.transaction() as session:
        return move(session, session.get_one(Registration, row.id), state, **values)


@pytest.mark.parametrize("to", list(RegistrationState))
def test_each_state_is_reached_from_those_before_it_alone(database: Database, to: RegistrationState) -> None:
    before = BEFORE.get(to, ())
    for state in RegistrationState if before else ():
        row = create(database, state)
        assert moved(database, row, to) is (state in before)
        kept = database.one(select(Registration.state).where(Registration.id == row.id))
        assert kept == (to if state in before else state)


def test_one_is_moved_and_those_beside_it_are_not(database: Database) -> None:
    row, beside = (create(database, RegistrationState.APPROVED) for _ in range(2))
    assert moved(database, row, RegistrationState.COMPLETED, reason="so")
    rows = {each.id: (each.state, each.reason) for each in database.rows(select(Registration))}
    assert rows == {row.id: ("completed", "so"), beside.id: ("approved", None)}


@pytest.mark.parametrize(("left", "is_moved"), [(timedelta(), False), (SECOND, True)])
def test_it_is_moved_until_the_moment_at_which_it_expires(
    database: Database, left: timedelta, *, is_moved: bool
) -> None:
    row = create(database, RegistrationState.APPROVED, expires_at=current_time() + left)
    assert moved(database, row, RegistrationState.COMPLETED) is is_moved
