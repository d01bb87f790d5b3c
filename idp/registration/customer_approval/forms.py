"""The form that refuses a registration."""

from wtforms import StringField
from wtforms.validators import DataRequired, Length

from idp.accounts.fields import PageForm, plain_text, stripped
from idp.infrastructure.web.i18n import lazy_gettext
from idp.registration.customer_approval.deciding import LONGEST_REASON


class RegistrationRefusalForm(PageForm):
    """Why the person gets no account, as the person reads it."""

    reason = StringField(
        lazy_gettext("Reason"),
        filters=[stripped],
        validators=[
            DataRequired(lazy_gettext("Please enter a reason. The person will read it.")),
            plain_text,
            Length(max=LONGEST_REASON, message=lazy_gettext("Please enter no more than 300 characters.")),
        ],
    )
