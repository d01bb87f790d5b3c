"""Whether a sign-in is complete, or what is still missing: a second factor, its enrolment, a new password.

Pure: facts in, decision out. Asked by the sign-in pipeline after every step of it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from idp.protocol.tokens import ACR_MULTI_FACTOR, acr_of


class Policy(StrEnum):
    """Who has to have a second factor; the strictest of portal, organization and client holds."""

    OFF = "off"
    OPTIONAL = "optional"
    ADMINISTRATORS = "administrators"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFacts:
    """What is known about a sign-in whose first factor was checked.

    `amr` are the methods so far; `enrolled` says whether the person has a second factor that is allowed here.
    `grace_until` is the end of the time in which enrolling may be put off; `is_put_off` that the person did so now.
    """

    amr: tuple[str, ...]
    policy: Policy
    is_administrator: bool = False
    enrolled: bool = False
    is_device_trusted: bool = False
    needs_multi_factor: bool = False
    grace_until: datetime | None = None
    is_put_off: bool = False
    is_password_change_due: bool = False


@dataclass(frozen=True, slots=True)
class AskFactor:
    """Ask for one of the person's second factors."""


@dataclass(frozen=True, slots=True)
class EnrolFactor:
    """Lead the person to setting one up; until `grace_until` that may be put off."""

    grace_until: datetime | None


@dataclass(frozen=True, slots=True)
class ChangePassword:
    """Lead the person to a new password before anything else is opened."""


@dataclass(frozen=True, slots=True)
class Complete:
    """Nothing is missing; `acr` is what was reached."""

    acr: str


Decision = AskFactor | EnrolFactor | ChangePassword | Complete


def strictest(*policies: Policy) -> Policy:
    """The strictest of several policies; `off` where there is none."""
    order = list(Policy)
    return max(policies, key=order.index, default=Policy.OFF)


def is_demanded(policy: Policy, *, is_administrator: bool) -> bool:
    """Whether the policy asks this person for a second factor, whether or not they have one."""
    return policy is Policy.ALL or (policy is Policy.ADMINISTRATORS and is_administrator)


def decide_sign_in(facts: SignInFacts, now: datetime) -> Decision:
    """What comes next. A person who has a second factor is always asked for it, unless the device is trusted.

    `off` switches the offer off; it never lets somebody in with less than they have set up. A trusted device stands in
    for the second factor only where none is demanded by the request itself.
    """
    is_multi_factor = acr_of(facts.amr) == ACR_MULTI_FACTOR
    if not is_multi_factor:
        if facts.enrolled and (facts.needs_multi_factor or not facts.is_device_trusted):
            return AskFactor()
        if not facts.enrolled and _must_enrol(facts, now):
            return EnrolFactor(None if facts.needs_multi_factor else facts.grace_until)
    if facts.is_password_change_due:
        return ChangePassword()
    return Complete(acr_of(facts.amr))


def _must_enrol(facts: SignInFacts, now: datetime) -> bool:
    if facts.needs_multi_factor:
        return True
    if not is_demanded(facts.policy, is_administrator=facts.is_administrator):
        return False
    is_in_grace = facts.grace_until is not None and now < facts.grace_until
    return not (is_in_grace and facts.is_put_off)
