"""The forms of the sign-in pages."""

from wtforms import BooleanField, PasswordField

from idp.accounts.fields import PageForm, current_password_field, identifier_field
from idp.factors.passkeys.forms import AnswerForm
from idp.infrastructure.web.i18n import lazy_gettext


class _WithRemember(PageForm):
    remember = BooleanField(lazy_gettext("Stay signed in"))


class IdentifyForm(_WithRemember):
    """Who is it? What is ticked here is ticked on the next page, and goes with a passkey.

    ``current_password`` is for password managers, which offer an entry only where there is a field for it; no person
    sees it.
    """

    email = identifier_field()
    current_password = PasswordField()


class PasswordForm(_WithRemember):
    """The password of the name that was typed before."""

    password = current_password_field()


class PasskeyForm(AnswerForm, _WithRemember):
    """A passkey alone; the script copies what was ticked in the form beside it."""


class CombinedForm(_WithRemember):
    """Both on one page."""

    email = identifier_field()
    password = current_password_field()
