"""The second factors, in the order in which a person is offered them."""

from idp.factors.factor import Factor
from idp.factors.mailed_codes.factor import MailedCodes
from idp.factors.passkeys.factor import Passkeys
from idp.factors.recovery_codes.factor import RecoveryCodes
from idp.factors.totp.factor import Totp
from idp.portals.demands import PortalDemands

FACTORS: tuple[Factor, ...] = (
    Passkeys(),
    Totp(),
    RecoveryCodes(),
    MailedCodes(),
)


def factor(key: str) -> Factor | None:
    """The factor of this name."""
    return next((each for each in FACTORS if each.key == key), None)


def get_factor(key: str) -> Factor:
    """The same for a name that is known. Raises KeyError."""
    found = factor(key)
    if found is None:
        raise KeyError(key)
    return found


def enrolled_factors(account_id: str, demands: PortalDemands, *, is_demanded: bool) -> list[Factor]:
    """What the person can be asked for under these demands, the best first; empty where nothing was set up.

    A way out (recovery codes) counts only beside something that was set up. A weak factor, which nobody sets up, never
    stands beside a strong one: it would be the weaker door to the same room. It counts only where a second factor is
    demanded (``is_demanded``) and the portal accepts it.
    """
    own = own_factors(account_id)
    if own or not is_demanded:
        return own
    return [
        each for each in FACTORS if is_accepted(each, demands) and not each.is_strong and each.is_enrolled(account_id)
    ]


def own_factors(account_id: str) -> list[Factor]:
    """What the person has set up, with the ways out that go with it."""
    strong = [each for each in FACTORS if each.is_strong]
    if not has_factor(account_id):
        return []
    return [each for each in strong if each.is_enrolled(account_id)]


def has_factor(account_id: str) -> bool:
    """Whether the person has set up a second factor of their own."""
    return any(each.is_standalone and each.is_strong and each.is_enrolled(account_id) for each in FACTORS)


def is_accepted(each: Factor, demands: PortalDemands) -> bool:
    """Whether the portal takes this kind of factor at all."""
    return each.is_strong or demands.second_factor.mailed_code
