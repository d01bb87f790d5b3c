"""The forms of these pages."""

from idp.accounts.fields import PageForm, email_field


class NewEmailForm(PageForm):
    """The address that shall hold."""

    email = email_field()
