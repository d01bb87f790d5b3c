"""The second factors, in the order in which a person is offered them."""

from idp.factors.factor import Factor
from idp.settings import PortalSettings

FACTORS: tuple[Factor, ...] = ()


def factor(key: str) -> Factor | None:
    """The factor of this name."""
    return next((each for each in FACTORS if each.key == key), None)


def enrolled_factors(account_id: str, portal: PortalSettings) -> list[Factor]:
    """What the person can be asked for at this portal, the best first; empty where nothing was set up.

    A way out (recovery codes) or a weak factor counts only beside one that was set up, unless the portal accepts it.
    """
    mine = [each for each in FACTORS if _is_allowed(each, portal) and each.is_enrolled(account_id)]
    return mine if any(each.is_standalone for each in mine) else []


def has_factor(account_id: str) -> bool:
    """Whether the person has set up a second factor of their own."""
    return any(each.is_standalone and each.is_strong and each.is_enrolled(account_id) for each in FACTORS)


def _is_allowed(each: Factor, portal: PortalSettings) -> bool:
    return each.is_strong or (each.key == "mailed_code" and portal.second_factor.mailed_code)
