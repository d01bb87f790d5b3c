"""Files of the repository that are generated: printed, written, or compared with what they should be."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from idp.cli.frame import CommandError, Invocation


def generated_file_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--output`` and ``--check``, each with a path."""
    path = click.Path(path_type=Path, dir_okay=False)
    command = click.option("--check", "compare", type=path, help="Compare with this file.")(command)
    return click.option("--output", type=path, help="Write to this file.")(command)


def answer_generated(
    invocation: Invocation, document: Any, text: str, output: Path | None, compare: Path | None
) -> None:
    """Write ``text`` to ``output`` or compare it with ``compare``; without either, answer with it."""
    if compare is not None:
        if not compare.exists() or compare.read_text(encoding="utf-8") != text:
            raise CommandError(f"{compare} is not what it is generated from.", "Run `make docs` and commit the file.")
        click.echo(f"{compare} is up to date.")
    elif output is not None:
        output.write_text(text, encoding="utf-8")
    else:
        invocation.answer(document, lambda: click.echo(text, nl=False))
