"""``idp migrate``."""

import click
from sqlalchemy import Engine

from idp.cli.database import open_engine
from idp.cli.frame import CommandError, Invocation, command_of
from idp.customers.registers import register_of_portal
from idp.infrastructure.database.migrations import downgrade, known_revisions, upgrade
from idp.infrastructure.database.revisions import current_revision
from idp.infrastructure.database.sqlite_files import close_to_others
from idp.settings import Settings

BASE = "base"


@click.option("--to", "target", metavar="REVISION", help="Stop at this revision; an older one takes the schema down.")
@click.option("--check", is_flag=True, help="Change nothing; end with 1 when a migration is due.")
@click.option("--yes", is_flag=True, help="Go to an older schema without asking.")
@command_of()
def migrate(invocation: Invocation, target: str | None, check: bool, yes: bool) -> None:
    """Bring the database to the newest schema. Nothing happens where it stands there already."""
    settings = invocation.load_settings()
    revisions = known_revisions()
    wanted = target or revisions[-1]
    if wanted not in (BASE, *revisions):
        raise CommandError(f"There is no revision {wanted}.", f"Known, oldest first: {', '.join(revisions)}.")
    with open_engine(settings) as engine:
        before = current_revision(engine)
        if not check:
            _move(engine, before, wanted, revisions, yes, settings)
            close_to_others(engine.url)
        after = current_revision(engine)
    document = {"before": before, "revision": after, "wanted": wanted, "due": (after or BASE) != wanted}
    invocation.answer(document, lambda: click.echo(_sentence(before, after, wanted)))
    if document["due"]:
        click.get_current_context().exit(1)


def _move(
    engine: Engine, current: str | None, wanted: str, revisions: list[str], agreed: bool, settings: Settings
) -> None:
    order = [BASE, *revisions]
    here = current or BASE
    if here not in order:
        raise CommandError(
            f"The database stands at revision {here}, which this program does not know.",
            "It was migrated by a newer version; install that one.",
        )
    if order.index(wanted) >= order.index(here):
        if wanted != here:
            upgrade(engine, wanted, register=_register_of_numbers(settings))
        return
    if not agreed:
        click.confirm(f"Going back to {wanted} deletes what the older schema has no place for. Go on?", abort=True)
    downgrade(engine, wanted)


def _register_of_numbers(settings: Settings) -> tuple[str, bool]:
    """The register to which the customer numbers of accounts belong, and whether zeros at their beginning say nothing:
    that of the first portal that asks for them, or of the first portal."""
    asking = [key for key, portal in settings.portals.items() if portal.password_reset.ask_customer_number]
    register = register_of_portal(settings, next(iter(asking), None))
    return register.key, register.settings.ignore_leading_zeros


def _sentence(before: str | None, after: str | None, wanted: str) -> str:
    if (after or BASE) != wanted:
        return f"The schema is at {after or 'the very start'}; {wanted} is due. Run `idp migrate`."
    if before == after:
        return f"The schema is at {after} already."
    return f"The schema is at {after or BASE} now (was {before or 'empty'})."
