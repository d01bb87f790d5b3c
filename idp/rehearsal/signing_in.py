"""What a portal asks for at the sign-in that follows a registration."""

from idp.settings import SecondFactorSettings

_ASKED_OF = {"all": "Signing in takes", "administrators": "For administrators of an organization, signing in takes"}


def say_second_factor(settings: SecondFactorSettings) -> str:
    """A sentence of the report; "" where people decide themselves. The factor is not set up in a rehearsal."""
    asked = _ASKED_OF.get(settings.policy)
    if asked is None:
        return ""
    days = settings.grace_days
    put_off = f", whose set-up can be put off for {days} {'day' if days == 1 else 'days'}" if days else ""
    return f"{asked} a second factor{put_off}."
