"""The kind of a number, whole or with decimals, kept as a number of JSON."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from wtforms import Field

from idp.accounts.portal_fields.kinds.kind import FieldKind, must_be_typed
from idp.accounts.portal_fields.kinds.parsed import ParsedField
from idp.infrastructure.web.i18n import current_language, gettext, ngettext
from idp.settings import ProfileFieldSettings

_MARKS = {"de": ",", "en": "."}
# What a number of JSON, a double, keeps exactly.
_MOST_DIGITS = 15
# The digits of a group of thousands.
_THOUSAND = 3
_NUMBER = re.compile(r"(?P<sign>[+\u2212-]?)(?P<whole>[0-9]+)(?:[.,](?P<part>[0-9]+))?")


def parse_number(text: str, mark: str, decimals: int) -> Decimal | None:
    """The number of a text in which ``mark`` parts the decimals. The other one of comma and point parts thousands, or
    decimals where it can't part thousands; None where it may be either, and of any other text."""
    plain, other = "".join(text.split()), "," if mark == "." else "."
    grouped = re.fullmatch(rf"[+\u2212-]?[1-9][0-9]{{0,2}}(\{other}[0-9]{{3}})+(\{mark}[0-9]+)?", plain)
    if grouped and decimals >= _THOUSAND and plain.count(other) == 1 and not grouped[2]:
        return None
    found = _NUMBER.fullmatch(plain.replace(other, "") if grouped else plain)
    if found is None:
        return None
    sign = "" if found["sign"] in ("", "+") else "-"
    return Decimal(f"{sign}{found['whole']}.{found['part'] or '0'}")


def decimals_of(number: Decimal) -> int:
    """How many decimals a finite number has, without zeros at the end."""
    return max(0, -int(number.normalize().as_tuple().exponent))


def write_number(value: object) -> str:
    """A number as the reader writes it, without thousands parted; an entry of a time when the settings had another kind
    as it is."""
    if isinstance(value, str):
        return value
    text = f"{Decimal(str(value)):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", _MARKS[current_language()])


def _parse(settings: ProfileFieldSettings, text: str) -> int | float:
    entered = parse_number(text, _MARKS[current_language()], settings.decimals)
    if entered is None:
        raise ValueError(gettext("Please enter a number, such as %(example)s.", example=_any_example(settings)))
    if len(entered.normalize().as_tuple().digits) > _MOST_DIGITS or entered.adjusted() >= _MOST_DIGITS:
        raise ValueError(gettext("Please enter a number of no more than %(count)s digits.", count=_MOST_DIGITS))
    if decimals_of(entered) > settings.decimals:
        raise ValueError(_too_exact(settings.decimals))
    if settings.minimum is not None and entered < settings.minimum:
        raise ValueError(gettext("Please enter no less than %(number)s.", number=write_number(settings.minimum)))
    if settings.maximum is not None and entered > settings.maximum:
        raise ValueError(gettext("Please enter no more than %(number)s.", number=write_number(settings.maximum)))
    return float(entered) if settings.decimals else int(entered)


def _too_exact(decimals: int) -> str:
    if not decimals:
        return gettext("Please enter a whole number.")
    return ngettext(
        "Please enter a number with no more than one decimal.",
        "Please enter a number with no more than %(num)s decimals.",
        decimals,
    )


def _any_example(settings: ProfileFieldSettings) -> str:
    return write_number(Decimal("12.5") if settings.decimals else Decimal(12))


def _make(settings: ProfileFieldSettings, words: dict[str, Any]) -> Field:
    # The keys of a phone for decimals have no minus.
    has_minus = settings.minimum is not None and settings.minimum < 0
    attributes = {} if has_minus else {"inputmode": "decimal"}
    parse, first = partial(_parse, settings), must_be_typed(settings)
    return ParsedField(**words, parse=parse, write=write_number, validators=[first], render_kw=attributes)


def _mistakes(settings: ProfileFieldSettings) -> Iterator[str]:
    minimum, maximum = settings.minimum, settings.maximum
    if minimum is not None and maximum is not None and minimum > maximum:
        yield f".minimum: {minimum} is above maximum, {maximum}"
    for name, limit in (("minimum", minimum), ("maximum", maximum)):
        if limit is not None and decimals_of(limit) > settings.decimals:
            yield f".{name}: {limit} has more decimals than the entries may have (decimals)"


def _example(settings: ProfileFieldSettings, language: str) -> str:
    limit = settings.minimum if settings.minimum is not None else settings.maximum
    return f"{Decimal(1) if limit is None else limit:f}".replace(".", _MARKS[language])


NUMBER = FieldKind(
    key="number",
    make=_make,
    limits=frozenset({"minimum", "maximum", "decimals"}),
    mistakes=_mistakes,
    example=_example,
)
