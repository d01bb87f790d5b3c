"""The form behind the link."""

from idp.accounts.fields import PageForm, name_field
from idp.accounts.new_password import new_password_field
from idp.infrastructure.web.i18n import lazy_gettext


class AcceptForm(PageForm):
    """Who the operator is, and the password."""

    given_name = name_field(lazy_gettext("First name"), lazy_gettext("Please enter your first name."))
    family_name = name_field(lazy_gettext("Last name"), lazy_gettext("Please enter your last name."))
    password = new_password_field()
