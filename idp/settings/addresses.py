"""Addresses that mail can be sent to: the one rule, for those of accounts and for those of the settings."""

from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator

# RFC 5321, 4.5.3.1.1.
_LONGEST_LOCAL_PART = 64


def ascii_address(text: str) -> str:
    """The address with its domain in ASCII (RFC 5890). Raises ValueError; no DNS is asked.

    Beyond ASCII only the domain may go: a mailbox name with a dotless i has no lower case that every mail server agrees
    on.
    """
    try:
        # The "test environment" admits the reserved domain .test, which no public mail server has.
        valid = validate_email(
            text, check_deliverability=False, allow_smtputf8=False, allow_display_name=False, test_environment=True
        )
    except EmailNotValidError as error:
        raise ValueError(str(error)) from error
    if len(valid.local_part) > _LONGEST_LOCAL_PART or valid.ascii_email is None:
        raise ValueError(f"The part before the at sign is longer than {_LONGEST_LOCAL_PART} characters.")
    return valid.ascii_email


MailAddress = Annotated[str, AfterValidator(ascii_address)]
