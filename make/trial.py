"""Trying changes in one process, each with the tests that reach it."""

from collections import defaultdict
from collections.abc import Sequence
from time import process_time
from typing import cast

import pytest
from _pytest.runner import runtestprotocol
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state
from mutmut.utils.format_utils import mangled_name_from_mutant_name
from order import in_order
from time_limit import TimeLimit, longest_time

_UNCHANGED = ""


class Trial:
    """The tests of a session, what each of them reaches, and how they did with the changes that were tried so far."""

    def __init__(self, session: pytest.Session) -> None:
        """Run each test once. Raises pytest.UsageError where one fails."""
        self.is_spoilt = False
        """Whether a change has left something behind, so that a test fails without any."""
        self._is_first = True
        self._seconds: dict[pytest.Item, float] = {}
        self._reaching: defaultdict[str, list[pytest.Item]] = defaultdict(list)
        self._noticed: list[pytest.Item] = []
        for test in session.items:
            self._measure(test)

    def run(self, change: str) -> str | None:
        """The state of a change; None where a test may have failed for what an earlier change has left behind."""
        is_first, self._is_first = self._is_first, False
        reaching = self._reaching[mangled_name_from_mutant_name(change)]
        for test in in_order(reaching, self._seconds, self._noticed):
            failure = _run(test, change, longest_time(self._seconds[test]))
            if failure is not None:
                self._noticed.append(test)
                self.is_spoilt = _run(test, _UNCHANGED) is not None
                return failure if is_first or not self.is_spoilt else None
        return "survived" if reaching else "no tests"

    def _measure(self, test: pytest.Item) -> None:
        state()._stats.clear()
        started = process_time()
        if _run(test, "stats") is not None:
            raise pytest.UsageError(f"{test.nodeid} fails without a change.")
        self._seconds[test] = process_time() - started
        for function in state()._stats:
            self._reaching[function].append(test)


def _run(test: pytest.Item, change: str, longest: float = 0) -> str | None:
    """`killed` where the test fails with the change, `timeout` where it takes longer; None where it passes.

    `longest` is in seconds of processor time; 0 is no limit.
    """
    limit = TimeLimit(longest)
    reports: Sequence[pytest.TestReport] = ()
    set_mutant_under_test(change)
    with limit:
        # The session as what comes next: what is shared beyond the test's module is kept.
        reports = runtestprotocol(test, log=False, nextitem=cast("pytest.Item", test.session))
    set_mutant_under_test(_UNCHANGED)
    if limit.is_passed:
        return "timeout"
    return "killed" if any(report.failed for report in reports) else None
