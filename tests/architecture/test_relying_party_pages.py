"""The configuration on the pages of docs/relying-parties is the one that the tests run."""

import re

import pytest

from tests.architecture.source import ROOT

FOLDER = ROOT / "docs" / "relying-parties"
RUN = ROOT / "tests" / "interop" / "relying_parties"
BLOCK = re.compile(r"^From \[(\S+?)\].*?^```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_every_relying_party_that_is_run_has_a_page() -> None:
    """Trial row P12."""
    pages = {page.stem for page in FOLDER.glob("*.md")} - {"README"}

    assert pages == {folder.name for folder in RUN.iterdir() if folder.is_dir()}


@pytest.mark.parametrize("name", sorted(folder.name for folder in RUN.iterdir() if folder.is_dir()))
def test_a_page_shows_the_configuration_that_is_run(name: str) -> None:
    """Trial row P12."""
    shown = BLOCK.findall((FOLDER / f"{name}.md").read_text(encoding="utf-8"))

    assert shown
    for path, block in shown:
        assert block in (RUN / path).read_text(encoding="utf-8")
