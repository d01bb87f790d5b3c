"""The forms of the registration pages."""

from wtforms import StringField
from wtforms.validators import DataRequired, Length

from idp.accounts.fields import PageForm, copied_code, current_password_field, email_field, name_field
from idp.accounts.new_password import new_password_field
from idp.infrastructure.web.i18n import lazy_gettext


class RegisterForm(PageForm):
    """A new account. What is not a field here can't be set, whatever a request carries."""

    given_name = name_field(lazy_gettext("First name"), lazy_gettext("Please enter your first name."))
    family_name = name_field(lazy_gettext("Last name"), lazy_gettext("Please enter your last name."))
    email = email_field()
    password = new_password_field()


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
