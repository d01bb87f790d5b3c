"""The form that a request is about: the one in its body, or one that was sent before and is carried on with now."""

from collections.abc import Iterable

from flask import g, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

CARRIED_ON = "held"
"""Names, in the query of an address, the interaction whose form is carried on with there."""


def carry_on_with(fields: Iterable[tuple[str, str]]) -> None:
    """Let this request be about these fields."""
    g.held_form = ImmutableMultiDict(fields)


def held_form() -> MultiDict[str, str] | None:
    """The form that was sent before; None where the body is what counts."""
    form: MultiDict[str, str] | None = g.get("held_form")
    return form


def sent_form() -> MultiDict[str, str]:
    """The form that this request is about."""
    held = held_form()
    return request.form if held is None else held
