"""The forms of the sign-in pages."""

from wtforms import BooleanField

from idp.accounts.fields import PageForm, current_password_field, identifier_field
from idp.infrastructure.web.i18n import lazy_gettext


class _WithRemember(PageForm):
    remember = BooleanField(lazy_gettext("Stay signed in"))


class IdentifyForm(PageForm):
    """Who is it?"""

    email = identifier_field()


class PasswordForm(_WithRemember):
    """The password of the name that was typed before."""

    password = current_password_field()


class CombinedForm(_WithRemember):
    """Both on one page."""

    email = identifier_field()
    password = current_password_field()
