"""The forms of these pages."""

from wtforms import StringField
from wtforms.validators import DataRequired, Length

from idp.accounts.fields import PageForm, copied_code, email_field
from idp.infrastructure.web.i18n import lazy_gettext


class NewEmailForm(PageForm):
    """The address that shall hold."""

    email = email_field()


class SupportCodeForm(PageForm):
    """The code that support has told the person."""

    code = StringField(
        lazy_gettext("Code from support"),
        filters=[copied_code],
        validators=[
            DataRequired(lazy_gettext("Please enter the code that support gave you.")),
            Length(max=40, message=lazy_gettext("The code has six digits.")),
        ],
    )
