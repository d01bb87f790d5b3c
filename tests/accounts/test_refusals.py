"""A refused password takes as long as the dearest check of any that is stored, whatever the account has.

Trial row S7.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from time_machine import Traveller

from idp.accounts.hash_kinds import count_hash_kinds, count_when_due, find_kind, read_dearest
from idp.accounts.imported_hashes import SCHEMES, Cost, Scheme, add_scheme
from idp.accounts.models import HashKind
from idp.accounts.passwords import CheckedPassword, check_password, unmatched_hash
from idp.accounts.refusals import MARGIN, MOST_LOAD, RefusalPad, decide_target
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.foreign_hashes import FOREIGN_HASHES
from tests.factories.sign_in_pages import try_password
from tests.provisioning.databases import Database
from tests.provisioning.shell import Shell

pytestmark = pytest.mark.threat(93)

UNUSED = "nobody@example.test"
IMPORTED = {name: FOREIGN_HASHES[name] for name in ("bcrypt", "SSHA", "scrypt", "argon2id")}


@dataclass
class Stopwatch:
    """A clock that goes on by sleeping alone."""

    at: float = 100.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


@pytest.mark.parametrize(
    ("dearest", "longest", "forms", "target"),
    [
        pytest.param(1.0, 0.2, 1, MARGIN, id="the dearest kind"),
        pytest.param(1.0, 2.0, 1, 2 * MARGIN, id="a busy machine"),
        pytest.param(1.0, 9.0, 1, MOST_LOAD * MARGIN, id="a machine that hung"),
        pytest.param(1.0, 0.2, 2, 2 * MARGIN, id="typed in two forms"),
        pytest.param(0.0, 0.2, 1, 0.2 * MARGIN, id="not counted yet"),
    ],
)
def test_the_target_follows_the_dearest_kind_and_the_load(
    dearest: float, longest: float, forms: int, target: float
) -> None:
    assert decide_target(dearest, longest, forms) == pytest.approx(target)


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.2, 1.0, 1.4])
def test_refusals_of_every_kind_end_at_the_same_moment(seconds: float) -> None:
    watch = Stopwatch()
    pad = RefusalPad(lambda: 1.0, watch, watch.sleep)
    checked = CheckedPassword(False, began_at=watch.at, seconds=min(seconds, 1.0))
    pad.note(checked)
    watch.at += seconds

    pad.hold(checked)

    assert watch.at == pytest.approx(100.0 + MARGIN)


def test_the_time_counts_from_the_turn_of_the_check() -> None:
    """Waiting for a turn is the same for everybody, and must not use the time up."""
    watch = Stopwatch()
    pad = RefusalPad(lambda: 1.0, watch, watch.sleep)
    watch.at += 5
    checked = CheckedPassword(False, began_at=watch.at)

    pad.hold(checked)

    assert watch.slept == [pytest.approx(MARGIN)]


def test_what_was_seen_lately_is_forgotten_after_a_while() -> None:
    watch = Stopwatch()
    pad = RefusalPad(lambda: 1.0, watch, watch.sleep)
    pad.note(CheckedPassword(True, watch.at, 2.0))
    for _ in range(2):
        watch.at += 301
        pad.note(CheckedPassword(True, watch.at, 0.5))

    pad.hold(CheckedPassword(False, watch.at))

    assert watch.slept == [pytest.approx(MARGIN)]


@dataclass
class Held:
    """Takes the place of an application's pad, and remembers what it was given."""

    noted: list[CheckedPassword] = field(default_factory=list)
    held: list[CheckedPassword] = field(default_factory=list)

    def note(self, checked: CheckedPassword) -> None:
        self.noted.append(checked)

    def hold(self, checked: CheckedPassword) -> None:
        self.held.append(checked)


@pytest.fixture
def pad(app: Application) -> Iterator[Held]:
    """The pad of ``app``, in the place of its own for a while."""
    own, app.extensions["idp.refusal_pad"] = app.extensions["idp.refusal_pad"], (held := Held())
    yield held
    app.extensions["idp.refusal_pad"] = own


REFUSED: dict[str, dict[str, Any] | None] = {
    "unknown name": None,
    "own hash": {},
    "no password": {"password": None},
    "disabled": {"disabled_at": current_time()},
    "temporary and over": {"password_expires_at": current_time()},
    **{f"imported {name}": {"password_hash": text} for name, text in IMPORTED.items()},
}


@pytest.mark.parametrize("kind", REFUSED)
def test_every_refusal_is_held(app: Application, database: Database, pad: Held, kind: str) -> None:
    values = REFUSED[kind]
    email = create_account(database, **values).email if values is not None else UNUSED
    is_right = kind in {"disabled", "temporary and over"}

    answer = try_password(app.test_client(), email, PASSWORD if is_right else "wrong-Password-1")

    assert answer.status_code == 422
    assert pad.held == pad.noted and len(pad.held) == 1


def test_a_right_password_is_not_held(app: Application, database: Database, pad: Held) -> None:
    assert try_password(app.test_client(), create_account(database).email, PASSWORD).status_code == 303
    assert (len(pad.noted), pad.held) == (1, [])


def test_what_was_typed_counts_once_for_each_form_that_it_may_have_been_hashed_in(app: Application) -> None:
    with app.app_context():
        forms = [check_password(None, text, app.settings.passwords).forms for text in ("abc", "\u212bngström")]

    assert forms == [1, 2]


def kinds(database: Database) -> set[str]:
    return set(database.rows(select(HashKind.kind)))


def test_the_kinds_are_those_of_the_accounts_and_our_own(app: Application, database: Database) -> None:
    for text in IMPORTED.values():
        create_account(database, password_hash=text)
    with app.app_context():
        count_hash_kinds()
        own = find_kind(unmatched_hash(app.settings.passwords))
        dearest = read_dearest()

    assert kinds(database) == {own, *map(find_kind, IMPORTED.values())}
    assert dearest == max(database.rows(select(HashKind.seconds))) > 0


def test_an_import_counts_them_at_once(shell: Shell, database: Database, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f"email,password_hash\nada@example.test,{IMPORTED['bcrypt']}\n")

    shell.answer("users", "import", str(file))

    assert find_kind(IMPORTED["bcrypt"]) in kinds(database)


def test_a_kind_goes_with_its_last_account(app: Application, database: Database) -> None:
    account = create_account(database, password_hash=IMPORTED["SSHA"])
    with app.app_context():
        count_hash_kinds()
        before = kinds(database)
        database.change(account, password_hash=None)
        count_hash_kinds()

    assert len(before) == 2
    assert len(kinds(database)) == 1


def test_hashes_from_before_the_parameters_were_raised_are_a_kind(
    make_app: Callable[..., Application], database: Database
) -> None:
    create_account(database)
    app = make_app(own=True, passwords={"memory_kib": 64})
    with app.app_context():
        count_hash_kinds()

    assert len(kinds(database)) == 2


def test_they_are_counted_once_a_day_and_when_our_own_parameters_change(
    make_app: Callable[..., Application], app: Application, database: Database, clock: Traveller
) -> None:
    with app.app_context():
        count_when_due()
        counted_at = database.one(select(HashKind.counted_at))
        clock.shift(3600)
        count_when_due()
        assert database.one(select(HashKind.counted_at)) == counted_at
        clock.shift(24 * 3600)
        count_when_due()
        assert database.one(select(HashKind.counted_at)) == current_time()
    clock.shift(60)
    with make_app(own=True, passwords={"memory_kib": 64}).app_context():
        count_when_due()
    assert database.one(select(HashKind.counted_at)) == current_time()


def test_a_scheme_that_is_added_takes_part_by_itself(app: Application, database: Database) -> None:
    @dataclass(frozen=True)
    class Abacus:
        text: str

        @property
        def cost(self) -> Cost:
            return Cost(0.25)

        def fits(self, password: bytes) -> bool:
            """Some schemes take no password that a keyboard does not make."""
            assert password.isalnum()
            return False

    add_scheme(Scheme("abacus", re.compile(r"\$abacus\$"), Abacus))
    try:
        create_account(database, password_hash="$abacus$beads")
        with app.app_context():
            count_hash_kinds()
    finally:
        del SCHEMES["abacus"]

    assert "$abacus 0.25 0" in kinds(database)


def test_the_workers_learn_of_a_new_kind(app: Application, database: Database) -> None:
    with app.app_context():
        count_hash_kinds()
        database.change(database.one(select(HashKind)), seconds=0.02)
        learned = app.extensions["idp.refusal_pad"]._dearest
        before = learned()
        create_account(database, password_hash=IMPORTED["bcrypt"])
        count_hash_kinds()

        assert learned() == max(database.rows(select(HashKind.seconds)))
        assert before > 0
