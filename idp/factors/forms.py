"""The forms that factors share: a code, trust, a name."""

from collections.abc import Callable
from typing import Any

from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length

from idp.accounts.fields import PageForm, cleaned_name, copied_code, plain_text
from idp.factors.factor import LONGEST_NAME
from idp.infrastructure.web.i18n import lazy_gettext

_LONGEST_CODE = 100


class TrustForm(PageForm):
    """The box of every page that asks for a factor."""

    trust = BooleanField(lazy_gettext("Trust this device"))


class CodeForm(TrustForm):
    """A code."""

    code = StringField(
        lazy_gettext("Code"),
        filters=[copied_code],
        validators=[
            DataRequired(lazy_gettext("Please enter the code.")),
            Length(max=_LONGEST_CODE, message=lazy_gettext("This code is too long.")),
        ],
    )


def item_name_field(label: str, presence: Callable[..., Any]) -> StringField:
    """What a person calls an app or a key; ``presence`` is the validator that says whether it may be left out."""
    return StringField(
        label,
        filters=[cleaned_name],
        validators=[
            presence,
            plain_text,
            Length(max=LONGEST_NAME, message=lazy_gettext("Please enter no more than 100 characters.")),
        ],
    )


class RenameForm(PageForm):
    """Another name for an app or a key."""

    name = item_name_field(lazy_gettext("Name"), DataRequired(lazy_gettext("Please enter a name.")))
