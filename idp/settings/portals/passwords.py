"""Rules for new passwords and for resetting a forgotten one."""

from typing import Annotated

from pydantic import Field

from idp.settings.section import Section


class PasswordPolicy(Section):
    """What a new password must be; the rules are shown beside the field and checked on the server."""

    minimum_length: Annotated[int, Field(ge=8, le=64)] = 8
    """Fewest characters of a new password."""

    require_mixed_case: bool = False
    """Ask for an upper case and a lower case letter."""

    require_digit: bool = False
    """Ask for a digit."""

    require_special: bool = False
    """Ask for a character that is neither letter nor digit."""

    forbid_runs: bool = False
    """Refuse three characters in a row that follow each other, such as abc, CBA or 123."""

    former_passwords: Annotated[int, Field(ge=0, le=24)] = 0
    """How many of a person's last passwords may not be taken again, the present one included; 0 allows all."""


class PasswordResetSettings(Section):
    """A forgotten password."""

    ask_customer_number: bool = False
    """Ask for the customer number as well: a link is mailed only where the address's account is
    linked to its customer in the portal's register. All
    portals share their accounts, so it protects those of an installation whose portals all ask for it; where no
    application is known, it is asked of the accounts that this portal has admitted."""
