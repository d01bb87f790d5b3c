"""The form of the request."""

from wtforms import BooleanField
from wtforms.validators import DataRequired

from idp.accounts.fields import PageForm
from idp.infrastructure.web.i18n import lazy_gettext


class DeleteOrganizationForm(PageForm):
    """The request, confirmed by a tick."""

    confirm = BooleanField(
        lazy_gettext("Yes, delete the organization and its data"),
        validators=[DataRequired(lazy_gettext("Please tick this box to confirm."))],
    )
