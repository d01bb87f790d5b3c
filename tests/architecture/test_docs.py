"""README and docs say what is true: paths, packages, commands, targets and links that they name are there."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from idp.cli import main
from tests.architecture.source import PACKAGE, ROOT, named

README = ROOT / "README.md"
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
# A recipe's name is a link to its test; what a page of any kind needs is tested on the product's own.
PROOF = re.compile(r"\*\*\[[^\]]+\]\((tests/extension/test_\w+\.py|tests/architecture/test_routes\.py)\)\*\*")
PAGES = (README, CONTRIBUTING, ROOT / "SECURITY.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md")))
LARGEST_IMAGE_BYTES = 200_000

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
CELL_PATH = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
COMMAND = re.compile(r"(?:^|[\s/])idp (?P<words>[^|>#;&]*)")
TARGET = re.compile(r"^(?:\s*)make ([a-z-]+(?: [a-z-]+)*)")
# A path in prose is a span that begins with one of the tree's own folders.
TREE_PATH = re.compile(r"^(?:idp|templates|migrations|keys|examples|tests|benchmarks|docs|make|\.ci)/[\w./-]*$")
# Written by the program, not by us.
MADE_LATER = frozenset({"keys/master.key"})


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def code_of(text: str) -> Iterator[str]:
    """Every line within a fence, with continued lines joined, and every inline span."""
    for language, block in FENCE.findall(text):
        if language in {"", "sh"}:
            yield from block.replace("\\\n", " ").splitlines()
    yield from SPAN.findall(FENCE.sub("", text))


def section(text: str, heading: str) -> str:
    """What stands below a heading of the second level."""
    _, found, rest = text.partition(f"\n## {heading}\n")
    assert found, f"no section {heading}"
    return rest.partition("\n## ")[0]


def first_line(package: Path) -> str:
    """The first line of a package's docstring, as Markdown."""
    docstring = ast.get_docstring(ast.parse(read(package / "__init__.py"))) or ""
    return docstring.partition("\n")[0].replace("``", "`")


def named_commands(text: str) -> Iterator[list[str]]:
    """The words behind every ``idp`` in code; ``idp …`` and paths do not count."""
    for line in code_of(text):
        for match in COMMAND.finditer(line.split(" #")[0]):
            words = shlex.split(match["words"].replace("…", ""))
            if words and not words[0].startswith("/"):
                yield words


def wrong_word(words: list[str]) -> str | None:
    """The first subcommand or option that the command line does not have."""
    command: click.Command = main
    context = click.Context(main)
    known = {name for parameter in main.params for name in parameter.opts}
    expects_value = False
    for word in words:
        name = word.partition("=")[0]
        if expects_value:
            expects_value = False
        elif name.startswith("-"):
            option = next(
                (each for each in command.get_params(context) if name in (*each.opts, *each.secondary_opts)), None
            )
            if option is None and name not in known | {"--help", "--version"}:
                return word
            is_flag = isinstance(option, click.Option) and (option.is_flag or option.count)
            expects_value = option is not None and not is_flag and "=" not in word
        elif isinstance(command, click.Group):
            found = command.get_command(context, word)
            if found is None:
                return word
            command = found
    return None


def anchors(text: str) -> set[str]:
    """The fragments that headings can be linked by."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in HEADING.findall(text)}


def broken_links(page: Path) -> list[str]:
    """Relative links that lead nowhere."""
    broken = []
    for link in LINK.findall(read(page)):
        if "://" in link:
            continue
        path, _, fragment = link.partition("#")
        target = page.parent / path if path else page
        if not target.exists() or (fragment and fragment not in anchors(read(target))):
            broken.append(link)
    return broken


def test_every_path_of_the_map_exists() -> None:
    paths = CELL_PATH.findall(section(read(CONTRIBUTING), "Map of the source"))
    assert len(paths) > 20
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_map_shows_every_package_by_the_first_line_of_its_docstring() -> None:
    packages = sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))
    expected = [f"| `idp/{package.name}/` | {first_line(package)} |" for package in packages]
    lines = section(read(CONTRIBUTING), "Map of the source").splitlines()
    assert sorted(line for line in lines if re.match(r"\| `idp/\w+/` \|", line)) == sorted(expected)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_path_that_is_named_exists(page: Path) -> None:
    spans = SPAN.findall(FENCE.sub("", read(page)))
    missing = [span for span in spans if TREE_PATH.match(span) and not (ROOT / span).exists()]
    assert sorted(set(missing) - MADE_LATER) == []


def test_the_registries_of_the_recipes_are_where_they_are_said_to_be() -> None:
    for paragraph in section(read(CONTRIBUTING), "Recipes").split("\n\n"):
        places = [ROOT / span for span in SPAN.findall(paragraph) if TREE_PATH.match(span)]
        files = [file for place in places for file in ((place,) if place.is_file() else place.glob("*.py"))]
        for registry in re.findall(r"`([A-Z_]{4,})`", paragraph):
            if not registry.startswith("IDP_"):
                definition = re.compile(rf"^\s*{registry}\b[^=\n]*[:=]", re.MULTILINE)
                assert any(definition.search(read(file)) for file in files), f"{registry} is not in {places}"


def test_every_recipe_links_the_test_that_follows_it() -> None:
    recipes = [part for part in section(read(CONTRIBUTING), "Recipes").split("\n\n") if part.startswith("**")]
    assert len(recipes) > 10
    assert [recipe.partition("**")[2].partition("**")[0] for recipe in recipes if not PROOF.match(recipe)] == []


def test_every_test_of_an_addition_belongs_to_a_recipe() -> None:
    linked = {match[1] for match in PROOF.finditer(section(read(CONTRIBUTING), "Recipes"))}
    tests = {str(file.relative_to(ROOT)) for file in (ROOT / "tests/extension").glob("test_*.py")}
    assert tests - linked == set()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_that_is_named_exists(page: Path) -> None:
    wrong = {" ".join(words): word for words in named_commands(read(page)) if (word := wrong_word(words))}
    assert wrong == {}


def test_the_pages_name_commands() -> None:
    assert sum(len(list(named_commands(read(page)))) for page in PAGES) > 50


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_make_target_that_is_named_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", read(ROOT / "Makefile"), re.MULTILINE))
    asked = {
        target
        for line in code_of(read(page))
        if (match := TARGET.match(line.partition("#")[0].partition("ARGS=")[0].rstrip()))
        for target in match[1].split()
    }
    assert asked - targets == set()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    assert broken_links(page) == []


def test_pictures_are_small_and_used() -> None:
    pictures = [path for path in (ROOT / "docs" / "images").iterdir() if path.is_file()]
    text = "".join(map(read, PAGES))
    assert [path.name for path in pictures if path.stat().st_size > LARGEST_IMAGE_BYTES] == []
    assert [path.name for path in pictures if path.name not in text] == []


@pytest.mark.parametrize(
    "planted",
    ["frobnicate", "clients invent", "serve --colour blue", "--konfig x serve", "keys rotate --algorithm ES256 --now"],
)
def test_planted_commands_are_found(planted: str) -> None:
    assert list(named_commands(f"```\nidp {planted}\n```")) == [planted.split()]
    assert wrong_word(planted.split())


@pytest.mark.parametrize("right", ["--config x.toml serve --workers 2", "clients create Shop --pkce off", "--version"])
def test_right_commands_pass(right: str) -> None:
    assert wrong_word(right.split()) is None


def test_planted_links_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One\n[a](#one) [b](#two) [c](other.md) [d](https://example.com)", encoding="utf-8")
    assert broken_links(page) == ["#two", "other.md"]


def test_no_two_decisions_have_one_number() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md")]
    assert len(numbers) == len(set(numbers))
