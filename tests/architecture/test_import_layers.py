"""Imports point down the layers of pyproject.toml, and every package has its place there."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, ROOT

LINT = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(LINT, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(PACKAGE, tmp_path / "idp", ignore=shutil.ignore_patterns("__pycache__", "static", "translations"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_imports_point_down() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


def test_an_import_that_points_up_is_found(copy: Path) -> None:
    (copy / "idp" / "protocol" / "planted.py").write_text("import idp.settings\n")
    done = lint(copy)
    assert done.returncode == 1
    assert "idp.protocol.planted -> idp.settings" in done.stdout


def test_a_package_without_a_place_is_found(copy: Path) -> None:
    (copy / "idp" / "drawer").mkdir()
    (copy / "idp" / "drawer" / "__init__.py").write_text('"""Owns nothing."""\n')
    done = lint(copy)
    assert done.returncode == 1
    assert "drawer" in done.stdout
