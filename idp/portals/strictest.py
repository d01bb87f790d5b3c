"""The strictest of several portals' demands, field by field: what holds on pages that no client asked for."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

from idp.portals.demands import Lifetimes, PortalDemands
from idp.protocol.second_factor import Policy, strictest
from idp.settings import PasswordPolicy, RememberMeSettings, SecondFactorSettings, ThrottleSettings

T = TypeVar("T")
Join = Callable[[Sequence[Any]], Any]
"""Makes one value of a field out of those of all portals, the default portal's first."""


def _first(values: Sequence[T]) -> T:
    return values[0]


def _in_turn(values: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(values)))


def _united(values: Sequence[frozenset[str]]) -> frozenset[str]:
    return frozenset(chain.from_iterable(values))


def _strictest_policy(values: Sequence[str]) -> str:
    return strictest(*map(Policy, values)).value


def _joined(values: Sequence[T]) -> T:
    kind = type(values[0])
    return kind(**{name: join([getattr(each, name) for each in values]) for name, join in JOINS[kind].items()})


JOINS: Mapping[type, Mapping[str, Join]] = {
    PortalDemands: {
        "portal": _first,
        "names": _in_turn,
        "form": _first,
        "accepts_user_names": any,
        "second_factor": _joined,
        "password": _joined,
        "password_rules": _united,
        "remember_me": _joined,
        "asked_registers": _united,
        "is_registration_open": all,
        "is_registration_judged": any,
        "is_invitation_signing_in": all,
        "organization_with_registration": _first,
        "journey_version": max,
        "texts": _united,
        "throttle": _joined,
        "lifetimes": _joined,
    },
    SecondFactorSettings: {
        "policy": _strictest_policy,
        "grace_days": min,
        "mailed_code": all,
        "trusted_device_days": min,
    },
    PasswordPolicy: {
        "minimum_length": max,
        "require_mixed_case": any,
        "require_digit": any,
        "require_special": any,
        "forbid_runs": any,
        "former_passwords": max,
    },
    RememberMeSettings: {"offered": all, "hours": min},
    ThrottleSettings: {
        "account_attempts": min,
        "address_attempts": min,
        "global_attempts": min,
        "window_minutes": max,
        "mails_per_address": min,
        "evidence_attempts": min,
        "invitations_per_organization": min,
        "invitations_per_person": min,
        "organizations_per_client": min,
        "storage": _first,
        "form_requests_per_minute": min,
    },
    Lifetimes: {"reset_link": min, "invitation": min, "confirmation": min, "interaction": min},
}
"""How each field is joined. A field that is added needs its line: a test compares."""


def join_demands(demands: Sequence[PortalDemands]) -> PortalDemands:
    """Demands that are met by meeting each of these; ``portal`` and ``form`` ask for nothing and are the first's,
    and a user name that one of them accepts is accepted."""
    return demands[0] if len(demands) == 1 else _joined(demands)
