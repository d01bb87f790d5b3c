"""Which events prove something for years; all others only help to understand the last months."""

# What may have to be proved later: who held an account, what was allowed to whom, who could do what, which keys
# and applications there were.
_LASTING_AREAS = frozenset(
    {
        "account",
        "admission",
        "agreement",
        "client",
        "consent",
        "deletion",
        "encryption_key",
        "initial_access_token",
        "membership",
        "operator_role",
        "organization",
        "signing_key",
    }
)
_LASTING_ACTIONS = frozenset(
    {
        "email_change.confirmed",
        "email_change.undone",
        "operator_invitation.accepted",
        "registration.completed",
        # An event of an installation from before registrations had states.
        "registration.confirmed",
    }
)


def is_lasting(action: str) -> bool:
    """Whether an event is kept for ``retention.lasting_events_days`` instead of ``retention.events_days``."""
    return action.partition(".")[0] in _LASTING_AREAS or action in _LASTING_ACTIONS
