"""The mail about a domain."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class OrganizationDomainCode(RequestedMessage):
    """Sent to an address in the domain, whose reader hands the code to the administrator. ``organization`` is a name
    that a stranger to the reader may have chosen, in a form that carries no link;
    ``domain_link`` the page of the organization that asks for the code."""

    key: ClassVar[str] = "organization_domain_code"

    organization: str
    domain: str
    code: str
    domain_link: str
    valid_until: datetime


MESSAGES = (OrganizationDomainCode,)
