"""``idp rehearse``."""

import dataclasses
from typing import Any

import click

from idp.cli.frame import Invocation, command_of
from idp.cli.portals import portal_or_default
from idp.cli.refusals import explain_refusals
from idp.cli.rehearsal_report import show_walks
from idp.infrastructure.translations import LANGUAGES
from idp.rehearsal import Met, Walk, open_stage, rehearse_portal
from idp.settings import Settings


@click.option("--language", type=click.Choice(list(LANGUAGES)), help="Language of the person (default: the portal's).")
@click.argument("portal", required=False)
@command_of(name="rehearse")
def rehearse(invocation: Invocation, portal: str | None, language: str | None) -> None:
    """Walk through the registration of PORTAL, or of each portal, and show what a person meets.

    Pages, fields, e-mails, decisions and the end are those of the settings, with made-up customers that fit them: a
    throw-away database is used, no e-mail is sent, no other system is asked, and nothing of the installation is
    touched. The exit status is 1 where a way does not lead to an account.
    """
    settings = invocation.load_settings()
    keys = [portal_or_default(settings, portal)] if portal else list(settings.portals)
    walks = _walk_all(settings, keys, language)
    invocation.answer(_document(walks), lambda: show_walks(settings, walks))
    failed = [walk for walk in walks if walk.failure]
    for walk in failed:
        click.echo(
            f"{click.style('Error:', fg='red', bold=True)} {walk.portal}, {walk.about}: {walk.failure}", err=True
        )
    if failed:
        click.get_current_context().exit(1)


def _walk_all(settings: Settings, keys: list[str], language: str | None) -> list[Walk]:
    with open_stage(settings) as app, explain_refusals():
        return [
            walk
            for key in keys
            for walk in rehearse_portal(app, key, language or settings.portals[key].default_language)
        ]


def _document(walks: list[Walk]) -> dict[str, Any]:
    return {
        "ok": not any(walk.failure for walk in walks),
        "walks": [
            {
                "portal": walk.portal,
                "about": walk.about,
                "outcome": walk.outcome,
                "failure": walk.failure,
                "met": [_with_kind(each) for each in walk.met],
            }
            for walk in walks
        ],
    }


def _with_kind(met: Met) -> dict[str, Any]:
    """With page, mail or decision as its kind."""
    return {"met": type(met).__name__.removesuffix("Met").lower(), **dataclasses.asdict(met)}
