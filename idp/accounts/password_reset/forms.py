"""The forms of the password reset pages; the one for the new password is ``accounts.new_password``."""

from idp.accounts.fields import PageForm, customer_number_field, identifier_field, optional_customer_number_field


class RequestForm(PageForm):
    """Whose password it is. The customer number is there in portals that ask for it."""

    email = identifier_field()
    customer_number = customer_number_field()


class RequestAnywhereForm(RequestForm):
    """The same where it depends on the account whether the number is asked for."""

    customer_number = optional_customer_number_field()
