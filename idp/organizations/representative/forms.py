"""The form of an offer."""

from idp.accounts.fields import PageForm, email_field


class SuccessorForm(PageForm):
    """Who is to represent the organization."""

    successor = email_field()
