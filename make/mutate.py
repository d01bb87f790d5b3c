"""Change the modules that decide, one place at a time; fail for a change that no test notices and that has no reason.

`python make/mutate.py [AREA …]` runs these areas of make/mutation.toml, or all of them. mutmut makes all their changes
in the folder mutants/, which links to the project's files. Those of an area are tried in one process with the tests of
the area; it begins again after a change that has left something behind (docs/decisions/0070).
"""

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import chdir
from pathlib import Path
from shutil import rmtree

from mutmut.mutation.diff_apply import find_mutant, get_diff_for_mutant
from survivors import Results, Survivor, complain, parse_results

ROOT = Path(__file__).resolve().parent.parent
AREAS = ROOT / "make" / "mutation.toml"
FOLDER = ROOT / "mutants"
JUDGED = ROOT / "docs" / "survivors.toml"
_LINKED = ("idp", "tests", "templates", "migrations", "examples", "make", "keys", "config.example.toml", "uv.lock")
_PYTEST = (
    *("-m", "pytest", "--rootdir=.", "-q", "-p", "one_process", "-p", "no:cacheprovider"),
    *("-n0", "--database", "sqlite"),
)
_SETTING = {
    # The same examples of generated tests at each change.
    "CI": "1",
    "PYTHONPATH": str(ROOT / "make"),
}


def main(chosen: list[str]) -> None:
    """Run the chosen areas, and print what is to be judged in them; exit with 1 where there is anything."""
    areas = tomllib.loads(AREAS.read_text(encoding="utf-8"))
    judged = tomllib.loads(JUDGED.read_text(encoding="utf-8"))
    if unknown := set(chosen) - set(areas):
        sys.exit(f"There is no area {', '.join(sorted(unknown))}; there are {', '.join(areas)}.")
    names = chosen or list(areas)
    made = _make_changes([module for name in names for module in areas[name]["modules"]])
    complaints = [line for name in names for line in _run(name, areas[name], made, judged.get(name, {}))]
    sys.exit(1 if complaints else 0)


def _make_changes(modules: Iterable[str]) -> Results:
    rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    for each in _LINKED:
        (FOLDER / each).symlink_to(ROOT / each)
    chosen = f"[tool.mutmut]\nonly_mutate = {[f'idp/{module}' for module in modules]}\n"
    setting = (ROOT / "pyproject.toml").read_text(encoding="utf-8").replace("[tool.mutmut]\n", chosen)
    (FOLDER / "pyproject.toml").write_text(setting, encoding="utf-8")
    return parse_results(_output(FOLDER, [sys.executable, str(ROOT / "make" / "changes.py")]))


def _run(
    name: str, area: Mapping[str, Sequence[str]], made: Results, judged: Mapping[str, Mapping[str, str]]
) -> list[str]:
    results = _try(FOLDER / f"{name}.txt", made.of_modules(area["modules"]), area["tests"])
    with chdir(FOLDER):
        shown = [get_diff_for_mutant(mutant, path=find_mutant(mutant).path) for mutant in results.survivors]
    survivors = [Survivor(mutant, text) for mutant, text in zip(results.survivors, shown, strict=True)]
    reasons = sum(map(len, judged.values()))
    complaints = complain(survivors, judged)
    counts = f"{name}: {len(results.states)} changes, {len(survivors)} not noticed, {reasons} judged"
    print("\n".join([counts, *complaints]), flush=True)
    return complaints


def _try(file: Path, results: Results, tests: Sequence[str]) -> Results:
    """What became of all changes."""
    file.write_text(results.to_text(), encoding="utf-8")
    while left := results.left:
        _output(FOLDER / "mutants", [sys.executable, *_PYTEST, f"--results={file}", *tests])
        results = parse_results(file.read_text(encoding="utf-8"))
        if results.left == left:
            sys.exit(f"{left[0]} can not be tried.")
    return results


def _output(folder: Path, command: Sequence[str]) -> str:
    """What a command prints; exits with that and its errors where it fails."""
    done = subprocess.run(command, cwd=folder, env={**os.environ, **_SETTING}, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    return done.stdout


if __name__ == "__main__":
    main(sys.argv[1:])
