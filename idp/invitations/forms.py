"""The entries of the wizard, step by step, and the form that corrects an address."""

from collections.abc import Mapping

from wtforms import BooleanField, Field, SelectField, SelectMultipleField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput

from idp.accounts.fields import PageForm, email_field
from idp.infrastructure.translations import LANGUAGES
from idp.infrastructure.web.i18n import gettext, lazy_gettext
from idp.invitations.pasted import parse_addresses
from idp.organizations.members.forms import last_day_field
from idp.organizations.models import MemberRole
from idp.organizations.words import ROLES

MOST_ADDRESSES = 50
_LONGEST_LIST = 20_000


def _address_list(_form: PageForm, field: Field) -> None:
    """Refuse a list with an entry that is no address, naming each, and one that is too long."""
    entries = parse_addresses(field.data or "")
    if wrong := [entry.text for entry in entries if entry.email is None]:
        raise ValidationError(gettext("Not an e-mail address: %(entries)s", entries=", ".join(wrong)))
    if len(entries) > MOST_ADDRESSES:
        raise ValidationError(gettext("Please enter at most %(most)s addresses at a time.", most=MOST_ADDRESSES))


class AddressesForm(PageForm):
    """Who is invited, and to which portal, where there are several."""

    addresses = TextAreaField(
        validators=[
            DataRequired(lazy_gettext("Please enter at least one e-mail address.")),
            Length(max=_LONGEST_LIST, message=lazy_gettext("This list is too long.")),
            _address_list,
        ],
        render_kw={"rows": 6},
    )
    portal = SelectField()
    portals: Mapping[str, str] = {}

    def offer_portals(self, portals: Mapping[str, str]) -> None:
        """Let the names of these be chosen, by their keys."""
        self.portals, self.portal.choices = portals, list(portals.items())
        if self.portal.data not in portals:
            self.portal.data = next(iter(portals))


class InvitedRightForm(PageForm):
    """What the invited may do."""

    role = SelectField(choices=[(role.value, words) for role, words in ROLES.items()], default=MemberRole.MEMBER.value)
    products = SelectMultipleField(option_widget=CheckboxInput(), validate_choice=True)
    billing = BooleanField()
    last_day = last_day_field()
    offered: Mapping[str, str] = {}

    def offer_products(self, products: Mapping[str, str]) -> None:
        """Let these be chosen, by their keys; entries of another portal's are dropped."""
        self.offered, self.products.choices = products, list(products.items())
        self.products.data = [key for key in self.products.data or () if key in products]


class LanguageForm(PageForm):
    """In which language the mails are written."""

    invitation_language = SelectField(choices=list(LANGUAGES.items()))


class CorrectedAddressForm(PageForm):
    """The address that was meant."""

    # Another person's: browsers should not fill in one's own.
    address = email_field()
