"""Form fields that several pages ask for, with the words for what is wrong about an entry."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import cast

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import EmailField, Field, PasswordField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Optional, StopValidation

from idp.accounts.identifiers import (
    LONGEST_EMAIL,
    LONGEST_IDENTIFIER,
    canonical_email,
)
from idp.accounts.names import LONGEST_NAME, clean_name
from idp.customers.canonical import number_key
from idp.infrastructure.ids import read_typed_code
from idp.infrastructure.web.i18n import lazy_gettext
from idp.infrastructure.web.pages import is_language_switch
from idp.infrastructure.web.sent_form import held_form

_TOO_LONG = lazy_gettext("This e-mail address is too long.")

Validator = Callable[["PageForm", Field], None]


class PageForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form of one of our pages, with its CSRF token.

    The language switch sends it too, so that the page comes back with what was typed; then it counts as not submitted.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF has no types
        """Fields are filled from a form that is carried on with, where there is one."""

        def wrap_formdata(self, form: "PageForm", formdata: object) -> object:
            held = held_form()
            return super().wrap_formdata(form, formdata if held is None else held)

    is_on_page = False
    """Whether the page shows it (``<form id="entry">``), so that the switch at its foot can send it."""

    def hidden_tag(self, *fields: Field) -> Markup:
        self.is_on_page = True
        return cast(Markup, super().hidden_tag(*fields))

    def is_submitted(self) -> bool:
        return super().is_submitted() and not is_language_switch()

    def validate(self, extra_validators: Mapping[str, Sequence[Validator]] | None = None) -> bool:
        """Judge every field. No page sends a password back: one that is not wrong is asked for again, with a hint."""
        is_valid: bool = super().validate(extra_validators)
        if not is_valid:
            ask_for_passwords_again(self)
        return is_valid


def ask_for_passwords_again(form: PageForm) -> None:
    """Say at each password that was right in a form that was not, why its field is empty."""
    for field in form:
        if isinstance(field, PasswordField):
            is_lost = field.data and not field.errors
            field.description = lazy_gettext("Please enter your password again.") if is_lost else ""


class ButtonForm(PageForm):
    """Nothing but the button."""


def stripped(text: str | None) -> str | None:
    """WTForms filter: without white space around."""
    return text.strip() if text else text


def cleaned_name(text: str | None) -> str | None:
    """WTForms filter: a name in its one form, without characters that turn or hide other people's text."""
    return clean_name(text) if text else text


def copied_code(text: str | None) -> str | None:
    """WTForms filter: a code as it was made, however it was copied."""
    return read_typed_code(text) if text else text


def plain_text(_form: PageForm, field: Field) -> None:
    """Refuse control characters: PostgreSQL can't store all of them, and mail headers must not carry them."""
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in field.data or ""):
        raise StopValidation(lazy_gettext("Please use letters, digits and punctuation only."))


def email_address(_form: PageForm, field: Field) -> None:
    """Refuse what can't be an e-mail address."""
    if canonical_email(field.data or "") is None:
        raise ValidationError(lazy_gettext("Please enter a complete e-mail address, such as name@example.com."))


def customer_number(_form: PageForm, field: Field) -> None:
    """Refuse what can't be a customer number."""
    if number_key(field.data or "", ignore_leading_zeros=False) is None:
        raise ValidationError(lazy_gettext("Please enter the customer number as shown on your letters."))


def identifier_field() -> StringField:
    """The name a person signs in with; which names are taken is said by :func:`identifier_rules`."""
    return StringField(
        lazy_gettext("E-mail address"),
        filters=[stripped],
        validators=[plain_text, Length(max=LONGEST_IDENTIFIER, message=_TOO_LONG)],
    )


def identifier_rules(*, accepts_user_names: bool) -> dict[str, list[Callable[..., None]]]:
    """The extra validators of a form whose ``email`` is an :func:`identifier_field`."""
    if accepts_user_names:
        return {"email": [DataRequired(lazy_gettext("Please enter your e-mail address or user name."))]}
    return {"email": [DataRequired(lazy_gettext("Please enter your e-mail address.")), email_address]}


def email_field() -> EmailField:
    """An address that mail is sent to."""
    return EmailField(
        lazy_gettext("E-mail address"),
        filters=[stripped],
        validators=[
            DataRequired(lazy_gettext("Please enter your e-mail address.")),
            plain_text,
            Length(max=LONGEST_EMAIL, message=_TOO_LONG),
            email_address,
        ],
    )


def six_digit_code_field(label: str, missing: str) -> StringField:
    """A code that a mail or a person told, however it was copied; ``missing`` is said where there is none."""
    return StringField(
        label,
        filters=[copied_code],
        validators=[DataRequired(missing), Length(max=40, message=lazy_gettext("The code has six digits."))],
    )


def customer_number_field() -> StringField:
    """The number by which a portal knows its customer."""
    return _customer_number_field(DataRequired(lazy_gettext("Please enter your customer number.")))


def optional_customer_number_field() -> StringField:
    """The same where not everybody has one."""
    return _customer_number_field(Optional())


def _customer_number_field(first: DataRequired | Optional) -> StringField:
    return StringField(
        lazy_gettext("Customer number"), filters=[stripped], validators=[first, plain_text, customer_number]
    )


def name_field(label: str, missing: str) -> StringField:
    """A given or family name."""
    return StringField(
        label,
        filters=[cleaned_name],
        validators=[
            DataRequired(missing),
            plain_text,
            Length(max=LONGEST_NAME, message=lazy_gettext("Please enter no more than 100 characters.")),
        ],
    )


def current_password_field() -> PasswordField:
    """A password that was chosen before. It is compared, so there is nothing to say about it but that it is missing."""
    return PasswordField(
        lazy_gettext("Password"), validators=[InputRequired(lazy_gettext("Please enter your password."))]
    )
