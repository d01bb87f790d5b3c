"""The forms of the domains' pages."""

from wtforms import Field, RadioField, ValidationError

from idp.accounts.fields import PageForm, email_field, six_digit_code_field
from idp.accounts.identifiers import canonical_email
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.domains.errors import DomainRefused
from idp.organizations.domains.mail_domains import decide_domain, domain_of
from idp.organizations.domains.models import Joining


class NameDomainForm(PageForm):
    """An address in the domain, to which the code is sent."""

    address = email_field()

    def validate_address(self, field: Field) -> None:
        """No organization has the domain of a public provider."""
        email = canonical_email(field.data or "")
        if email is not None and decide_domain(domain_of(email)) is not None:
            raise ValidationError(DomainRefused(domain=domain_of(email)).text)


class DomainCodeForm(PageForm):
    """The code from the mail."""

    code = six_digit_code_field(
        lazy_gettext("Confirmation code"), lazy_gettext("Please enter the code from the e-mail.")
    )


class JoiningForm(PageForm):
    """How people with such an address join."""

    joining = RadioField(
        lazy_gettext("Anyone with an address in this domain"),
        choices=[
            (Joining.APPROVAL.value, lazy_gettext("can ask to join")),
            (Joining.AT_ONCE.value, lazy_gettext("can join at once")),
        ],
    )
