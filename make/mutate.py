"""Change the modules that decide, one place at a time; fail for a change that no test notices and that has no reason.

`python make/mutate.py [AREA …]` runs these areas of make/mutation.toml, or all of them. mutmut knows one selection of
tests for all modules, so each area is run in a folder of its own, mutants/AREA, which links to the project's files.
"""

import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from shutil import rmtree

from survivors import Survivor, complain, parse_results

ROOT = Path(__file__).resolve().parent.parent
AREAS = ROOT / "make" / "mutation.toml"
JUDGED = ROOT / "docs" / "survivors.toml"
_LINKED = ("idp", "tests", "templates", "migrations", "examples", "make", "keys", "config.example.toml", "uv.lock")


def main(chosen: list[str]) -> None:
    """Run the chosen areas; exit with what is to be judged in them."""
    areas = tomllib.loads(AREAS.read_text(encoding="utf-8"))
    judged = tomllib.loads(JUDGED.read_text(encoding="utf-8"))
    if unknown := set(chosen) - set(areas):
        sys.exit(f"There is no area {', '.join(sorted(unknown))}; there are {', '.join(areas)}.")
    complaints = [line for name in chosen or areas for line in _run(name, areas[name], judged.get(name, {}))]
    if complaints:
        sys.exit("\n".join(complaints))


def _run(name: str, area: Mapping[str, list[str]], judged: Mapping[str, Mapping[str, str]]) -> list[str]:
    folder = _make_folder(name, area)
    # CI: the same examples of generated tests at each change.
    environment = {**os.environ, "CI": "1"}
    subprocess.run(["mutmut", "run", "--max-children", "2"], cwd=folder, env=environment, check=True)
    results = parse_results(_output(folder, "results", "--all", "true"))
    survivors = [Survivor(mutant, _output(folder, "show", mutant)) for mutant in results.survivors]
    print(f"{name}: {results.count} changes, {len(survivors)} not noticed, {sum(map(len, judged.values()))} judged")
    return complain(survivors, judged)


def _make_folder(name: str, area: Mapping[str, list[str]]) -> Path:
    folder = ROOT / "mutants" / name
    rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for each in _LINKED:
        (folder / each).symlink_to(ROOT / each)
    chosen = (
        "[tool.mutmut]\n"
        f"only_mutate = {[f'idp/{module}' for module in area['modules']]}\n"
        f"pytest_add_cli_args_test_selection = {area['tests']}\n"
    )
    setting = (ROOT / "pyproject.toml").read_text(encoding="utf-8").replace("[tool.mutmut]\n", chosen)
    (folder / "pyproject.toml").write_text(setting, encoding="utf-8")
    return folder


def _output(folder: Path, *command: str) -> str:
    return subprocess.run(["mutmut", *command], cwd=folder, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    main(sys.argv[1:])
