""" "Trust this device": a box on every page that asks for a factor, where the portal has that."""

from idp.factors.forms import TrustForm
from idp.factors.portal_demands import demands_of_interaction
from idp.interactions import Interaction


def offer_trust(form: TrustForm, interaction: Interaction) -> int | None:
    """For how many days a device is trusted here; None where it is not, and then the form has no such box."""
    days = demands_of_interaction(interaction).second_factor.trusted_device_days or None
    if days is None:
        del form.trust
    return days


def is_trust_requested(form: TrustForm) -> bool:
    """Whether the person ticked the box."""
    return bool(form.trust and form.trust.data)
