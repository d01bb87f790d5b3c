"""Who is signed in with one browser, as the cookies will say it."""

from datetime import UTC, datetime

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from idp.sessions import Held, People, SignedIn
from idp.sessions.people import MOST_OTHERS

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def held(person: str, session: str | None = None, token: str | None = None) -> Held:
    session = session or f"ses_{person}"
    return Held(token or f"token of {session}", SignedIn(session, person, NOW, ("pwd",), "1", NOW))


ADA, BOB, EVE = held("ada"), held("bob"), held("eve")


def test_whoever_turns_up_is_active_and_the_one_before_stays_beside():
    assert People(ADA).turn_to(BOB) == People(BOB, (ADA,))
    assert People(BOB, (ADA,)).turn_to(EVE) == People(EVE, (BOB, ADA))


def test_taking_turns_changes_places_only():
    assert People(ADA, (EVE, BOB)).turn_to(BOB) == People(BOB, (ADA, EVE))


def test_whoever_signs_in_again_is_there_once():
    renewed = held("bob", token="new")

    assert People(ADA, (BOB,)).turn_to(renewed) == People(renewed, (ADA,))
    assert People(BOB, (ADA,)).turn_to(renewed) == People(renewed, (ADA,))


def test_nobody_takes_the_place_of_who_leaves():
    assert People(ADA, (BOB, EVE)).without({"ses_ada"}) == People(None, (BOB, EVE))
    assert People(ADA, (BOB, EVE)).without({"ses_bob"}) == People(ADA, (EVE,))
    assert People(None, (BOB,)).without({"ses_ada"}) == People(None, (BOB,))


def test_a_session_is_found_by_its_id():
    people = People(ADA, (BOB,))

    assert [people.find(name) for name in ("ses_ada", "ses_bob", "ses_eve", "")] == [ADA, BOB, None, None]


@pytest.mark.parametrize(("number", "surplus"), [(MOST_OTHERS, 0), (MOST_OTHERS + 1, 1)])
def test_there_is_room_for_a_few_and_the_longest_idle_one_falls_out(number, surplus):
    people = People()
    for each in range(number + 1):
        people = people.turn_to(held(f"person {each}"))

    assert people.surplus == tuple(held(f"person {each}") for each in range(surplus))


PERSONS = st.sampled_from([f"person {number}" for number in range(8)])


class Browser(RuleBasedStateMachine):
    """People come, take turns, prove themselves again and leave, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.people = People()
        self.live: dict[str, str] = {}
        self.tokens = 0

    @rule(person=PERSONS)
    def signs_in(self, person: str) -> None:
        self.tokens += 1
        self.live[person] = f"token {self.tokens}"
        self.people = self.people.turn_to(held(person, token=self.live[person]))
        for each in self.people.surplus:
            del self.live[each.signed_in.account_id]
        self.people = self.people.without({each.signed_in.session_id for each in self.people.surplus})
        assert self.people.active is not None and self.people.active.signed_in.account_id == person

    @rule(person=PERSONS)
    def is_chosen(self, person: str) -> None:
        if found := self.people.find(f"ses_{person}"):
            self.people = self.people.turn_to(found)
            assert self.people.active == found

    @rule(person=PERSONS)
    def leaves(self, person: str) -> None:
        self.live.pop(person, None)
        self.people = self.people.without({f"ses_{person}"})

    @invariant()
    def everybody_who_is_live_is_there_once_with_the_newest_value(self) -> None:
        found = {each.signed_in.account_id: each.token for each in self.people.everybody}
        assert len(found) == len(self.people.everybody)
        assert found == self.live

    @invariant()
    def there_are_never_too_many(self) -> None:
        assert len(self.people.others) <= MOST_OTHERS


TestBrowser = Browser.TestCase
TestBrowser.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
