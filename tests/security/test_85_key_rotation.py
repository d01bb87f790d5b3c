"""Threat 85: signing keys change while people sign in and applications refresh, at whichever worker: nothing fails."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from joserfc.jws import extract_compact
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.oauth.provider_keys import rotate, rotate_when_due
from idp.oauth.provider_keys.models import ProviderKey
from tests.factories.accounts import create_account
from tests.factories.actors import operator
from tests.factories.relying_parties import RelyingParty, create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.crowd import all_at_once

pytestmark = pytest.mark.threat(85)

ROUNDS, THREADS, TURNS = 11, 4, 12
ROUND = timedelta(hours=12)
LIFE = timedelta(minutes=10)
# The twelve hours between two rounds take a quarter of a second here: a copy of the keys may be older than a turn.
SETTINGS = {
    "database": {"cache_check_seconds": 0.1},
    "keys": {
        "signing_algorithms": ["ES256", "RS256"],
        "rotation_days": 2,
        "publish_ahead_hours": 24,
        "retire_days": 1,
    },
}


@pytest.fixture
def settings_of_workers():
    return SETTINGS


@pytest.fixture
def workers(make_app, settings_of_workers):
    """Two that share the database."""
    return [make_app(own=True, **settings_of_workers) for _ in range(2)]


@pytest.fixture
def keep_keys(database, workers):
    """Take every key one step further that is due, as the background worker does."""

    def step() -> None:
        with database.transaction() as session:
            rotate_when_due(session, workers[0].settings, workers[0].secret_box, current_time())

    return step


@dataclass
class Site:
    """A relying party whose requests go to one worker, and its tokens to the ``other``."""

    rp: RelyingParty
    other: RelyingParty
    refresh_token: str = ""
    living: list[Mapping[str, str]] = field(default_factory=list)
    kids: set[str] = field(default_factory=set)

    def work(self) -> list[tuple[int, Any]]:
        """A sign-in, and refreshes; the status of each use of their tokens, and the answer where it is not 200."""
        statuses = [self._use(self.rp.redeem(self.rp.obtain_code(scope="openid offline_access")))]
        return statuses + [self._use(self.rp.refresh(self.refresh_token)) for _ in range(TURNS - 1)]

    def _use(self, answer) -> tuple[int, Any]:
        if answer.status_code != 200:
            return answer.status_code, answer.get_json()
        tokens = answer.get_json()
        self.refresh_token = tokens["refresh_token"]
        self.kids |= {kid_of(tokens, name) for name in ("id_token", "access_token")}
        self.living.append(tokens)
        return self.present(tokens)

    def present(self, tokens: Mapping[str, str]) -> tuple[int, Any]:
        """At the other worker: an ID token that its keys do not verify raises an error."""
        self.other.read_id_token(tokens["id_token"])
        used = self.other.userinfo(tokens["access_token"])
        return used.status_code, used.get_json() if used.status_code != 200 else None

    def present_again(self) -> list[tuple[int, Any]]:
        """All tokens since the last time."""
        living, self.living = self.living, []
        return [self.present(tokens) for tokens in living]


@pytest.fixture
def sites(database, workers, clock):
    """One for each thread, by turns at each worker."""
    made = []
    for number in range(THREADS):
        here, there = (workers[(number + shift) % 2].test_client() for shift in range(2))
        rp = create_relying_party(database, here)
        made.append(Site(rp, RelyingParty(rp.registered, there, rp.verifier)))
    return made


def test_nothing_fails_while_keys_are_prepared_promoted_and_removed(database, sites, keep_keys, clock):
    person = create_account(database)
    outcomes: list[tuple[int, Any]] = []
    for _ in range(ROUNDS):
        clock.shift(ROUND)
        for site in sites:
            sign_in(site.rp.browser, database, person)
        *worked, _none = all_at_once([*(site.work for site in sites), keep_keys])
        clock.shift(LIFE - timedelta(seconds=1))
        keep_keys()
        worked += [site.present_again() for site in sites]
        outcomes += [outcome for each in worked for outcome in each]

    states = {key.state for key in database.rows(select(ProviderKey).where(ProviderKey.algorithm == "ES256"))}
    assert [outcome for outcome in outcomes if outcome != (200, None)] == []
    assert len(outcomes) == 2 * ROUNDS * THREADS * TURNS > 1000
    assert states >= {"active", "removed"}
    assert len({kid for site in sites for kid in site.kids}) > len(SETTINGS["keys"]["signing_algorithms"])


@pytest.mark.parametrize(
    "settings_of_workers", [SETTINGS | {"database": {"cache_check_seconds": 60}}], ids=["old copies"]
)
def test_a_token_by_a_key_that_signs_at_once_is_taken_by_every_worker(database, sites, workers, clock):
    """`idp keys rotate` gives the new key no time to be published: the other worker has not looked since."""
    site, (app, _) = sites[0], workers
    sign_in(site.rp.browser, database, create_account(database))
    known = kid_of(site.rp.obtain_tokens())
    assert site.other.userinfo(site.rp.obtain_tokens()["access_token"]).status_code == 200
    with database.transaction() as session:
        rotate(session, "ES256", app.settings, app.secret_box, current_time(), operator())
    with app.app_context():
        app.extensions["idp.keyring"].get_anew()
    tokens = site.rp.obtain_tokens()

    assert kid_of(tokens) != known
    assert site.other.userinfo(tokens["access_token"]).status_code == 200


def kid_of(tokens: Mapping[str, str], name: str = "access_token") -> str:
    return str(extract_compact(tokens[name].encode()).protected["kid"])
