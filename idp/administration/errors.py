"""Why an operator's change is refused."""

from idp.infrastructure.errors import DomainError
from idp.infrastructure.web.i18n import lazy_gettext


class AdministrationError(DomainError):
    """Base: nothing was changed."""

    title = lazy_gettext("This is not possible")


class AccountNotFound(AdministrationError):
    status = 404
    code = "account_not_found"
    message = lazy_gettext("There is no account %(identifier)s.")


class NotSuppressed(AdministrationError):
    status = 404
    code = "not_suppressed"
    message = lazy_gettext("%(address)s is not suppressed.")


class InvalidEmail(AdministrationError):
    code = "invalid_email"
    message = lazy_gettext("%(email)s is not an e-mail address.")


class InvalidUsername(AdministrationError):
    code = "invalid_username"
    message = lazy_gettext("%(username)s is not a valid user name: use only letters, digits and . _ -.")


class InvalidName(AdministrationError):
    code = "invalid_name"
    message = lazy_gettext("A name can have at most %(longest)s printable characters.")


class InvalidCustomerNumber(AdministrationError):
    code = "invalid_customer_number"
    message = lazy_gettext("%(number)s is not a valid customer number.")


class InvalidDetail(AdministrationError):
    """``name`` is that of the personal detail, ``problem`` says what to give instead."""

    code = "invalid_detail"
    message = lazy_gettext("This value of %(name)s is not valid. %(problem)s")


class EmailTaken(AdministrationError):
    status = 409
    code = "email_taken"
    message = lazy_gettext("There is already an account with this address.")


class UsernameTaken(AdministrationError):
    status = 409
    code = "username_taken"
    message = lazy_gettext("There is already an account with this user name.")


class ImportOvertaken(AdministrationError):
    """Another request took an address or a user name of the file in between."""

    status = 409
    code = "import_overtaken"
    message = lazy_gettext(
        "An address or a user name of the file has just been taken by another account. Please run the import again."
    )


class ImportChanged(AdministrationError):
    status = 409
    code = "import_changed"
    message = lazy_gettext("The file or an account has changed since the check. Nothing was imported.")


class UnreadableFile(AdministrationError):
    """The file is not what it should be, from its head on. ``problem`` says what and what to do, in English."""

    code = "unreadable_file"
    message = lazy_gettext("%(problem)s")


class OperatorHasAccount(AdministrationError):
    """The invited address has an account, to which the role can be granted."""

    status = 409
    code = "operator_has_account"
    message = lazy_gettext("There is already an account with this address.")


class WeakPassword(AdministrationError):
    code = "weak_password"
    message = lazy_gettext("The password does not meet the portal's rules: %(rules)s.")


class MissingReason(AdministrationError):
    code = "missing_reason"
    message = lazy_gettext("Say in at most %(longest)s characters how you verified the person's identity.")


class AccountDisabled(AdministrationError):
    status = 409
    code = "account_disabled"
    message = lazy_gettext("%(email)s is disabled.")


class NoSecondFactor(AdministrationError):
    status = 409
    code = "no_second_factor"
    message = lazy_gettext("%(email)s has no second factor.")


class RegistrationNotFound(AdministrationError):
    status = 404
    code = "registration_not_found"
    message = lazy_gettext("There is no registration %(id)s.")


class RegistrationNotOpen(AdministrationError):
    """It waits for something else, was decided, or has expired."""

    status = 409
    code = "registration_not_open"
    message = lazy_gettext("The registration does not wait for this, or has expired.")


class OwnRegistrationDecision(AdministrationError):
    """An operator decides on a registration of their own."""

    status = 403
    code = "own_registration"
    message = lazy_gettext("No one can decide on their own registration.")


class RenewalInFuture(AdministrationError):
    code = "renewal_in_future"
    message = lazy_gettext("The moment is in the future. Only credentials from the past can be renewed.")


class RenewalOfClosedPortal(AdministrationError):
    code = "renewal_of_closed_portal"
    message = lazy_gettext("%(portal)s is closed to registration, so no one could register again.")
