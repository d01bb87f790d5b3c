"""``idp users import``."""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click
import orjson

from idp.administration.imports import (
    FORMATS,
    Groups,
    Report,
    Rules,
    Source,
    Tally,
    check_groups,
    examine_file,
    import_people,
    read_groups,
    read_parameters,
)
from idp.cli.actor import operator_from_shell
from idp.cli.frame import CommandError, Invocation, command_of
from idp.cli.installation import open_installation
from idp.cli.portals import portal_or_default
from idp.cli.progress import show_progress
from idp.cli.registers import register_or_portals
from idp.infrastructure.database import reading

_GROUP_NAME = re.compile(r"/?[\w .-]{1,30}(/[\w .-]{1,30})*")


class ImportRefused(CommandError):
    """Nothing was stored, because of what stands in the file."""

    def __init__(self, message: str, next_step: str, tally: Tally) -> None:
        super().__init__(message, next_step)
        self._tally = tally

    def show(self, file: Any = None) -> None:
        if self._as_json:
            document = _document(self._tally) | {"error": self.message, "next_step": self.next_step}
            click.echo(orjson.dumps(document).decode(), err=True)
            return
        _show_problems(self._tally)
        super().show(file)


@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option(
    "--format", "format_", type=click.Choice(list(FORMATS)), help="Which system wrote it (default: told from it)."
)
@click.option(
    "--encoding", help="Such as windows-1252 (default: UTF-8, or UTF-16 where the file begins with its mark)."
)
@click.option(
    "--hash-parameters",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the password hash parameters of a Firebase project.",
)
@click.option("--dry-run", is_flag=True, help="Say what an import would do, and store nothing.")
@click.option("--all-or-nothing", is_flag=True, help="Import nothing where a single account can't be.")
@click.option(
    "--existing",
    type=click.Choice(["skip", "refuse"]),
    default="skip",
    show_default=True,
    help="What to do about addresses that have an account. It is never changed.",
)
@click.option(
    "--groups",
    "groups_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TOML file that says what groups of the other system stand for here.",
)
@click.option(
    "--duplicates",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write all rows that are duplicates to this CSV file, by line.",
)
@click.option("--no-access", is_flag=True, help="Let them come in by the portal's registration, with their account.")
@click.option("--invite", is_flag=True, help="Mail those who come without a password a link to choose one.")
@click.option("--portal", help="Where they are admitted, and whose look the mails have (default: the first).")
@click.option("--register", "register_key", metavar="KEY", help="Of the customer numbers (default: the portal's).")
@command_of(name="import")
def import_(
    invocation: Invocation,
    file: Path,
    format_: str | None,
    encoding: str | None,
    hash_parameters: Path | None,
    dry_run: bool,
    all_or_nothing: bool,
    existing: str,
    groups_file: Path | None,
    duplicates: Path | None,
    no_access: bool,
    invite: bool,
    portal: str | None,
    register_key: str | None,
) -> None:
    """Import accounts of another system, with their password hashes: its own export, or CSV or JSON Lines.

    The whole file is examined before anything is stored; what can't be imported is named by line and left out. Columns:
    email, email_verified, username, given_name, family_name, language, customer_number, password_hash,
    password_change_due, phone_number_verified, created_at, disabled, totp_secret, groups, and the names of the
    personal details.
    """
    settings = invocation.load_settings()
    source = Source(
        file,
        format_,
        encoding,
        read_parameters(hash_parameters) if hash_parameters else {},
        settings.accounts.profile_fields,
    )
    portal = portal_or_default(settings, portal)
    rules = Rules(
        settings=settings,
        actor=operator_from_shell(portal=portal),
        register=register_or_portals(settings, register_key, portal),
        all_or_nothing=all_or_nothing,
        invites=invite,
        admits=not no_access,
    )
    with open_installation(settings):
        if groups_file is not None:
            rules = _with_groups(rules, groups_file)
        with show_progress("Examining") as progress, _duplicates_in(duplicates) as report:
            tally = examine_file(source, progress, rules.actor, report)
        if not dry_run:
            _refuse(tally, all_or_nothing=all_or_nothing, refuse_existing=existing == "refuse")
            with show_progress("Importing", tally.rows) as progress:
                tally = import_people(source, rules, progress)
    document = _document(tally) | {"dry_run": dry_run}
    invocation.answer(document, lambda: _show(tally, rules.groups, dry_run=dry_run))
    if tally.invalid or (existing == "refuse" and tally.existing):
        click.get_current_context().exit(1)


def _with_groups(rules: Rules, path: Path) -> Rules:
    groups = read_groups(path)
    with reading() as session:
        check_groups(session, groups, rules.portal, rules.actor, rules.settings)
    return replace(rules, groups=groups)


def _refuse(tally: Tally, *, all_or_nothing: bool, refuse_existing: bool) -> None:
    if tally.invalid and all_or_nothing:
        raise ImportRefused(
            f"{_number(tally.invalid, 'account')} can't be imported, so nothing was.",
            "Mend the file, or leave these out by leaving out --all-or-nothing.",
            tally,
        )
    if tally.existing and refuse_existing:
        raise ImportRefused(
            f"There are accounts already ({_existing_lines(tally)}), so nothing was imported.",
            "Without --existing refuse they are left as they are.",
            tally,
        )


def _document(tally: Tally) -> dict[str, Any]:
    return asdict(tally)


def _show(tally: Tally, groups: Groups, *, dry_run: bool) -> None:
    _show_problems(tally)
    without = f", {tally.without_password} of them without a password" if tally.without_password else ""
    click.echo(f"{'To be imported' if dry_run else 'Imported'}: {tally.new}{without}.")
    if tally.second_factors:
        click.echo(f"With an authenticator app: {tally.second_factors}.")
    if unknown := [name for name in tally.groups if name not in groups]:
        click.echo(f"Groups that stand for nothing here: {', '.join(map(_shown_group, unknown))}.")
    if tally.invited:
        click.echo(f"Invited by mail: {tally.invited}.")
    if tally.existing:
        click.echo(f"Already there, and left as they are: {tally.existing} ({_existing_lines(tally)}).")
    if tally.repeated:
        click.echo(f"Repeated in the file, and imported once: {_number(tally.repeated, tally.unit)}.")
    if tally.left_out:
        click.echo(f"Columns that are not kept: {', '.join(tally.left_out)}.")
    if tally.invalid:
        click.echo(f"Left out: {_number(tally.invalid, tally.unit)}.")


@contextmanager
def _duplicates_in(path: Path | None) -> Iterator[Report | None]:
    """What is told of duplicates: it writes them to the file at ``path``."""
    if path is None:
        yield None
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("line", "duplicate"))
        yield lambda line, duplicate: rows.writerow((line, duplicate))


def _shown_group(name: str) -> str:
    """Where columns are shifted, another value may stand there."""
    return name if _GROUP_NAME.fullmatch(name) else "(a name that is not repeated here)"


def _show_problems(tally: Tally) -> None:
    for problem in (*tally.problems, *tally.notices):
        click.echo(str(problem), err=True)
    if tally.invalid > len({problem.line for problem in tally.problems}):
        click.echo("…", err=True)


def _existing_lines(tally: Tally) -> str:
    more = ", …" if tally.existing > len(tally.existing_lines) else ""
    return f"{tally.unit} {', '.join(map(str, tally.existing_lines))}{more}"


def _number(number: int, noun: str) -> str:
    return f"{number} {noun if number == 1 else f'{noun[:-1]}ies' if noun.endswith('y') else f'{noun}s'}"
