"""Kinds of which an entry is kept as a text: any line, a phone number, an e-mail address, a web address."""

from collections.abc import Callable
from typing import Any

from wtforms import Field, StringField
from wtforms.validators import DataRequired, Length, Optional

from idp.accounts.fields import plain_text, stripped
from idp.accounts.identifiers import canonical_email
from idp.accounts.personal_details.fields import DETAILS
from idp.accounts.portal_fields.kinds.kind import MISSING, FieldKind, must_be_typed
from idp.accounts.portal_fields.kinds.parsed import ParsedField
from idp.accounts.portal_fields.pattern import pattern_validators
from idp.infrastructure.web.i18n import lazy_gettext
from idp.settings import ProfileFieldSettings

_EXAMPLE = {"de": "Beispiel", "en": "Example"}
_PHONE, _URL = DETAILS["phone_number"], DETAILS["website"]
_EMAIL_PROBLEM = lazy_gettext("Please enter a complete e-mail address, such as name@example.com.")


def _make_text(settings: ProfileFieldSettings, words: dict[str, Any]) -> Field:
    first = Optional() if settings.optional else DataRequired(MISSING)
    validators = [first, plain_text, Length(max=settings.longest), *pattern_validators(settings.pattern)]
    return StringField(**words, filters=[stripped], validators=validators)


def _make_parsed(
    parse: Callable[[str], str | None], problem: str, attributes: dict[str, str]
) -> Callable[[ProfileFieldSettings, dict[str, Any]], Field]:
    def parse_or_complain(text: str) -> str:
        value = parse(text)
        if value is None:
            raise ValueError(problem)
        return value

    def make(settings: ProfileFieldSettings, words: dict[str, Any]) -> Field:
        first = must_be_typed(settings)
        return ParsedField(**words, parse=parse_or_complain, validators=[first], render_kw=attributes)

    return make


TEXT = FieldKind(
    key="text",
    make=_make_text,
    limits=frozenset({"pattern", "longest"}),
    example=lambda settings, language: _EXAMPLE[language][: settings.longest],
)
PHONE = FieldKind(
    key="phone",
    make=_make_parsed(_PHONE.parse, _PHONE.problem, {"type": "tel"}),
    example=lambda _settings, _language: "+49 30 1234567",
)
EMAIL = FieldKind(
    key="email",
    make=_make_parsed(canonical_email, _EMAIL_PROBLEM, {"type": "email"}),
    example=lambda _settings, _language: "beispiel@beispiel.example",
)
URL = FieldKind(
    key="url",
    make=_make_parsed(_URL.parse, _URL.problem, {"type": "url"}),
    example=lambda _settings, _language: "https://www.beispiel.example/",
)
