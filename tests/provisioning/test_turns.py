"""The cases of a test take turns on the databases."""

from collections.abc import Callable, Sequence
from types import SimpleNamespace

import pytest

from tests.provisioning.turns import choose_by_turns


class Case(pytest.Item):
    """One case of a test, as it is collected."""

    callspec: SimpleNamespace

    def runtest(self) -> None:
        raise NotImplementedError


@pytest.fixture
def kept(request: pytest.FixtureRequest) -> Callable[..., Sequence[str]]:
    """``kept("sqlite-a", "postgresql-a")``: which of these cases of one test run."""

    def choose(*names: str, mark: str | None = None) -> Sequence[str]:
        cases = [Case.from_parent(request.session, name=f"test[{name}]") for name in names]
        for case, name in zip(cases, names, strict=True):
            case.callspec = SimpleNamespace(params={"database_kind": name.partition("-")[0]})
            if mark:
                case.add_marker(mark)
        run, left_out = choose_by_turns(cases)
        assert len(run) + len(left_out) == len(names)
        return [case.name.removeprefix("test[").removesuffix("]") for case in run]

    return choose


def test_a_test_of_one_case_runs_on_each_kind(kept: Callable[..., Sequence[str]]) -> None:
    assert kept("sqlite", "postgresql") == ["sqlite", "postgresql"]


def test_the_cases_of_a_test_take_turns(kept: Callable[..., Sequence[str]]) -> None:
    cases = ["sqlite-a", "sqlite-b", "sqlite-c", "postgresql-a", "postgresql-b", "postgresql-c"]
    assert kept(*cases) == ["sqlite-a", "sqlite-c", "postgresql-b"]


@pytest.mark.parametrize("mark", ["each_kind", "only_on"])
def test_a_mark_keeps_them_all(kept: Callable[..., Sequence[str]], mark: str) -> None:
    cases = ["sqlite-a", "sqlite-b", "postgresql-a", "postgresql-b"]
    assert kept(*cases, mark=mark) == cases
