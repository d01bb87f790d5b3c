"""A plugin of pytest that tries the changes of an area in one process (docs/decisions/0070).

`pytest -p one_process --results FILE TEST …` runs the tests once, to see how long each takes and what it reaches;
then, for each change that FILE leaves to try, those that reach it, until one fails. FILE gets a line for each.
"""

from pathlib import Path

import pytest
from survivors import parse_results
from trial import Trial


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the results are."""
    parser.addoption("--results", type=Path, required=True)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Try what is left, in place of running the tests, until a change spoils the process for those after it."""
    if session.testsfailed:
        raise pytest.UsageError("Not every test can be read.")
    results: Path = session.config.getoption("results")
    left = parse_results(results.read_text(encoding="utf-8")).left
    trial = Trial(session)
    with results.open("a", encoding="utf-8") as written:
        for change in left:
            state = trial.run(change)
            if state is not None:
                written.write(f"{change}: {state}\n")
                written.flush()
            if trial.is_spoilt:
                break
    return True
