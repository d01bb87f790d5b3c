"""``config.example.toml``: complete, true, and the one in the checkout."""

import re
from pathlib import Path

import pytest

from idp.settings import Settings, load_settings
from idp.settings.example import render_example, write_example

ROOT = Path(__file__).resolve().parents[2]

RESOURCE_SERVER = """\
[resource_servers.orders]
identifier = "https://api.example.com/orders"
scopes = {"orders:read" = {title = {de = "Bestellungen sehen", en = "See orders"}}}
"""


def test_the_file_in_the_checkout_is_the_generated_one() -> None:
    assert (ROOT / "config.example.toml").read_text(encoding="utf-8") == render_example(), "run `make docs`"


def test_it_can_be_used_as_it_is(tmp_path: Path) -> None:
    write_example(tmp_path / "config.toml")
    assert load_settings(tmp_path / "config.toml", {}).issuer == "http://localhost:8000"


def test_every_commented_default_is_the_default(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    optional = re.compile(r'^# \w+ = ("(https://)?…"|…)$')
    lines = [line for line in render_example().splitlines() if not optional.match(line)]
    file.write_text("\n".join(re.sub(r"^# (\w+ = |\[)", r"\1", line) for line in lines), encoding="utf-8")
    bare = tmp_path / "bare.toml"
    bare.write_text(f'{RESOURCE_SERVER}[registers.billing]\n[portals.shop]\nname = "Beispiel-Shop"\n', "utf-8")
    shown, default = load_settings(file, {}), load_settings(bare, {})
    for name in Settings.model_fields:
        assert getattr(shown, name) == getattr(default, name)


def test_every_key_is_explained() -> None:
    lines = render_example().splitlines()
    for number, line in enumerate(lines):
        if re.match(r"^(# )?\w+ = ", line):
            assert re.match(r"^# [A-Z]", lines[number - 1]) or lines[number - 1].startswith("# "), line
            assert not re.match(r"^(# )?\w+ = ", lines[number - 1]), f"{line} has no explanation"


def test_given_values_are_set(tmp_path: Path) -> None:
    write_example(tmp_path / "config.toml", {"server": {"issuer": "http://localhost:9999", "workers": 2}})
    server = load_settings(tmp_path / "config.toml", {}).server
    assert (server.issuer, server.workers) == ("http://localhost:9999", 2)


def test_nothing_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        write_example(tmp_path / "config.toml")
