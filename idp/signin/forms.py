"""The forms of the sign-in pages."""

from idp.accounts.fields import PageForm, current_password_field, identifier_field


class IdentifyForm(PageForm):
    """Who is it?"""

    email = identifier_field()


class PasswordForm(PageForm):
    """The password of the name that was typed before."""

    password = current_password_field()


class CombinedForm(PageForm):
    """Both on one page."""

    email = identifier_field()
    password = current_password_field()
