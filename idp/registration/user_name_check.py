"""What no type says of the settings of user names, checked at start."""

from collections.abc import Iterator
from itertools import chain
from string import Formatter

from idp.registration.user_name import PARTS
from idp.settings import RegistrationSettings

_STEP = "user_name"


def mistakes_of_user_name(registration: RegistrationSettings) -> Iterator[str]:
    """Each mistake, which names its place."""
    asked = {
        "pages": chain(*registration.pages, *registration.completion),
        "invitation": chain(*registration.invitation),
    }
    places = [name for name, steps in asked.items() if _STEP in steps]
    match registration.user_name:
        case "chosen":
            needed = ("pages", "invitation") if registration.open else ("invitation",)
            for name in needed:
                if name not in places:
                    yield f"registration.{name}: the step user_name is missing (registration.user_name)"
        case "optional" if not places:
            yield "registration.pages: the step user_name is missing (registration.user_name)"
        case "none" | "assigned" as given:
            yield from (
                f"registration.{name}: the step user_name asks for nothing (user_name = {given})" for name in places
            )
    if registration.user_name == "assigned":
        yield from _mistakes_of_pattern(registration.user_name_from)
    elif "user_name_from" in registration.model_fields_set:
        yield "registration.user_name_from: needs user_name = assigned"


def _mistakes_of_pattern(pattern: str) -> Iterator[str]:
    place, known = "registration.user_name_from", ", ".join(PARTS)
    try:
        found = [
            (name, form, conversion) for _, name, form, conversion in Formatter().parse(pattern) if name is not None
        ]
    except ValueError as error:
        yield f"{place}: {error}"
        return
    if not found:
        yield f"{place}: names nothing of the person; there are {known}"
    for name, form, conversion in found:
        if name not in PARTS or form or conversion:
            wrong = name if name not in PARTS else f"{name} with a form of its own"
            yield f"{place}: there is no {wrong}; there are {known}"
