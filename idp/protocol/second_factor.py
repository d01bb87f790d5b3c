"""What a sign-in in progress may lack: a second factor, its enrolment, a new password. One pure condition each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from idp.protocol.authentication_methods import ACR_MULTI_FACTOR, acr_of


class Policy(StrEnum):
    """Who has to have a second factor; the strictest of portal, organization and client holds."""

    OFF = "off"
    OPTIONAL = "optional"
    ADMINISTRATORS = "administrators"
    ALL = "all"


_STRICTNESS = {policy: place for place, policy in enumerate(Policy)}


@dataclass(frozen=True, slots=True)
class DeviceTrust:
    """The trust that an account has given a device: since when, and until when at most."""

    given_at: datetime
    until: datetime

    def holds(self, days: int, now: datetime) -> bool:
        """Whether it stands in for a second factor at a portal that grants so many days, counted from its beginning."""
        return now < min(self.until, self.given_at + timedelta(days=days))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFacts:
    """What is known about a sign-in whose first factor was checked.

    `amr` are the methods so far; `enrolled` says whether the person has a second factor that is allowed here.
    `grace_until` is the end of the time in which enrolling may be put off; `is_put_off` says that the person did so.
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


def strictest(*policies: Policy) -> Policy:
    """The strictest of several policies; `off` where there is none."""
    return max(policies, key=_STRICTNESS.__getitem__, default=Policy.OFF)


def is_demanded(policy: Policy, *, is_administrator: bool) -> bool:
    """Whether the policy asks this person for a second factor, whether or not they have one."""
    return policy is Policy.ALL or (policy is Policy.ADMINISTRATORS and is_administrator)


def is_factor_due(facts: SignInFacts, now: datetime) -> bool:
    """Whether the person is asked for one of their second factors.

    Who has one is always asked for it, unless the device is trusted, which stands in for it only where the request
    itself demands none. The policy `off` switches the offer off; it never makes less do than what was set up.
    """
    if is_multi_factor(facts) or not facts.enrolled:
        return False
    return facts.needs_multi_factor or not facts.is_device_trusted


def is_enrolment_due(facts: SignInFacts, now: datetime) -> bool:
    """Whether the person has to set up a second factor, or to put that off."""
    if is_multi_factor(facts) or facts.enrolled:
        return False
    if facts.needs_multi_factor:
        return True
    if not is_demanded(facts.policy, is_administrator=facts.is_administrator):
        return False
    is_in_grace = facts.grace_until is not None and now < facts.grace_until
    return not (is_in_grace and facts.is_put_off)


def lacks_second_factor(facts: SignInFacts, now: datetime) -> bool:
    """Whether the person is asked for a second factor, or to set one up."""
    return is_factor_due(facts, now) or is_enrolment_due(facts, now)


def enrolment_grace(facts: SignInFacts) -> datetime | None:
    """Until when enrolment may be put off; None where it may not."""
    return None if facts.needs_multi_factor else facts.grace_until


def is_new_password_due(facts: SignInFacts, now: datetime) -> bool:
    """Whether the password has to be replaced before anything else is opened."""
    return facts.is_password_change_due


def is_multi_factor(facts: SignInFacts) -> bool:
    """Whether what was checked so far counts as more than one factor."""
    return acr_of(facts.amr) == ACR_MULTI_FACTOR
