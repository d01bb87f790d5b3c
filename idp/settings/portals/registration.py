"""Registration at a portal."""

from typing import Annotated, Literal

from pydantic import Field

from idp.settings.portals.evidence import EvidenceSettings
from idp.settings.portals.profile_fields import ProfileFieldSettings
from idp.settings.section import Section

Page = Annotated[tuple[str, ...], Field(min_length=1)]


class RegistrationSettings(Section):
    """The way into an account."""

    open: bool = True
    """Whether a person may register without an invitation."""

    pages: Annotated[tuple[Page, ...], Field(min_length=1)] = (
        ("name", "email", "organization", "password", "agreements"),
    )
    """What is asked before the address is confirmed: a list of pages, each a list of steps. The steps are name,
    last_name, email, evidence, profile, user_name, organization, password and agreements."""

    completion: tuple[Page, ...] = ()
    """What is asked once the address is confirmed and the registration approved, in the same form; there is the step
    welcome, too. Without any page the account is ready at that moment."""

    invitation: Annotated[tuple[Page, ...], Field(min_length=1)] = (("name", "profile", "password", "agreements"),)
    """What is asked of a person who accepts an invitation and has no account yet: pages of steps like those of
    registration.completion. The link has proved the address, and no evidence is needed."""

    confirmation_hours: Annotated[int, Field(ge=1, le=24 * 30)] = 24
    """How long the link in the confirmation mail holds, in hours."""

    evidence: dict[str, EvidenceSettings] = {}
    """What the person shows of a customer, by key, in the order of the page: tables such as
    portals.shop.registration.evidence.customer_number with the keys label, help and pattern."""

    evidence_required: Annotated[int, Field(ge=1)] | None = None
    """How many of these must hold for one customer; all where it is left out."""

    without_evidence: Literal["refuse", "approval"] = "refuse"
    """What becomes of a person without that evidence: the page asks again, or an operator approves or refuses."""

    approval: Literal["automatic", "operators", "customer"] = "automatic"
    """automatic: a registration with that evidence needs no approval; operators: an operator approves or refuses it;
    customer: the administrators of the customer's organization do, and operators where it has none."""

    approval_days: Annotated[int, Field(ge=1, le=365)] = 30
    """How long a registration waits for approval, in days; then it expires."""

    approval_reminder_days: Annotated[int, Field(ge=1, le=365)] = 3
    """After how many days the administrators of the customer are told again of a registration that waits; where
    operators decide, they are warned in the log then."""

    approval_escalation_days: Annotated[int, Field(ge=1, le=365)] = 7
    """After how many days operators decide as well about a registration that waits for the customer."""

    completion_days: Annotated[int, Field(ge=1, le=90)] = 14
    """How long an approved registration waits for its person, in days."""

    user_name: Literal["none", "chosen", "optional", "assigned"] = "none"
    """Whether people get a user name, with which they sign in as well: chosen or optional by the person, at the step
    user_name of any page; assigned with the account, by user_name_from. An account that has one keeps it."""

    user_name_from: str = "{given_name}.{family_name}"
    """What an assigned user name is made of: given_name, family_name, email (the part before its at sign) and
    customer_number. Digits behind it tell people of one name apart."""

    fields: dict[str, ProfileFieldSettings] = {}
    """Further fields of the step profile, by key: tables such as portals.shop.registration.fields.department with the
    keys kind (text, choice, choices, tick, date, number, phone, email or url), kept (portal: this portal's alone;
    shared: kept with the account and filled in at other portals with a field of this key and kind), claim (its name for
    this portal's applications), label, help, optional, and what limits a kind: values of a choice or choices, pattern
    and longest of a text, earliest and latest of a date (a day such as 2000-01-01, or "today"), minimum, maximum and
    decimals of a number."""

    after_invitation: Literal["signed_in", "sign_in_page"] = "signed_in"
    """Where an accepted invitation leads a person who has just chosen a password: on, signed in, or to the sign-in page
    with the address filled in."""

    renewal: Literal["password", "registration"] = "password"
    """What `idp users renew` asks of this portal's people where the command does not say it: a new password at their
    next sign-in, or a new registration."""

    journey_version: Annotated[int, Field(ge=1)] = 1
    """Version of what this portal asks of people who register, such as its terms. Raise it when those who are admitted
    already must go through it again at their next visit, for instance because the terms changed."""
