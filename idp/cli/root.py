"""The top of the command line: which groups there are, loaded only when they are asked for."""

import gc
import sys
from pkgutil import resolve_name
from typing import Any, cast

import click

from idp import __version__
from idp.cli.frame import Invocation, config_option, explain_errors

# Name: (where the command is, its line in the help). The line stands here so that `idp --help` imports no group.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("idp.cli.demo:demo", "Start a complete trial: provider, two portals, sample people, a mailbox."),
    "init": ("idp.cli.init:init", "Set up a new installation: settings, keys, database, first operator."),
    "serve": ("idp.cli.serve:serve", "Serve the provider."),
    "worker": ("idp.cli.worker:worker", "Send mail and tidy up, apart from `idp serve`."),
    "migrate": ("idp.cli.migrate:migrate", "Bring the database to the newest schema."),
    "doctor": ("idp.cli.doctor:doctor", "Examine the installation and say what to do."),
    "config": ("idp.cli.config:config", "Check, show and explain the settings."),
    "rehearse": ("idp.cli.rehearse:rehearse", "Walk through a portal's registration, as its settings have it."),
    "keys": ("idp.cli.keys:keys", "Signing keys and the master key."),
    "users": ("idp.cli.users:users", "People's accounts."),
    "orgs": ("idp.cli.orgs:orgs", "Organizations: the customers of the portals."),
    "registrations": ("idp.cli.registrations:registrations", "Registrations on their way to an account."),
    "customers": ("idp.cli.customers:customers", "The customers of your own systems, by register."),
    "devices": ("idp.cli.devices:devices", "The devices of your customers, by serial number."),
    "mail": ("idp.cli.mail:mail", "What became of mails, and addresses that get none."),
    "clients": ("idp.cli.clients:clients", "Relying parties: the applications people sign in to."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are run: a shell waits for none that it did not ask for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        return _load(COMMANDS[cmd_name][0])

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        with explain_errors():
            return super().invoke(ctx)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="Einlass")
@config_option
@click.pass_context
def main(context: click.Context) -> None:
    """Einlass: sign-in for customer portals, an OpenID Connect provider."""
    context.ensure_object(Invocation)


def _load(place: str) -> click.Command:
    """The command at ``module:name``.

    What it imports stays to the end of the program. Looking through it for garbage, on the way and at the exit, would
    take two fifths of the processor time of most commands.
    """
    if place.partition(":")[0] in sys.modules:
        return cast(click.Command, resolve_name(place))
    gc.disable()
    try:
        return cast(click.Command, resolve_name(place))
    finally:
        gc.freeze()
        gc.enable()
