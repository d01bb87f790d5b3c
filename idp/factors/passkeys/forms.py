"""The forms of the passkey pages; a browser's answer travels in a hidden field, as JSON text."""

from wtforms import HiddenField
from wtforms.validators import DataRequired

from idp.accounts.fields import PageForm
from idp.infrastructure.web.i18n import lazy_gettext

_MISSING = lazy_gettext("Your browser sent no passkey. Please try again.")


class AnswerForm(PageForm):
    """An authenticator's answer."""

    credential = HiddenField(validators=[DataRequired(_MISSING)])
