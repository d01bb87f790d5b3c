"""What operators are told by mail."""

from idp.settings.addresses import MailAddress
from idp.settings.section import Section


class OperatorSettings(Section):
    """What is told to the operators of the installation."""

    email: MailAddress | None = None
    """Address that gets a mail for each registration that operators have to decide on, and a reminder of one that waits
    for long; without it no such mail is sent."""
