"""What counts as a place that an account was never used from."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.sessions.known_places import forget_place, is_near, note_place
from idp.sessions.models import KnownPlace
from idp.sessions.places import Place, distance_km, find_place
from tests.factories.accounts import create_account
from tests.factories.places import LISBON, MUNICH, place, write_place_file

IN_MUNICH = Place("München", "DE", (48.14, 11.58))
IN_AUGSBURG = Place("Augsburg", "DE", (48.37, 10.90))
IN_HAMBURG = Place("Hamburg", "DE", (53.55, 9.99))
IN_SALZBURG = Place("Salzburg", "AT", (47.80, 13.04))
IN_GERMANY = Place("Germany", "DE")


def known(where):
    latitude, longitude = where.position or (None, None)
    return KnownPlace(country=where.country, latitude=latitude, longitude=longitude)


@pytest.fixture
def person(database, clock):
    return create_account(database)


@pytest.fixture
def note(database, person):
    """Whether a use from there is news."""

    def use(where, account=None):
        with database.transaction() as session:
            return note_place(session, (account or person).id, where, current_time()) is not None

    return use


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (IN_MUNICH, IN_MUNICH, True),
        (IN_MUNICH, IN_AUGSBURG, True),
        (IN_MUNICH, IN_HAMBURG, False),
        (IN_MUNICH, IN_SALZBURG, False),
        (IN_MUNICH, IN_GERMANY, True),
        (IN_GERMANY, IN_HAMBURG, True),
        (IN_GERMANY, Place("Austria", "AT"), False),
    ],
    ids=["the same", "next town", "other end", "over the border", "country", "from country", "other country"],
)
def test_near(one, other, expected):
    assert is_near(known(one), other) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [((48.14, 11.58), (53.55, 9.99), 612), ((-16.5, 179.9), (-16.5, -179.9), 21), ((0.0, 0.0), (0.0, 180.0), 20015)],
)
def test_distances_are_right_to_a_kilometre(one, other, expected):
    """Munich to Hamburg, across the date line, half round the earth."""
    assert round(distance_km(one, other)) == expected


def test_the_first_place_is_no_news(note, database):
    assert not note(IN_MUNICH)
    assert database.count(KnownPlace) == 1


def test_a_place_is_new_once(note):
    note(IN_MUNICH)

    assert [note(IN_HAMBURG), note(IN_HAMBURG), note(IN_MUNICH)] == [True, False, False]


def test_commuting_leaves_no_trail(note, database):
    note(IN_MUNICH)

    assert [note(IN_AUGSBURG), note(IN_MUNICH)] == [False, False]
    assert database.count(KnownPlace) == 1


def test_what_is_used_stays(note, database, clock):
    note(IN_MUNICH)
    clock.shift(timedelta(days=200))
    note(IN_AUGSBURG)

    assert database.one(select(KnownPlace.last_seen_at)) == current_time()


def test_another_accounts_places_count_for_nobody_else(note, database):
    note(IN_MUNICH)

    assert not note(IN_HAMBURG, create_account(database))
    assert note(IN_HAMBURG)


@pytest.mark.parametrize("where", [None, Place("Somewhere"), Place("", "", (0.0, 0.0))])
def test_without_a_country_nothing_is_compared(note, database, where):
    note(IN_MUNICH)

    assert not note(where)
    assert database.count(KnownPlace) == 1


def test_a_forgotten_place_is_new_again(note, database, person):
    note(IN_MUNICH)
    note(IN_HAMBURG)
    far = database.one(select(KnownPlace.id).where(KnownPlace.latitude > 50))
    with database.transaction() as session:
        forget_place(session, far, create_account(database).id)
    assert not note(IN_HAMBURG)
    with database.transaction() as session:
        forget_place(session, far, person.id)

    assert note(IN_HAMBURG)


@pytest.mark.parametrize(
    ("record", "found"),
    [
        (MUNICH, Place("München, Country DE", "DE", (48.14, 11.58))),
        (place("Nirgends", "Nowhere", None), Place("Nirgends, Country None")),
        (place("Nirgends", "Nowhere", "Atlantis"), Place("Nirgends, Country Atlantis")),
        ({"country": {"iso_code": "PT"}}, Place("", "PT")),
        ({"location": {"latitude": 1.5}, "country": "Portugal"}, Place("")),
        ({"location": {"latitude": "x", "longitude": "y"}}, Place("")),
        ({}, Place("")),
    ],
    ids=["all", "no code", "no such code", "country only", "half a position", "no numbers", "nothing"],
)
def test_what_a_file_tells_of_an_address(tmp_path, record, found):
    file = write_place_file(tmp_path / "places.mmdb", {"203.0.113.0/24": record, "198.51.100.0/24": LISBON})

    assert find_place("203.0.113.7", file, "de") == found


def test_an_address_that_the_file_does_not_have_is_nowhere(tmp_path):
    file = write_place_file(tmp_path / "places.mmdb", {"203.0.113.0/24": MUNICH})

    assert find_place("192.0.2.1", file, "de") is None
    assert find_place("no address", file, "de") is None
