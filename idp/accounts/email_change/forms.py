"""The forms of these pages."""

from idp.accounts.fields import PageForm, email_field, six_digit_code_field
from idp.infrastructure.web.i18n import lazy_gettext


class NewEmailForm(PageForm):
    """The address that shall hold."""

    email = email_field()


class SupportCodeForm(PageForm):
    """The code that support has told the person."""

    code = six_digit_code_field(
        lazy_gettext("Code from support"), lazy_gettext("Please enter the code that support gave you.")
    )
