"""Why a change of a customer record is refused."""

from idp.infrastructure.errors import DomainError
from idp.infrastructure.web.i18n import lazy_gettext


class CustomerError(DomainError):
    """Base: nothing was changed."""

    title = lazy_gettext("This is not possible")


class CustomerNotFound(CustomerError):
    status = 404
    code = "customer_not_found"
    message = lazy_gettext("The register has no customer %(number)s.")


class CustomerNumberTaken(CustomerError):
    """The number leads to a record already."""

    status = 409
    code = "customer_number_taken"
    message = lazy_gettext("The register already has the number %(number)s.")


class InvalidCustomerFact(CustomerError):
    """A value can't be taken. ``name`` says which one."""

    code = "invalid_customer_fact"
    message = lazy_gettext("This is no valid value for %(name)s.")


class SameCustomer(CustomerError):
    """A record can't be merged into itself."""

    status = 409
    code = "same_customer"
    message = lazy_gettext("Both numbers already belong to the same customer.")


class CustomerFull(CustomerError):
    """As many accounts are linked to the record as it allows."""

    status = 409
    code = "customer_full"
    message = lazy_gettext("No further account can be linked to this customer.")


class NotLinked(CustomerError):
    """The account has no link to the record."""

    status = 404
    code = "not_linked"
    message = lazy_gettext("The account is not linked to the customer %(number)s.")
