"""``idp demo``."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from idp.cli.frame import CommandError, Invocation, command_of
from idp.cli.serve import check_port
from idp.cli.supervisor import run
from idp.demo import Addresses, Demo, DemoFailed, Stopped, prepare_demo, raise_on_stop, running
from idp.demo.addresses import HOST
from idp.demo.parts import create_demo_app

# The portals have the two ports after the provider's.
LAST_PORT = 65533
_INDENT = (0, 0, 0, 2)


@click.option(
    "--port",
    type=click.IntRange(1, LAST_PORT),
    default=8000,
    show_default=True,
    help="Port of the provider; the portals take the next two.",
)
@click.option("--issuer", help="Address people reach the provider by, on loopback (default: http://localhost:PORT).")
@command_of()
def demo(invocation: Invocation, port: int, issuer: str | None) -> None:
    """Start a complete trial: provider, two portals, sample people, a mailbox.

    Everything is made for this run and forgotten afterwards. It answers to this machine only. With --json, one line
    tells addresses and passwords once all of it answers.
    """
    addresses = Addresses.at(port, issuer)
    _check_ports(addresses)
    if not invocation.as_json:
        click.echo("Einlass is starting …", err=True)
    with _until_stopped(), tempfile.TemporaryDirectory(prefix="einlass-demo-") as folder:
        prepared = prepare_demo(Path(folder), addresses)
        with running(prepared, partial(run, build=create_demo_app)) as watch:
            invocation.answer(_document(prepared), lambda: _show(prepared))
            watch()


@contextmanager
def _until_stopped() -> Iterator[None]:
    try:
        with raise_on_stop():
            yield
    except Stopped:
        return
    except DemoFailed as error:
        raise CommandError(str(error), "Lines above, if there are any, say why.") from error


def _check_ports(addresses: Addresses) -> None:
    """Raises ``CommandError`` where one of the ports is taken."""
    for port in addresses.ports:
        try:
            check_port(HOST, port)
        except CommandError as error:
            first, last = addresses.ports[0], addresses.ports[-1]
            reason = getattr(error.__cause__, "strerror", None) or error.message
            raise CommandError(
                f"Port {port} can't be used: {reason}.",
                f"The trial needs {first} to {last}. Stop the program that holds {port}, "
                "or move the whole set, as with `idp demo --port 9000`.",
            ) from error


def _document(demo: Demo) -> dict[str, Any]:
    return {
        "issuer": demo.issuer,
        "mailbox": demo.mailbox,
        "portals": [{"name": portal.name, "url": portal.url, "client_id": portal.client_id} for portal in demo.portals],
        "people": [
            {"name": person.name, "email": person.email, "password": person.password, "roles": list(person.roles)}
            for person in demo.people
        ],
    }


def _show(demo: Demo) -> None:
    # Neither highlighted nor wrapped: every address and password can be copied as it stands.
    console = Console(highlight=False, soft_wrap=True)
    console.print()
    console.print(
        Padding(Text.assemble(("Einlass", "bold"), " is open. Nobody but this machine can reach it."), _INDENT)
    )
    console.print()
    console.print(Padding(_places(demo), _INDENT))
    console.print()
    console.print(Padding(_people(demo), _INDENT))
    console.print()
    console.print(
        Padding(
            Text.assemble(
                "Sign in at a portal as one of them, or register: the mail lands in the mailbox.\n",
                ("Commands work on this trial with ", "dim"),
                f"--config {demo.config}",
                ("\nCtrl-C stops everything and forgets it.", "dim"),
            ),
            _INDENT,
        )
    )
    console.print()


def _places(demo: Demo) -> Table:
    table = _table(whole=2)
    for portal in demo.portals:
        table.add_row(Text(portal.name, "bold"), Text(portal.url, "cyan"), Text("portal", "dim"))
    table.add_row(Text("Mailbox", "bold"), Text(demo.mailbox, "cyan"), Text("every mail that is sent", "dim"))
    table.add_row(Text("Parts", "bold"), Text(f"{demo.issuer}/parts", "cyan"), Text("what pages are made of", "dim"))
    table.add_row(Text("Provider", "bold"), Text(demo.issuer, "cyan"), Text("issuer", "dim"))
    return table


def _people(demo: Demo) -> Table:
    table = _table(whole=3)
    for person in demo.people:
        table.add_row(
            Text(person.name, "bold"),
            Text(person.email),
            Text(person.password, "green"),
            Text(", ".join(person.roles), "dim"),
        )
    return table


def _table(whole: int) -> Table:
    """The first ``whole`` columns are there to be copied and never cut; on a narrow terminal the last one wraps."""
    table = Table.grid(padding=(0, 3, 0, 0))
    for _ in range(whole):
        table.add_column(no_wrap=True, overflow="ignore")
    table.add_column(ratio=1)
    return table
