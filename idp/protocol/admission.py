"""Whether an account may enter a portal, and what it still has to show there.

Accounts are shared by all portals of an installation, rules are each portal's own. An admission is what joins the two.
Pure: facts in, decision out.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from idp.protocol.organizations import NO_DEMANDS, OrganizationDemands


class AdmissionState(StrEnum):
    """Where an account stands at a portal."""

    ADMITTED = "admitted"
    WITHDRAWN = "withdrawn"
    RENEWAL = "renewal"
    """The portal asks the account to register again."""


@dataclass(frozen=True, slots=True)
class CompletedJourney:
    """What an account has completed of a portal's journey: the version, 0 for none, and what it agreed to on the way.

    `terms_accepted` holds a JSON object for each part of the journey, by the part's key.
    """

    version: int = 0
    terms_accepted: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


NO_JOURNEY = CompletedJourney()
FIRST_JOURNEY = CompletedJourney(version=1)
"""That of an account which was admitted before journeys were counted, or is brought from another system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What is known of an account at the portal of key `portal`.

    `state` is None where the account was never admitted there. `journey_version` is the version of the journey that was
    completed, 0 for none. `password_rules_met` holds the fingerprints of all rules that the account's present password
    met when it was set or last checked. `texts_agreed` holds the marks of the portal's texts, each of a key and a
    version, that the account has agreed to. The rest is the account's own, whatever the portal:
    `second_factor_asked_at` is when a second factor was first demanded of it, `is_administrator` says whether it
    administers an organization, `of_organizations` are the strictest demands of all its organizations, `of_active`
    those of the one that it acts
    for (None where that is not known).
    """

    portal: str
    state: AdmissionState | None = None
    journey_version: int = 0
    texts_agreed: Collection[str] = ()
    password_rules_met: Collection[str] = ()
    is_password_change_due: bool = False
    has_second_factor: bool = False
    second_factor_asked_at: datetime | None = None
    is_administrator: bool = False
    of_organizations: OrganizationDemands = NO_DEMANDS
    of_active: OrganizationDemands | None = None

    @property
    def organization(self) -> OrganizationDemands:
        """What holds of that: the demands of the organization that the account acts for, and before one is chosen the
        strictest of all."""
        return self.of_organizations if self.of_active is None else self.of_active


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionDemands:
    """What a portal, or several together, ask of an account that enters. `password_rules` are the fingerprints of
    their password rules, `journey_version` the version of the journey, None where it asks nothing of an account,
    `texts` the marks of the texts that have to be agreed to."""

    is_open: bool
    password_rules: frozenset[str]
    journey_version: int | None = None
    texts: frozenset[str] = frozenset()


class AdmissionDecision(StrEnum):
    """What comes next when an account enters a portal."""

    ENTER = "enter"
    """Nothing is missing."""
    JOIN = "join"
    """Nothing is missing, and there is no admission yet: one is to be written."""
    CHECK_PASSWORD = "check_password"  # noqa: S105 -- a decision
    """The password was never compared with this portal's rules, or has to be replaced: ask for it."""
    COMPLETE_JOURNEY = "complete_journey"
    """The present version of this portal's journey was not completed, or of a text not agreed to: ask for it."""
    REFUSE = "refuse"
    """The portal admits by invitation only, has withdrawn the admission, or asks the account to register again."""


def decide_admission(demands: AdmissionDemands, admission: Admission, *, used_password: bool) -> AdmissionDecision:
    """Whether the account enters; `used_password` says that the sign-in rests on a password.

    An admission that exists counts whether the portal is open or not.
    """
    is_new = admission.state is None
    if admission.state in {AdmissionState.WITHDRAWN, AdmissionState.RENEWAL} or (is_new and not demands.is_open):
        return AdmissionDecision.REFUSE
    if used_password and is_password_check_due(demands, admission):
        return AdmissionDecision.CHECK_PASSWORD
    if is_journey_due(demands, admission) or not demands.texts.issubset(admission.texts_agreed):
        return AdmissionDecision.COMPLETE_JOURNEY
    return AdmissionDecision.JOIN if is_new else AdmissionDecision.ENTER


def is_password_check_due(demands: AdmissionDemands, admission: Admission) -> bool:
    """Whether the password was never compared with these rules, breaks them, or has to be replaced anyway."""
    return admission.is_password_change_due or not demands.password_rules.issubset(admission.password_rules_met)


def is_journey_due(demands: AdmissionDemands, admission: Admission) -> bool:
    """Whether there is a later version of the journey than the one that was completed."""
    return demands.journey_version is not None and admission.journey_version < demands.journey_version
