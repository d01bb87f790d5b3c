"""The forms of the password reset pages; the one for the new password is ``accounts.new_password``."""

from idp.accounts.fields import PageForm, customer_number_field, email_field


class RequestForm(PageForm):
    """Where to send the link. The customer number is there in portals that ask for it."""

    email = email_field()
    customer_number = customer_number_field()
