"""The form of the page that connects an app."""

from wtforms import HiddenField
from wtforms.validators import Optional

from idp.factors.forms import CodeForm, item_name_field
from idp.infrastructure.web.i18n import lazy_gettext


class EnrolAppForm(CodeForm):
    """The first code of the new app, what to call the app, and the sealed secret that the app was given."""

    offer = HiddenField()
    name = item_name_field(lazy_gettext("Name for this app"), Optional())
