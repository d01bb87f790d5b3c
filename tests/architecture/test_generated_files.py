"""The generated files are what they are generated from, and an installation can start from the example settings."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from idp.protocol.client_metadata import CLIENT_FIELDS
from idp.settings import Settings, load_settings
from tests.architecture.source import ROOT

EXAMPLE = ROOT / "config.example.toml"
CLIENTS = ROOT / "docs" / "clients.md"
IDP = Path(sys.executable).with_name("idp")

generated = pytest.mark.parametrize(
    ("file", "command"),
    [(EXAMPLE, ("config", "example")), (CLIENTS, ("clients", "fields"))],
    ids=["settings", "clients"],
)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([IDP, *arguments], capture_output=True, text=True, check=False)


@generated
def test_the_file_is_the_generated_one(file: Path, command: tuple[str, str]) -> None:
    done = run(*command)
    assert done.returncode == 0, done.stderr
    assert file.read_text(encoding="utf-8") == done.stdout, "run `make docs`"


@generated
def test_an_outdated_file_is_found(tmp_path: Path, file: Path, command: tuple[str, str]) -> None:
    outdated = tmp_path / file.name
    outdated.write_text(file.read_text(encoding="utf-8") + "more", encoding="utf-8")
    assert run(*command, "--check", file).returncode == 0
    assert run(*command, "--check", outdated).returncode != 0


@generated
def test_the_file_can_be_written(tmp_path: Path, file: Path, command: tuple[str, str]) -> None:
    written = tmp_path / file.name
    run(*command, "--output", written)
    assert written.read_text(encoding="utf-8") == file.read_text(encoding="utf-8")


def test_every_field_of_a_client_is_on_its_page() -> None:
    text = CLIENTS.read_text(encoding="utf-8")
    assert [name for name in CLIENT_FIELDS if f"| `{name}` |" not in text] == []


def test_every_section_and_key_is_in_the_example() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    for section, field in Settings.model_fields.items():
        assert f"[{section}" in text
        keys = getattr(field.annotation, "model_fields", {})
        tables = {key for key in keys if f"[{section}.{key}]" in text}
        assert [f"{section}.{key}" for key in keys if f"{key} =" not in text and key not in tables] == []


def test_the_example_can_be_read(tmp_path: Path) -> None:
    assert tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    assert load_settings(EXAMPLE, environment={}).portals
