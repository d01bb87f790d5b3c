"""The forms of an organization's name and addresses."""

from dataclasses import asdict

from wtforms import RadioField, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from idp.accounts.fields import PageForm, cleaned_name, plain_text, stripped
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.creation import LONGEST_NAME
from idp.organizations.details.addresses import Address
from idp.organizations.details.words import countries
from idp.organizations.models import Organization, OrganizationKind
from idp.organizations.words import KINDS

_TOO_LONG = lazy_gettext("Please enter no more than 200 characters.")
_HOME = "DE"


def _line(label: str, problem: str, longest: int = 200) -> StringField:
    validators = [DataRequired(problem), plain_text, Length(max=longest, message=_TOO_LONG)]
    return StringField(label, filters=[stripped], validators=validators)


class DetailsForm(PageForm):
    """What the organization is called, and what it is in law."""

    company = StringField(
        lazy_gettext("Name of the organization"),
        filters=[cleaned_name],
        validators=[
            DataRequired(lazy_gettext("Please enter the name of the organization.")),
            plain_text,
            Length(max=LONGEST_NAME, message=_TOO_LONG),
        ],
    )
    kind = RadioField(lazy_gettext("Type"), choices=[(kind.value, KINDS[kind]) for kind in OrganizationKind])


class AddressForm(PageForm):
    """An address."""

    recipient = _line(lazy_gettext("Recipient"), lazy_gettext("Please enter the recipient."))
    street_address = _line(lazy_gettext("Street and number"), lazy_gettext("Please enter the street and the number."))
    postal_code = StringField(
        lazy_gettext("Postal code"),
        filters=[stripped],
        validators=[plain_text, Length(max=20, message=lazy_gettext("Please enter no more than 20 characters."))],
    )
    locality = _line(lazy_gettext("City"), lazy_gettext("Please enter the city."))
    country = SelectField(lazy_gettext("Country"), choices=countries, default=_HOME)

    def validate_postal_code(self, field: StringField) -> None:
        """Not every country has postal codes; Germany has."""
        if self.country.data == _HOME and not field.data:
            raise ValidationError(lazy_gettext("Please enter the postal code."))

    def address(self) -> Address:
        """What was entered."""
        lines = (self.recipient.data, self.street_address.data, self.postal_code.data, self.locality.data)
        recipient, street_address, postal_code, locality = (line or "" for line in lines)
        return Address(recipient, street_address, postal_code, locality, self.country.data)


def details_form(organization: Organization, *, is_sent: bool = True) -> DetailsForm:
    """The form, filled with what holds until it is sent; ``is_sent`` is False where another form of the page was."""
    values = {"company": organization.name, "kind": organization.kind}
    return DetailsForm(data=values) if is_sent else DetailsForm(formdata=None, data=values)


def address_form(address: Address | None, organization_name: str) -> AddressForm:
    """The same for an address; a new one goes to the organization."""
    return AddressForm(data=asdict(address) if address else {"recipient": organization_name, "country": _HOME})
