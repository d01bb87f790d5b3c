"""The forms of the registration pages that are the same at every portal; the others are made of steps."""

from idp.accounts.fields import PageForm, current_password_field, six_digit_code_field
from idp.infrastructure.web.i18n import lazy_gettext


class ConfirmationCodeForm(PageForm):
    """The code from the mail."""

    code = six_digit_code_field(
        lazy_gettext("Confirmation code"), lazy_gettext("Please enter the code from the e-mail.")
    )


class ConfirmWithPasswordForm(PageForm):
    """The password that was chosen at registration, typed in another browser."""

    password = current_password_field()
