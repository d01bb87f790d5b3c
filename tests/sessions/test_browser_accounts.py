"""The accounts that are signed in with one browser, as the cookies carry them."""

from datetime import UTC, datetime

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from idp.sessions import BrowserAccounts, SessionHandle, SignedIn
from idp.sessions.browser_accounts import MOST_OTHERS

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def handle(person: str, session: str | None = None, token: str | None = None) -> SessionHandle:
    session = session or f"ses_{person}"
    return SessionHandle(token or f"token of {session}", SignedIn(session, person, NOW, ("pwd",), "1", NOW))


ADA, BOB, EVE = handle("ada"), handle("bob"), handle("eve")


def test_whoever_turns_up_is_active_and_the_one_before_stays_beside():
    assert BrowserAccounts(ADA).activate(BOB) == BrowserAccounts(BOB, (ADA,))
    assert BrowserAccounts(BOB, (ADA,)).activate(EVE) == BrowserAccounts(EVE, (BOB, ADA))


def test_taking_turns_changes_places_only():
    assert BrowserAccounts(ADA, (EVE, BOB)).activate(BOB) == BrowserAccounts(BOB, (ADA, EVE))


def test_whoever_signs_in_again_is_there_once():
    renewed = handle("bob", token="new")

    assert BrowserAccounts(ADA, (BOB,)).activate(renewed) == BrowserAccounts(renewed, (ADA,))
    assert BrowserAccounts(BOB, (ADA,)).activate(renewed) == BrowserAccounts(renewed, (ADA,))


def test_nobody_takes_the_place_of_who_leaves():
    assert BrowserAccounts(ADA, (BOB, EVE)).without({"ses_ada"}) == BrowserAccounts(None, (BOB, EVE))
    assert BrowserAccounts(ADA, (BOB, EVE)).without({"ses_bob"}) == BrowserAccounts(ADA, (EVE,))
    assert BrowserAccounts(None, (BOB,)).without({"ses_ada"}) == BrowserAccounts(None, (BOB,))


def test_a_session_is_found_by_its_id():
    accounts = BrowserAccounts(ADA, (BOB,))

    assert [accounts.find(name) for name in ("ses_ada", "ses_bob", "ses_eve", "")] == [ADA, BOB, None, None]


@pytest.mark.parametrize(("number", "surplus"), [(MOST_OTHERS, 0), (MOST_OTHERS + 1, 1)])
def test_there_is_room_for_a_few_and_the_longest_idle_one_falls_out(number, surplus):
    accounts = BrowserAccounts()
    for each in range(number + 1):
        accounts = accounts.activate(handle(f"person {each}"))

    assert accounts.surplus == tuple(handle(f"person {each}") for each in range(surplus))


PERSONS = st.sampled_from([f"person {number}" for number in range(8)])


class Browser(RuleBasedStateMachine):
    """People come, take turns, prove themselves again and leave, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.accounts = BrowserAccounts()
        self.live: dict[str, str] = {}
        self.tokens = 0

    @rule(person=PERSONS)
    def signs_in(self, person: str) -> None:
        self.tokens += 1
        self.live[person] = f"token {self.tokens}"
        self.accounts = self.accounts.activate(handle(person, token=self.live[person]))
        for each in self.accounts.surplus:
            del self.live[each.signed_in.account_id]
        self.accounts = self.accounts.without({each.signed_in.session_id for each in self.accounts.surplus})
        assert self.accounts.active is not None and self.accounts.active.signed_in.account_id == person

    @rule(person=PERSONS)
    def is_chosen(self, person: str) -> None:
        if found := self.accounts.find(f"ses_{person}"):
            self.accounts = self.accounts.activate(found)
            assert self.accounts.active == found

    @rule(person=PERSONS)
    def leaves(self, person: str) -> None:
        self.live.pop(person, None)
        self.accounts = self.accounts.without({f"ses_{person}"})

    @invariant()
    def everybody_who_is_live_is_there_once_with_the_newest_value(self) -> None:
        found = {each.signed_in.account_id: each.token for each in self.accounts.all_sessions}
        assert len(found) == len(self.accounts.all_sessions)
        assert found == self.live

    @invariant()
    def there_are_never_too_many(self) -> None:
        assert len(self.accounts.others) <= MOST_OTHERS


TestBrowser = Browser.TestCase
TestBrowser.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
