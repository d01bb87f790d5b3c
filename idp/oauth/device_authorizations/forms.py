"""The form for the code that a device shows."""

from wtforms import StringField
from wtforms.validators import DataRequired

from idp.accounts.fields import PageForm, plain_text, stripped
from idp.infrastructure.web.i18n import lazy_gettext


class UserCodeForm(PageForm):
    """A user code as it is typed or scanned."""

    user_code = StringField(
        lazy_gettext("Code"),
        filters=[stripped],
        validators=[DataRequired(lazy_gettext("Please enter the code that the device shows.")), plain_text],
    )
