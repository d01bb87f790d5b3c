"""The forms of the passkey pages; a browser's answer travels in a hidden field, as JSON text."""

from wtforms import HiddenField
from wtforms.validators import DataRequired, Optional

from idp.accounts.fields import PageForm
from idp.factors.forms import TrustForm, item_name_field
from idp.infrastructure.web.i18n import lazy_gettext

_MISSING = lazy_gettext("Your browser didn't send a passkey. Please try again.")


class AnswerForm(PageForm):
    """An authenticator's answer."""

    credential = HiddenField(validators=[DataRequired(_MISSING)])


class VerifyForm(AnswerForm, TrustForm):
    """The answer as a second factor."""


class EnrolPasskeyForm(AnswerForm):
    """A new passkey, and what its owner calls it."""

    name = item_name_field(lazy_gettext("Name for this passkey"), Optional())
