"""A rehearsal on the terminal: what a person meets, step by step."""

from collections.abc import Iterable, Iterator

import click

from idp.rehearsal import DecisionMet, FieldMet, MailMet, PageMet, Walk
from idp.settings import Settings

_INDENT = "     "
_HOURS_A_DAY = 24
_HEADINGS = {"registration": "Registration", "invitation": "Invitation (registration is closed)"}


def show_walks(settings: Settings, walks: Iterable[Walk]) -> None:
    """All ways through the registration of one or more portals."""
    for walk in walks:
        _show_walk(settings, walk)


def _show_walk(settings: Settings, walk: Walk) -> None:
    """The whole way to the account; of the others, how each ends."""
    portal = settings.portals[walk.portal].name
    if walk.about not in _HEADINGS:
        click.echo(f"{walk.about.capitalize()}: {walk.outcome or walk.failure}")
        return
    click.secho(f"\n{_HEADINGS[walk.about]} at {portal} ({walk.portal})", bold=True)
    for number, met in enumerate(walk.met, start=1):
        title, *lines = _describe(met)
        click.echo(f"\n{number:>3}. {title}")
        for line in lines:
            click.echo(f"{_INDENT}{line}")
    pages = len(walk.pages)
    fields = sum(len(page.fields) for page in walk.pages)
    mails = sum(isinstance(met, MailMet) for met in walk.met)
    click.echo(f"\n{walk.outcome or walk.failure} Pages: {pages}, fields: {fields}, e-mails: {mails}.\n")


def _describe(met: PageMet | MailMet | DecisionMet) -> Iterator[str]:
    match met:
        case PageMet():
            yield from _describe_page(met)
        case MailMet():
            yield f"E-mail: {met.subject}"
            yield f"From {met.sender} to {met.recipient}"
            yield from _opening(met)
            if met.hours is not None:
                yield f"The link is valid for {_duration(met.hours)}."
        case DecisionMet():
            yield f"Decision: the {met.by} decides, here to {met.decision}"
            yield met.command


def _describe_page(page: PageMet) -> Iterator[str]:
    yield f"Page: {page.title} ({page.path})"
    yield from page.texts
    for field in page.fields:
        yield from _describe_field(field)
    if page.rules:
        yield f"Rules: {'; '.join(page.rules)}"
    yield from (f"Error: {error}" for error in page.errors)
    if page.buttons:
        yield " ".join(f"[{button}]" for button in page.buttons)


def _describe_field(field: FieldMet) -> Iterator[str]:
    need = "required" if field.is_required else "optional"
    entry = f" = {field.entry}" if field.entry else ""
    if field.kind in ("checkbox", "radio"):
        entry = f" = {field.entry}" if field.choices and field.entry else " = ticked" if field.entry else ""
    yield f"- {field.label} ({field.kind}, {need}){entry}"
    if field.help:
        yield f"  {field.help}"
    if field.choices:
        yield f"  {' | '.join(field.choices)}"


def _opening(mail: MailMet) -> Iterator[str]:
    """The text up to its first link, without the line of the brand."""
    paragraphs = [" ".join(paragraph.split()) for paragraph in mail.text.split("\n\n")]
    for paragraph in paragraphs[1:]:
        if "://" in paragraph:
            return
        yield f"| {paragraph}"


def _duration(hours: float) -> str:
    rounded = round(hours)
    if rounded >= 2 * _HOURS_A_DAY and rounded % _HOURS_A_DAY == 0:
        return f"{rounded // _HOURS_A_DAY} days"
    return f"{rounded} hour{'' if rounded == 1 else 's'}"
