"""A made-up person, whose entries fit the settings of a portal."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from idp.accounts.password_policy import broken_rules, words_of
from idp.accounts.portal_fields.kinds import KINDS
from idp.infrastructure.web.application import current_settings
from idp.registration.eligibility import rule_key
from idp.registration.journey import asked_at
from idp.rehearsal.evidence import evidence_value
from idp.rehearsal.values import NoSuchValue, make_value
from idp.settings import PortalSettings

_OPENINGS, _VOWELS = "bdfgklmnprstvw", "aeiou"
_ATTEMPTS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A person. ``evidence`` and ``profile`` are entries by the key in the settings."""

    portal: str
    language: str
    email: str
    given_name: str
    family_name: str
    password: str
    user_name: str
    evidence: Mapping[str, str] = field(default_factory=dict)
    profile: Mapping[str, str] = field(default_factory=dict)

    @property
    def entries(self) -> Mapping[str, str]:
        """What is entered, by the names of the fields."""
        own = {name: getattr(self, name) for name in ("email", "given_name", "family_name", "password", "user_name")}
        evidence = {f"evidence_{key}": entry for key, entry in self.evidence.items()}
        profile = {f"profile_{key}": entry for key, entry in self.profile.items()}
        return {**own, "company": f"{self.family_name} GmbH", **evidence, **profile}


def make_sample(portal: str, language: str) -> Sample:
    """The person at a portal, the same at each rehearsal. Raises NoSuchValue."""
    settings = asked_at(portal).settings
    source = random.Random(portal)  # noqa: S311 - sample data of a database that is thrown away
    given_name, family_name = "Kim", "Muster"
    # Another address at each portal: an account that is there already takes another way.
    email = f"kim.muster-{list(current_settings().portals).index(portal) + 1}@{_domain(settings)}"
    return Sample(
        portal=portal,
        language=language,
        email=email,
        given_name=given_name,
        family_name=family_name,
        user_name=email.partition("@")[0],
        password=_make_password(source, portal, given_name, family_name, email),
        evidence=_make_evidence(source, portal, settings),
        profile=_make_profile(source, portal, settings, language),
    )


def with_wrong(sample: Sample, key: str) -> Sample | None:
    """The person with one piece of evidence that is another's; None where the settings take one entry alone."""
    settings = asked_at(sample.portal).settings.registration.evidence[key]
    match rule_key(key, settings):
        case "name":
            return replace(sample, family_name="Anders")
        case "email_domain":
            return replace(sample, email=f"{sample.email.partition('@')[0]}@anders.example")
    source = random.Random(f"{sample.portal} {key}")  # noqa: S311 - sample data as well
    made = (evidence_value(source, key, settings) for _ in range(_ATTEMPTS))
    other = next((each for each in made if each and each != sample.evidence[key]), None)
    return replace(sample, evidence={**sample.evidence, key: other}) if other else None


def _domain(settings: PortalSettings) -> str:
    by_domain = (each for key, each in settings.registration.evidence.items() if rule_key(key, each) == "email_domain")
    return next((domain for each in by_domain for domain in each.domains), "beispiel.example")


def _make_evidence(source: random.Random, portal: str, settings: PortalSettings) -> Mapping[str, str]:
    made = {}
    for key, evidence in settings.registration.evidence.items():
        value = evidence_value(source, key, evidence)
        if value is None:
            raise NoSuchValue(f"portals.{portal}.registration.evidence.{key}.pattern: nothing that fits it was found")
        made[key] = value
    return made


def _make_profile(source: random.Random, portal: str, settings: PortalSettings, language: str) -> Mapping[str, str]:
    made = {}
    for key, asked in settings.registration.fields.items():
        example = KINDS[asked.kind].example(asked, language)
        if example is None:
            continue
        value = make_value(source, asked.pattern, default=example, longest=asked.longest)
        if value is None:
            raise NoSuchValue(f"portals.{portal}.registration.fields.{key}.pattern: nothing that fits it was found")
        made[key] = value
    return made


def _make_password(source: random.Random, portal: str, *own: str) -> str:
    """One that is not made of the person's own data, and as long as the portal asks."""
    demands = asked_at(portal).demands
    words = words_of(*own, *demands.names)
    for syllables in range(5, 5 + _ATTEMPTS):
        letters = "".join(source.choice(_OPENINGS) + source.choice(_VOWELS) for _ in range(syllables))
        password = f"{letters.capitalize()}-{source.choice(('47', '83', '29'))}"
        if not broken_rules(password, demands.password, words):
            return password
    raise NoSuchValue(f"portals.{portal}.password: nothing that the rules take was found")
