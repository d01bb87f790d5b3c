"""The form of the page that connects an app."""

from wtforms import HiddenField, StringField
from wtforms.validators import Length

from idp.accounts.fields import plain_text, stripped
from idp.factors.forms import CodeForm
from idp.infrastructure.web.i18n import lazy_gettext

_LONGEST_NAME = 100


class EnrolForm(CodeForm):
    """The first code of the new app, what to call the app, and the sealed secret that the app was given."""

    offer = HiddenField()
    name = StringField(
        lazy_gettext("Name for this app"),
        filters=[stripped],
        validators=[
            plain_text,
            Length(max=_LONGEST_NAME, message=lazy_gettext("Please shorten this to 100 characters.")),
        ],
    )
