"""A part that a test needs is not there: the test fails and says what to install; nothing is skipped."""

from typing import NoReturn

import pytest


def fail_missing(what: str, remedy: str) -> NoReturn:
    """Fail the running test because ``what`` is not there, with ``remedy`` as the next step."""
    pytest.fail(f"{what} is needed for this test and was not found.\n{remedy}", pytrace=False)
