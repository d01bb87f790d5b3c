"""The registration form, with the organization that the portal lets be created with the account."""

from collections.abc import Mapping
from typing import Literal

from idp.accounts.new_password import new_password_field
from idp.infrastructure.web.i18n import lazy_gettext
from idp.interactions import Interaction
from idp.interactions.requests import client_request_of
from idp.organizations.creation import NewOrganization
from idp.organizations.founding_form import FoundingForm, company_field, kind_field
from idp.registration.forms import RegisterForm

_NONE = "none"


class RegisterWithOrganizationForm(RegisterForm, FoundingForm):
    """A new account and its organization, with the fields in the order of the page."""

    kind = kind_field()
    company = company_field()
    password = new_password_field()


class RegisterWithOptionalOrganizationForm(RegisterForm, FoundingForm):
    """The same for those who want one."""

    kind = kind_field((_NONE, lazy_gettext("None for now")), default=_NONE)
    company = company_field()
    password = new_password_field()


FORMS: Mapping[Literal["never", "optional", "required"], type[RegisterForm]] = {
    "never": RegisterForm,
    "optional": RegisterWithOptionalOrganizationForm,
    "required": RegisterWithOrganizationForm,
}


def fill_in_organization(form: RegisterForm, interaction: Interaction) -> None:
    """Fill in what the client's request says of the organization; the person may say something else."""
    asked = client_request_of(interaction)
    if asked is None or not isinstance(form, FoundingForm):
        return
    form.kind.data = asked.request.organization_kind or form.kind.data
    form.company.process(None, asked.request.organization_name or "")


def entered_organization(form: RegisterForm) -> NewOrganization | None:
    """The organization that a valid form names."""
    if not isinstance(form, FoundingForm) or form.kind.data == _NONE:
        return None
    return form.entry()
