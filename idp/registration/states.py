"""The states of a registration, and which may follow which.

started → submitted → confirmed → (awaiting_approval →) approved → completed. An approved one waits for approval again
where its customer has got all accounts meanwhile; one that answers an invitation begins as approved. A registration
ends otherwise as refused, withdrawn or superseded, and one whose time is over has expired, whatever state it is in.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum


class RegistrationState(StrEnum):
    """How far a registration is."""

    STARTED = "started"
    """Some pages of the form were sent, in one browser."""
    SUBMITTED = "submitted"
    """All of them were, and the mail that asks to confirm the address is on its way."""
    CONFIRMED = "confirmed"
    """The address belongs to the person. What comes next is decided in the same transaction."""
    AWAITING_APPROVAL = "awaiting_approval"
    """An administrator of the customer's organization, or an operator, approves or refuses it."""
    APPROVED = "approved"
    """The person completes it."""
    COMPLETED = "completed"
    """The account is there."""
    REFUSED = "refused"
    """It was not approved."""
    WITHDRAWN = "withdrawn"
    """The person no longer wants it."""
    SUPERSEDED = "superseded"
    """The address got an account in another way meanwhile, which was left as it was."""


OPEN = frozenset(
    {
        RegistrationState.STARTED,
        RegistrationState.SUBMITTED,
        RegistrationState.CONFIRMED,
        RegistrationState.AWAITING_APPROVAL,
        RegistrationState.APPROVED,
    }
)
"""Those that can still become an account, until the registration expires."""

BEFORE: Mapping[RegistrationState, Collection[RegistrationState]] = {
    RegistrationState.SUBMITTED: {RegistrationState.STARTED},
    RegistrationState.CONFIRMED: {RegistrationState.SUBMITTED},
    RegistrationState.AWAITING_APPROVAL: {RegistrationState.CONFIRMED, RegistrationState.APPROVED},
    RegistrationState.APPROVED: {RegistrationState.CONFIRMED, RegistrationState.AWAITING_APPROVAL},
    RegistrationState.COMPLETED: {RegistrationState.APPROVED},
    RegistrationState.REFUSED: {RegistrationState.AWAITING_APPROVAL},
    RegistrationState.WITHDRAWN: {RegistrationState.AWAITING_APPROVAL, RegistrationState.APPROVED},
    RegistrationState.SUPERSEDED: {RegistrationState.CONFIRMED, RegistrationState.APPROVED},
}
"""From which states each one may be reached."""
