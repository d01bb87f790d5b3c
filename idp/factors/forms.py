"""The form of every factor that is a code."""

from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length

from idp.accounts.fields import PageForm, plain_text, stripped
from idp.infrastructure.web.i18n import lazy_gettext

_LONGEST_CODE = 100


class CodeForm(PageForm):
    """A code as it was typed, with spaces wherever the person likes them."""

    code = StringField(
        lazy_gettext("Code"),
        filters=[stripped],
        validators=[
            DataRequired(lazy_gettext("Please type the code.")),
            plain_text,
            Length(max=_LONGEST_CODE, message=lazy_gettext("This is too long for a code.")),
        ],
    )
    trust = BooleanField(lazy_gettext("Trust this device"))


class ButtonForm(PageForm):
    """Nothing but the button."""
