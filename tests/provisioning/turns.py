"""Which of the databases each case of a test runs on, so that the suite stays quick."""

from collections import defaultdict
from collections.abc import Hashable, Sequence

import pytest

from tests.provisioning.databases import KINDS


def choose_by_turns(items: Sequence[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """The tests to run and those to leave out, where ``items`` hold every case on each kind of database.

    A test of one case runs on each kind. The cases of one test take turns: the first runs on SQLite, the second on
    PostgreSQL, so the test itself still runs on both. A test marked ``each_kind`` keeps them all.
    """
    cases: dict[Hashable, list[Hashable]] = defaultdict(list)
    for item in items:
        if _kind_of(item) and (case := _case_of(item)) not in (known := cases[_test_of(item)]):
            known.append(case)
    kept, left_out = [], []
    for item in items:
        known = cases[_test_of(item)]
        is_kept = (
            len(known) < 2 or _keeps_all(item) or _kind_of(item) == KINDS[known.index(_case_of(item)) % len(KINDS)]
        )
        (kept if is_kept else left_out).append(item)
    return kept, left_out


def _keeps_all(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) for name in ("each_kind", "only_on"))


def _test_of(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0]


def _case_of(item: pytest.Item) -> str:
    """The item without its kind of database."""
    return item.nodeid.replace(_kind_of(item) or "", "", 1)


def _kind_of(item: pytest.Item) -> str | None:
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("database_kind") if callspec else None
