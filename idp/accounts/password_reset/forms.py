"""The forms of the password reset pages; the one for the new password is ``accounts.new_password``."""

from idp.accounts.fields import PageForm, email_field


class RequestForm(PageForm):
    """Where to send the link."""

    email = email_field()
