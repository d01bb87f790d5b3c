"""The personal details that there are."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from idp.accounts.personal_details import values
from idp.infrastructure.web.i18n import lazy_gettext


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailField:
    """A detail that is one text. ``claim`` is the standard claim that it is, or a member of; ``label``, ``hint`` and
    ``problem`` (what to enter instead) are lazy texts, ``autocomplete`` is that of HTML."""

    name: str
    claim: str
    parse: Callable[[str], str | None]
    label: str
    problem: str
    hint: str = ""
    autocomplete: str | None = None
    type: str = "text"
    # Values with their lazy texts, where there are only these.
    choices: tuple[tuple[str, str], ...] = ()


_NAME_PROBLEM = lazy_gettext("Please enter no more than 100 letters.")
_LINE_PROBLEM = lazy_gettext("Please enter no more than 200 letters, digits and punctuation marks.")
_URL_PROBLEM = lazy_gettext("Please enter a complete web address, such as https://www.example.com.")

_FIELDS = (
    DetailField(
        name="nickname",
        claim="nickname",
        parse=values.parse_name,
        label=lazy_gettext("Nickname"),
        problem=_NAME_PROBLEM,
        autocomplete="nickname",
    ),
    DetailField(
        name="middle_name",
        claim="middle_name",
        parse=values.parse_name,
        label=lazy_gettext("Middle names"),
        problem=_NAME_PROBLEM,
        autocomplete="additional-name",
    ),
    DetailField(
        name="birthdate",
        claim="birthdate",
        parse=values.parse_birthdate,
        label=lazy_gettext("Date of birth"),
        hint=lazy_gettext("For example 1980-03-04 or 04.03.1980."),
        problem=lazy_gettext("Please enter a date in the past, such as 1980-03-04."),
        autocomplete="bday",
    ),
    DetailField(
        name="gender",
        claim="gender",
        parse=values.parse_gender,
        label=lazy_gettext("Gender"),
        problem=lazy_gettext("Please choose one of the options."),
        choices=(
            ("", lazy_gettext("Not specified")),
            ("female", lazy_gettext("Female")),
            ("male", lazy_gettext("Male")),
            ("diverse", lazy_gettext("Diverse")),
        ),
    ),
    DetailField(
        name="phone_number",
        claim="phone_number",
        parse=values.parse_phone_number,
        label=lazy_gettext("Phone number"),
        hint=lazy_gettext("With country code, for example +49\u00a030\u00a01234567."),
        problem=lazy_gettext("Please enter the number with its country code, for example +49\u00a030\u00a01234567."),
        autocomplete="tel",
        type="tel",
    ),
    DetailField(
        name="street_address",
        claim="address",
        parse=values.parse_lines,
        label=lazy_gettext("Street and number"),
        problem=_LINE_PROBLEM,
        # Of the address's parts this one alone would need a field of several lines for the token street-address.
        autocomplete="address-line1",
    ),
    DetailField(
        name="postal_code",
        claim="address",
        parse=values.parse_line,
        label=lazy_gettext("Postal code"),
        problem=_LINE_PROBLEM,
        autocomplete="postal-code",
    ),
    DetailField(
        name="locality",
        claim="address",
        parse=values.parse_line,
        label=lazy_gettext("City"),
        problem=_LINE_PROBLEM,
        autocomplete="address-level2",
    ),
    DetailField(
        name="region",
        claim="address",
        parse=values.parse_line,
        label=lazy_gettext("State or region"),
        problem=_LINE_PROBLEM,
        autocomplete="address-level1",
    ),
    DetailField(
        name="country",
        claim="address",
        parse=values.parse_line,
        label=lazy_gettext("Country"),
        problem=_LINE_PROBLEM,
        autocomplete="country-name",
    ),
    DetailField(
        name="zoneinfo",
        claim="zoneinfo",
        parse=values.parse_zone,
        label=lazy_gettext("Time zone"),
        hint=lazy_gettext("For example Europe/Berlin."),
        problem=lazy_gettext("Please enter a time zone by its name, such as Europe/Berlin."),
    ),
    *(
        DetailField(
            name=name,
            claim=name,
            parse=values.parse_url,
            label=label,
            problem=_URL_PROBLEM,
            autocomplete=autocomplete,
            type="url",
        )
        for name, label, autocomplete in (
            ("website", lazy_gettext("Website"), "url"),
            ("profile", lazy_gettext("Profile page"), None),
            ("picture", lazy_gettext("Picture URL"), "photo"),
        )
    ),
)

DETAILS: Mapping[str, DetailField] = {field.name: field for field in _FIELDS}
"""Every detail by its name; the order is that of the page."""


def offered_details(claims: Collection[str]) -> tuple[DetailField, ...]:
    """The details of an installation that offers these claims (``accounts.profile_fields``)."""
    return tuple(field for field in DETAILS.values() if field.claim in claims)
