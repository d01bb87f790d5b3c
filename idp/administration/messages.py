"""The mails about what operators do to an account."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.accounts.security.alerts import SecurityAlert
from idp.infrastructure.web.i18n import lazy_gettext
from idp.mail.message import Message


@dataclass(frozen=True, kw_only=True)
class FactorsReset(SecurityAlert):
    """Every second factor was removed, at the request of a person who may have been another one."""

    key: ClassVar[str] = "factors_reset"
    event = lazy_gettext("All second factors removed by support")

    reset_at: datetime
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class TemporaryPassword(SecurityAlert):
    """It does not hold the password, which only the caller hears."""

    key: ClassVar[str] = "temporary_password"
    event = lazy_gettext("Temporary password issued by support")

    given_at: datetime
    valid_until: datetime
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class OperatorInvitation(Message):
    """The one-time link of a new operator. ``host`` is the host name of the issuer."""

    key: ClassVar[str] = "operator_invitation"

    link: str
    valid_until: datetime
    host: str


@dataclass(frozen=True, kw_only=True)
class CredentialsRenewal(Message):
    """A portal asks its people for new credentials: to register again (``is_registration``), else for a new password.
    ``is_signing_in``: the present password opens the account for that."""

    key: ClassVar[str] = "credentials_renewal"

    way_link: str
    is_registration: bool
    is_signing_in: bool
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class OperatorRolesChanged(Message):
    """``roles`` are the keys of those that the account has from now on."""

    key: ClassVar[str] = "operator_roles_changed"

    roles: tuple[str, ...]
    changed_at: datetime
    account_link: str
    name: str = ""


MESSAGES = (FactorsReset, TemporaryPassword, OperatorInvitation, CredentialsRenewal, OperatorRolesChanged)
