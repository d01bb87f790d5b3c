"""One running trial for the tests that only use it."""

from collections.abc import Iterator

import pytest

from tests.demo.trial import Trial, running_trial


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    """A trial that all tests of a module share."""
    with running_trial(tmp_path_factory.mktemp("trial")) as trial:
        yield trial
