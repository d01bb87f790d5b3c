"""A settings section: a class with docstrings, and a line in the tree."""

import json
from pathlib import Path
from typing import Annotated

import pytest
from click.testing import CliRunner, Result
from pydantic import Field

from idp.cli import main
from idp.cli.frame import Invocation
from idp.settings import Settings, SettingsError, load_tree
from idp.settings.example import render_example
from idp.settings.section import Section


class PostcardSettings(Section):
    """Postcards to people who moved."""

    stamps: Annotated[int, Field(ge=1)] = 2
    """Stamps on a card."""

    motifs: tuple[str, ...] = ("lighthouse",)
    """What the cards show."""

    album: Path | None = None
    """A folder of pictures."""


class Tree(Settings):
    """The product's tree with the further section."""

    postcards: PostcardSettings = PostcardSettings()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_text('[postcards]\nstamps = 3\nalbum = "pictures"\n', encoding="utf-8")
    return file


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, obj=Invocation(tree=Tree))


def test_it_is_read_from_the_file(config: Path) -> None:
    assert load_tree(Tree, config, {}).postcards.stamps == 3


def test_its_paths_start_at_the_file(config: Path, tmp_path: Path) -> None:
    assert load_tree(Tree, config, {}).postcards.album == tmp_path / "pictures"


def test_it_is_read_from_the_environment(config: Path) -> None:
    postcards = load_tree(
        Tree, config, {"IDP_POSTCARDS__STAMPS": "5", "IDP_POSTCARDS__MOTIFS": "harbour, dunes"}
    ).postcards
    assert (postcards.stamps, postcards.motifs) == (5, ("harbour", "dunes"))


def test_an_unknown_key_is_told_with_the_nearest_one(config: Path) -> None:
    with pytest.raises(SettingsError, match=r"postcards\.stamp: there is no such setting\. Did you mean stamps\?"):
        load_tree(Tree, config, {"IDP_POSTCARDS__STAMP": "5"})


def test_the_example_file_explains_it() -> None:
    assert "# Postcards to people who moved.\n[postcards]\n# Stamps on a card.\n# stamps = 2\n" in render_example(
        tree=Tree
    )


def test_the_command_line_shows_and_checks_it(config: Path) -> None:
    shown = json.loads(run("--config", str(config), "config", "show", "--json").stdout)
    assert shown["postcards.stamps"] == 3
    assert run("--config", str(config), "config", "check").exit_code == 0
    assert "[postcards]" in run("config", "example").stdout
