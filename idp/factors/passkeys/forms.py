"""The forms of the passkey pages; a browser's answer travels in a hidden field, as JSON text."""

from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length, Optional

from idp.accounts.fields import PageForm, plain_text, stripped
from idp.factors.passkeys.enrolment import LONGEST_NAME
from idp.infrastructure.web.i18n import lazy_gettext

_MISSING = lazy_gettext("Your browser sent no passkey. Please try again.")
_TOO_LONG = lazy_gettext("Please shorten this to 100 characters.")


class AnswerForm(PageForm):
    """An authenticator's answer."""

    credential = HiddenField(validators=[DataRequired(_MISSING)])


class EnrolForm(AnswerForm):
    """A new passkey, and what its owner calls it."""

    name = StringField(
        lazy_gettext("Name for this passkey"),
        filters=[stripped],
        validators=[Optional(), plain_text, Length(max=LONGEST_NAME, message=_TOO_LONG)],
    )


class RenameForm(PageForm):
    """Another name for a passkey."""

    name = StringField(
        lazy_gettext("Name"),
        filters=[stripped],
        validators=[
            DataRequired(lazy_gettext("Please enter a name.")),
            plain_text,
            Length(max=LONGEST_NAME, message=_TOO_LONG),
        ],
    )
