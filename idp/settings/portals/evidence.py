"""What a person shows of a customer in order to register at a portal."""

import re
from typing import Annotated

from pydantic import AfterValidator

from idp.settings.portals.pictures import PictureSettings
from idp.settings.portals.titles import Title
from idp.settings.section import Section


def _check_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_check_pattern)]


class EvidenceSettings(Section):
    """One piece of evidence, such as the customer number, and how the page asks for it."""

    rule: str = ""
    """The rule that compares it: customer_number, postcode, serial_number, name (what the step name or last_name asks
    for), attribute or email_domain; the key of this table where it is left out."""

    attribute: str = ""
    """For the rule attribute: the name of the customer's attribute that it is compared with, such as meter_number; the
    key of this table where it is left out."""

    domains: tuple[str, ...] = ()
    """For the rule email_domain: the domains of addresses that count."""

    label: Title = Title()
    """What the field is called; for a rule of which the product knows the name it may be left out."""

    help: Title = Title()
    """Where the person finds it, in a sentence below the label."""

    picture: PictureSettings = PictureSettings()
    """The same as a picture, of a bill say, below that sentence, which it needs: it is what a screen reader says."""

    pattern: Pattern | None = None
    """Regular expression that the whole entry has, without spaces and in capitals, such as [A-Z]{2}[0-9]{3}[A-Z]."""

    optional: bool = False
    """Whether the field may be left empty, where other evidence is enough."""
