"""``config.example.toml`` is what the settings tree generates, and an installation can start from it."""

import subprocess
import sys
import tomllib
from pathlib import Path

from idp.settings import Settings, load_settings
from tests.architecture.source import ROOT

EXAMPLE = ROOT / "config.example.toml"
IDP = Path(sys.executable).with_name("idp")


def test_the_example_is_the_generated_one() -> None:
    done = subprocess.run([IDP, "config", "example"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert EXAMPLE.read_text(encoding="utf-8") == done.stdout, "run `make docs`"


def test_an_outdated_example_is_found(tmp_path: Path) -> None:
    outdated = tmp_path / "config.example.toml"
    outdated.write_text(EXAMPLE.read_text(encoding="utf-8").replace("code_seconds", "code_minutes"), encoding="utf-8")
    done = subprocess.run([IDP, "config", "example", "--check", outdated], capture_output=True, text=True, check=False)
    assert done.returncode != 0


def test_every_section_and_key_is_in_the_example() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    for section, field in Settings.model_fields.items():
        assert f"[{section}" in text
        keys = getattr(field.annotation, "model_fields", {})
        assert [f"{section}.{key}" for key in keys if f"{key} =" not in text] == []


def test_the_example_can_be_read(tmp_path: Path) -> None:
    assert tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    assert load_settings(EXAMPLE, environment={}).portals
