"""What every command has in common: its settings, the application, errors that say what to do, two ways to answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click
import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

from idp.settings import Settings, SettingsError, load_tree


class CommandError(click.ClickException):
    """Nothing was done: what is wrong, and what to do about it."""

    exit_code = 2

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.next_step = next_step
        # Asked now: the call's context is gone when click shows the error.
        self._as_json = _invocation().as_json

    def show(self, file: Any = None) -> None:
        if self._as_json:
            document = {"error": self.message} | ({"next_step": self.next_step} if self.next_step else {})
            click.echo(orjson.dumps(document).decode(), err=True)
            return
        click.echo(f"{click.style('Error:', fg='red', bold=True)} {self.message}", err=True)
        if self.next_step:
            click.echo(self.next_step, err=True)


@dataclass
class Invocation:
    """One call of the command line."""

    config: Path | None = None
    as_json: bool = False
    tree: type[Settings] = Settings

    def load_settings(self) -> Settings:
        """The settings of the installation that is spoken of. Raises ``SettingsError``."""
        return load_tree(self.tree, self.config)

    def answer(self, document: Any, show: Callable[[], None]) -> None:
        """The result: one line of JSON where it was asked for, else what ``show`` writes."""
        if self.as_json:
            click.echo(orjson.dumps(document, default=str).decode())
        else:
            show()


def _invocation() -> Invocation:
    context = click.get_current_context(silent=True)
    return context.ensure_object(Invocation) if context else Invocation()


def _remember(attribute: str, context: click.Context, _: click.Parameter, value: Any) -> None:
    if value:
        setattr(context.ensure_object(Invocation), attribute, value)


def config_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--config``, which may stand anywhere on the line."""
    return click.option(
        "--config",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Settings file (default: $IDP_CONFIG, then config.toml).",
        expose_value=False,
        callback=partial(_remember, "config"),
    )(command)


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--json``: answers and errors as one line for programs."""
    return click.option(
        "--json",
        is_flag=True,
        help="Answer with one line of JSON.",
        expose_value=False,
        is_eager=True,
        callback=partial(_remember, "as_json"),
    )(command)


def command_of(
    group: click.Group | None = None, name: str | None = None, cls: type[click.Command] = click.Command
) -> Callable[[Callable[..., Any]], Any]:
    """Make a function a command: with ``--config`` and ``--json``, and the :class:`Invocation` as first argument."""
    decorate = click.command(name, cls=cls) if group is None else group.command(name, cls=cls)

    def wrap(function: Callable[..., Any]) -> Any:
        return decorate(config_option(json_option(click.make_pass_decorator(Invocation, ensure=True)(function))))

    return wrap


@contextmanager
def explain_errors() -> Iterator[None]:
    """Turn what the settings object to into an error of the command line."""
    try:
        yield
    except SettingsError as error:
        raise CommandError(str(error), "`idp config check` looks at the settings alone.") from error


def show_table(columns: Sequence[str], rows: Sequence[Sequence[Any]], empty: str) -> None:
    """A table for a terminal; columns parted by tabs where a program reads on, so that nothing is cut off."""
    if not rows:
        click.echo(empty, err=True)
        return
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    console = Console()
    if not console.is_terminal:
        for row in [list(columns), *texts]:
            click.echo("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row))
        return
    table = Table(*columns, header_style="bold", box=None, pad_edge=False)
    for row in texts:
        table.add_row(*(Text(cell) for cell in row))  # not markup: a cell may hold brackets
    console.print(table)


def show_fields(fields: Mapping[str, Any]) -> None:
    """Names and values, one a line; a list takes one line for each of its values."""
    width = max(len(name) for name in fields) + 2
    for name, value in fields.items():
        lines = value if isinstance(value, (list, tuple)) else [value]
        for number, line in enumerate(lines or ["-"]):
            click.echo(f"{(name if number == 0 else ''):<{width}}{'-' if line in (None, '') else line}")
