"""The form in which a person says which organization to create."""

from wtforms import Field, RadioField, StringField, ValidationError
from wtforms.validators import Length

from idp.accounts.fields import PageForm, cleaned_name, plain_text
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.creation import LONGEST_NAME, NewOrganization
from idp.organizations.models import OrganizationKind
from idp.organizations.words import KINDS

_KINDS = tuple((kind.value, KINDS[kind]) for kind in OrganizationKind)


def kind_field(*before: tuple[str, str], default: str = OrganizationKind.COMPANY.value) -> RadioField:
    """What the organization is; the choices ``before`` are offered as well."""
    return RadioField(lazy_gettext("Type"), choices=(*before, *_KINDS), default=default)


def company_field() -> StringField:
    """The name of a company, which a form whose ``kind`` is one must give."""
    too_long = lazy_gettext("Please enter no more than 200 characters.")
    return StringField(
        lazy_gettext("Name of the company"),
        filters=[cleaned_name],
        validators=[plain_text, Length(max=LONGEST_NAME, message=too_long), _named_company],
    )


def _named_company(form: PageForm, field: Field) -> None:
    """A company has a name."""
    if form["kind"].data == OrganizationKind.COMPANY.value and not field.data:
        raise ValidationError(lazy_gettext("Please enter the name of the company."))


def entered_organization(form: PageForm) -> NewOrganization:
    """What a valid form with :func:`kind_field` and :func:`company_field` says."""
    return NewOrganization(OrganizationKind(form["kind"].data), form["company"].data or "")


class FoundingForm(PageForm):
    """What the organization is, and its name; a private person's has that person's."""

    kind = kind_field()
    company = company_field()
