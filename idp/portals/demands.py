"""The sign-in policy of a portal: the only reader of these settings.

``current_portal()`` follows the address of a page, which anybody may type, and decides about looks and words alone.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Literal, Self

from idp.infrastructure.web.application import current_application
from idp.portals.journey import has_registered_parts
from idp.portals.password_rules import password_rules_fingerprint
from idp.portals.texts import AskedAt, texts_at
from idp.protocol.admission import AdmissionDemands
from idp.protocol.client import Client
from idp.settings import PasswordPolicy, RememberMeSettings, SecondFactorSettings, Settings, ThrottleSettings

_EXTENSION = "einlass demands"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetimes:
    """How long links and page flows of a portal hold."""

    reset_link: timedelta
    invitation: timedelta
    confirmation: timedelta
    interaction: timedelta

    @classmethod
    def at(cls, settings: Settings, portal: str) -> Self:
        """The portal's own lifetimes over those of the installation."""
        section = settings.portal(portal)
        own = section.lifetimes
        return cls(
            reset_link=timedelta(minutes=own.reset_link_minutes or settings.passwords.reset_link_minutes),
            invitation=timedelta(days=own.invitation_days or settings.accounts.invitation_days),
            confirmation=timedelta(hours=section.registration.confirmation_hours),
            interaction=timedelta(minutes=own.interaction_minutes or settings.sessions.interaction_minutes),
        )


def lets_people_found_organizations(settings: Settings, portal: str | None) -> bool:
    """Whether people create organizations by themselves where they came from a client of this portal; for None, who
    came from none, whether they do at each portal."""
    keys = list(settings.portals) if portal is None else [portal]
    return all(settings.portal(key).organizations.created_by == "anyone" for key in keys)


def renewal_at(settings: Settings, portal: str) -> Literal["password", "registration"]:
    """What the people of this portal are asked for where an operator renews their credentials."""
    return settings.portal(portal).registration.renewal


@dataclass(frozen=True, kw_only=True)
class PortalDemands:
    """What a portal demands of an account that signs in there, or what several of them demand together.

    ``portal`` is its key, ``names`` are what people call it, which no password may be made of. ``password_rules`` are
    the fingerprints of ``password``, a portal's rules for a new one. ``asked_registers`` are the registers of which a
    forgotten password takes a customer number. ``is_registration_judged`` says that registering takes evidence or an
    approval: an account does not enter without. ``texts`` are the marks of the texts that it requires an account to
    agree to before it enters.
    """

    portal: str
    names: tuple[str, ...]
    form: Literal["identifier_first", "combined"]
    accepts_user_names: bool
    second_factor: SecondFactorSettings
    password: PasswordPolicy
    password_rules: frozenset[str]
    remember_me: RememberMeSettings
    asked_registers: frozenset[str]
    is_registration_open: bool
    is_registration_judged: bool
    is_invitation_signing_in: bool
    organization_with_registration: Literal["never", "optional", "required"]
    journey_version: int
    texts: frozenset[str]
    throttle: ThrottleSettings
    lifetimes: Lifetimes

    @property
    def asks_customer_number(self) -> bool:
        """Whether a forgotten password takes the customer number as well."""
        return bool(self.asked_registers)

    @cached_property
    def admission(self) -> AdmissionDemands:
        """What it asks of an account that enters."""
        return AdmissionDemands(
            is_open=self.is_registration_open and not self.is_registration_judged,
            password_rules=self.password_rules,
            journey_version=self.journey_version if has_registered_parts(self.portal) else None,
            texts=self.texts,
        )


def demands_of(client: Client | None) -> PortalDemands:
    """The demands of the client's portal; those of the default portal for a page of ours, which no client asked for.

    Settings do not change while an application runs: each portal's demands are put together once.
    """
    app = current_application()
    held: dict[str | None, PortalDemands] = app.extensions.setdefault(_EXTENSION, {})
    portal = client.portal if client is not None else None
    demands = held.get(portal)
    if demands is None:
        demands = held[portal] = demands_at(app.settings, portal)
    return demands


def demands_at(settings: Settings, portal: str | None) -> PortalDemands:
    """The demands of the portal that a stored row or an operator names by its key; an unknown key is the default."""
    key = portal if portal is not None and portal in settings.portals else settings.default_portal
    section = settings.portals[key]
    return PortalDemands(
        portal=key,
        names=(section.name,),
        form=section.form,
        accepts_user_names=section.user_names or section.registration.user_name != "none",
        second_factor=section.second_factor,
        password=section.password,
        password_rules=frozenset({password_rules_fingerprint(section.password)}),
        remember_me=section.remember_me,
        asked_registers=frozenset({settings.register_of(key)} if section.password_reset.ask_customer_number else ()),
        is_registration_open=section.registration.open,
        is_registration_judged=bool(section.registration.evidence) or section.registration.approval != "automatic",
        is_invitation_signing_in=section.registration.after_invitation == "signed_in",
        organization_with_registration=section.organizations.with_registration,
        journey_version=section.registration.journey_version,
        texts=frozenset(text.mark for text in texts_at(settings, key, AskedAt.SIGN_IN) if text.is_required),
        throttle=settings.throttle.model_copy(update=section.throttle.model_dump(exclude_none=True)),
        lifetimes=Lifetimes.at(settings, key),
    )
