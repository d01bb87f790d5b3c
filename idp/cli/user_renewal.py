"""``idp users renew``."""

from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from idp.administration.renewal import Renewal, RenewalKind, RenewalTally, examine_renewal, renew_people
from idp.cli.actor import operator_from_shell
from idp.cli.frame import Invocation, command_of
from idp.cli.installation import open_installation
from idp.cli.portals import portal_or_default
from idp.cli.progress import show_progress
from idp.portals.demands import renewal_at

_FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


@click.option("--portal", required=True, help="Whose people are asked.")
@click.option(
    "--to",
    "kind",
    type=click.Choice([each.value for each in RenewalKind]),
    help="What they are led to: a new password at the next sign-in, or a new registration. As the portal says "
    "(registration.renewal) where it is left out.",
)
@click.option(
    "--before",
    required=True,
    type=click.DateTime(_FORMATS),
    help="Credentials from before this moment are not accepted any more (time zone of the portal).",
)
@click.option("--reason", required=True, help="Why; for the audit.")
@click.option("--mail", is_flag=True, help="Tell each person who is asked by e-mail.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
@command_of(name="renew")
def renew(
    invocation: Invocation, portal: str, kind: str | None, before: datetime, reason: str, mail: bool, dry_run: bool
) -> None:
    """Ask all people of a portal for new credentials, for instance after its policy or its customer numbers changed.

    Their sessions and tokens at the portal end. A person whom another portal has admitted, too, keeps the password
    there. The command can be interrupted and repeated: who has new credentials since the moment is left alone.
    """
    settings = invocation.load_settings()
    key = portal_or_default(settings, portal)
    moment = before.replace(tzinfo=ZoneInfo(settings.portal(key).time_zone))
    chosen = RenewalKind(kind or renewal_at(settings, key))
    renewal = Renewal(settings=settings, portal=key, kind=chosen, before=moment, is_mailed=mail)
    actor = operator_from_shell(portal=key, reason=reason)
    with open_installation(settings):
        with show_progress("Examining") as progress:
            tally = examine_renewal(renewal, progress, actor)
        if not dry_run:
            with show_progress("Asking", tally.people) as progress:
                tally = renew_people(renewal, progress, actor)
    result = asdict(tally) | {"to": chosen, "mailed": tally.asked if mail else 0, "dry_run": dry_run}
    invocation.answer(result, lambda: _show(tally, chosen, is_mailed=mail, is_dry_run=dry_run))


def _show(tally: RenewalTally, kind: RenewalKind, *, is_mailed: bool, is_dry_run: bool) -> None:
    click.echo(f"People of the portal: {tally.people}.")
    asked = f"{'To be asked' if is_dry_run else 'Asked'} for a new {kind}{' by e-mail' if is_mailed else ''}"
    click.echo(f"{asked}: {tally.asked}, of whom {tally.shared} have other portals, too.")
    click.echo(f"With new credentials, or asked before: {tally.as_they_were}.")
    click.echo(f"Not activated yet: {tally.not_activated}. With a role over the installation: {tally.operators}.")
