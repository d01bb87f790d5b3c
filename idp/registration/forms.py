"""The forms of the registration pages that are the same at every portal; the others are made of steps."""

from wtforms import StringField
from wtforms.validators import DataRequired, Length

from idp.accounts.fields import PageForm, copied_code, current_password_field
from idp.infrastructure.web.i18n import lazy_gettext


class ConfirmationCodeForm(PageForm):
    """The code from the mail."""

    code = StringField(
        lazy_gettext("Confirmation code"),
        filters=[copied_code],
        validators=[
            DataRequired(lazy_gettext("Please enter the code from the e-mail.")),
            Length(max=40, message=lazy_gettext("The code has six digits.")),
        ],
    )


class ConfirmWithPasswordForm(PageForm):
    """The password that was chosen at registration, typed in another browser."""

    password = current_password_field()
