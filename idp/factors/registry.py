"""The second factors of an application, in the order in which a person is offered them."""

from collections.abc import Sequence

from flask import current_app

from idp.factors.factor import Factor
from idp.infrastructure.web.application import Application
from idp.portals.account_demands import demands_of_each_portal
from idp.portals.demands import PortalDemands
from idp.protocol.authentication_methods import ACR_MULTI_FACTOR, AMR_PASSWORD, acr_of

_EXTENSION = "einlass factors"


def add_factor(app: Application, factor: Factor, *, before: str | None = None) -> None:
    """Offer a factor before that of key ``before``, or behind all others.

    Raises ValueError where a key is taken or unknown, and for a factor whose ``amr`` does not make two factors of a
    password (RFC 8176): a sign-in would ask for it without end.
    """
    if acr_of((AMR_PASSWORD, *factor.amr)) != ACR_MULTI_FACTOR:
        raise ValueError(f"the factor {factor.key!r} is of no other kind than a password: amr {factor.amr}")
    factors: list[Factor] = app.extensions.setdefault(_EXTENSION, [])
    keys = [each.key for each in factors]
    if factor.key in keys:
        raise ValueError(f"there is a factor {factor.key!r} already")
    factors.insert(keys.index(before) if before is not None else len(keys), factor)


def current_factors() -> Sequence[Factor]:
    """The factors of this application, in their order."""
    factors: list[Factor] = current_app.extensions[_EXTENSION]
    return factors


def find_factor(key: str) -> Factor | None:
    """The factor of this key."""
    return next((factor for factor in current_factors() if factor.key == key), None)


def get_factor(key: str) -> Factor:
    """The factor of a key that is known. Raises KeyError."""
    factor = find_factor(key)
    if factor is None:
        raise KeyError(key)
    return factor


def enrolled_factors(account_id: str, demands: PortalDemands, *, is_demanded: bool) -> list[Factor]:
    """The factors that an account can be asked for under these demands, the best first; empty where nothing was set up.

    A way out (recovery codes) counts only beside something that was set up. A weak factor, which needs no set-up, never
    stands beside a strong one: it would lower what that one protects. It counts only where a second factor is demanded
    (``is_demanded``) and the portal accepts it.
    """
    own = own_factors(account_id)
    return own if own or not is_demanded else weak_factors(account_id, demands)


def weak_factors(account_id: str, demands: PortalDemands) -> list[Factor]:
    """The weak factors that an account can be asked for: those that the portal accepts, else those that another portal
    of the account does. Without the latter a factor could be set up here by the password alone, and open that portal.
    """
    weak = [factor for factor in current_factors() if not factor.is_strong]
    accepted = [factor for factor in weak if factor.is_accepted(demands)]
    others = demands_of_each_portal(account_id) if weak and not accepted else ()
    asked = accepted or [factor for factor in weak if any(factor.is_accepted(each) for each in others)]
    return [factor for factor in asked if factor.is_enrolled(account_id)]


def counted_amr(amr: Sequence[str], demands: PortalDemands, *, has_factor: bool) -> tuple[str, ...]:
    """The methods that count under these demands: those of a weak factor only where the portal accepts it, and the
    account has set up none of its own."""
    factors = current_factors()
    uncounted = {
        method
        for factor in factors
        if not factor.is_strong and (has_factor or not factor.is_accepted(demands))
        for method in factor.amr
    }
    if uncounted.isdisjoint(amr):
        return tuple(amr)
    strong = {method for factor in factors if factor.is_strong for method in factor.amr}
    return tuple(method for method in amr if method not in uncounted - strong)


def own_factors(account_id: str) -> list[Factor]:
    """The factors that an account has set up, with the ways out that go with them."""
    if not has_factor(account_id):
        return []
    return [factor for factor in current_factors() if factor.is_strong and factor.is_enrolled(account_id)]


def has_factor(account_id: str) -> bool:
    """Whether the account has set up a second factor of its own."""
    return any(
        factor.is_standalone and factor.is_strong and factor.is_enrolled(account_id) for factor in current_factors()
    )
