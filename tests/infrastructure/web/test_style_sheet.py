"""The style sheet: what the pages use of Bootstrap, the theme, and nothing else."""

import re

import pytest

from idp.infrastructure.resources import resource
from idp.infrastructure.web.assets import THEME, THEME_FOLDER, all_assets
from idp.infrastructure.web.style_sheet import BOOTSTRAP, USED_CLASSES, bootstrap_classes

_ATTRIBUTE = re.compile(r"""class_?="([^"]*)\"""")
_WORD = re.compile(r"[a-z][\w-]*")


@pytest.fixture
def theme() -> str:
    """The rules of our own."""
    return "".join(path.read_text() for path in THEME_FOLDER.glob("*.css"))


@pytest.fixture
def sheet() -> str:
    return all_assets()[THEME].body.decode()


@pytest.mark.parametrize("rule", ["box-sizing:border-box", ".btn{", ".form-control{", ".visually-hidden"])
def test_it_holds_what_pages_use_of_bootstrap(sheet: str, rule: str) -> None:
    """Trial, pages: improvement 11."""
    assert rule in BOOTSTRAP.read_text()
    assert rule in sheet


@pytest.mark.parametrize("rule", [".navbar", ".row>", ".modal", ".btn-outline-primary", "--bs-form-select"])
def test_it_leaves_out_the_rest_of_bootstrap(sheet: str, rule: str) -> None:
    assert rule in BOOTSTRAP.read_text()
    assert rule not in sheet


def test_the_theme_is_laid_over_bootstrap(sheet: str) -> None:
    assert sheet.index("box-sizing:border-box") < sheet.index("--accent:")


def test_the_files_of_the_theme_are_not_served_one_by_one() -> None:
    assert [name for name in all_assets() if name.endswith(".css")] == [THEME]


def test_it_names_the_licence_of_bootstrap(sheet: str) -> None:
    assert sheet.startswith("/*! Parts of Bootstrap, MIT License")


def test_every_custom_property_of_bootstrap_is_read(sheet: str, theme: str) -> None:
    declared = set(re.findall(r"(--bs-[\w-]+):", sheet))
    assert declared
    assert {name for name in declared if f"var({name}" not in sheet and name not in theme} == set()


def test_a_class_of_bootstrap_in_a_template_has_its_rules(theme: str) -> None:
    """A page that begins to use another class of Bootstrap names it, or the theme has rules of its own for it."""
    texts = [path.read_text() for path in resource("templates").rglob("*.html")]
    used = {word for text in texts for group in _ATTRIBUTE.findall(text) for word in _WORD.findall(group)}
    own = set(re.findall(r"\.([a-z][\w-]*)", theme))
    assert used & USED_CLASSES == USED_CLASSES
    assert (used & bootstrap_classes()) - USED_CLASSES - own == set()
