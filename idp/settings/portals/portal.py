"""A portal's settings: its names, language and addresses, and one line for each section."""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, HttpUrl

from idp.settings.portals.brand import BrandSettings
from idp.settings.portals.holds import HoldSettings
from idp.settings.portals.lifetimes import PortalLifetimeSettings
from idp.settings.portals.mail_texts import MailTexts
from idp.settings.portals.organizations import OrganizationSettings
from idp.settings.portals.passwords import PasswordPolicy, PasswordResetSettings
from idp.settings.portals.registration import RegistrationSettings
from idp.settings.portals.remember_me import RememberMeSettings
from idp.settings.portals.roles import RoleSettings
from idp.settings.portals.second_factor import SecondFactorSettings
from idp.settings.portals.support import SupportSettings
from idp.settings.portals.texts import TextKey, TextSettings
from idp.settings.portals.throttle import PortalThrottleSettings
from idp.settings.section import Section

Language = Literal["de", "en"]
ProductKey = Annotated[str, Field(pattern=r"^[^\s:]{1,100}$")]
ProductName = Annotated[str, Field(min_length=1, max_length=200)]


def _check_time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{name!r} is no time zone that this machine knows, such as Europe/Berlin") from error
    return name


TimeZone = Annotated[str, AfterValidator(_check_time_zone)]


class PortalSettings(Section):
    """A portal: a relying-party site with its own brand, journey and policies."""

    name: str
    """Name that people know the portal by."""

    url: HttpUrl | None = None
    """Where the portal lives; pages offer it as the way back."""

    default_language: Language = "de"
    """Language when neither the portal's request, the person nor the browser names one."""

    time_zone: TimeZone = "Europe/Berlin"
    """Time zone of the times that pages and mails name, such as Europe/Berlin or UTC."""

    form: Literal["identifier_first", "combined"] = "identifier_first"
    """Whether sign-in asks for the address first, or for address and password together."""

    user_names: bool = False
    """Whether people may sign in with a user name as well; the sign-in page then says so. They may in any case where
    registration.user_name gives them one."""

    mails: dict[str, MailTexts] = {}
    """Own subject and opening text of e-mails, by kind (a folder of templates/mail) and language: the keys subject and
    opening of tables such as portals.shop.mails.confirm_registration.de. Both can name {portal}, and what the e-mail
    tells, such as {valid_until}."""

    customer_register: str | None = None
    """Key of the register whose customer numbers the portal asks for; without it the first one."""

    roles: dict[str, RoleSettings] = {}
    """The roles of members of organizations, by key: tables such as portals.shop.roles.buyer with the keys title,
    assigned_by and held_by. The portal's applications learn of these and no others (claims "roles" and "groups"); a
    portal without any has administrator and member."""

    products: dict[ProductKey, ProductName] = {}
    """What people call the portal's products, by key, such as {wiki = "Wiki"}. Applications that create organizations
    give them these and no others; operators are not limited to them."""

    holds: dict[str, HoldSettings] = {}
    """What the portal may have to settle with an organization before that is deleted, by key: tables such as
    portals.shop.holds.unpaid_invoices with the keys title and url. Its applications set and clear them."""

    texts: dict[TextKey, TextSettings] = {}
    """Texts that people agree to, such as the terms of use, by key: tables such as portals.shop.texts.terms with the
    keys kind (terms, privacy, marketing or other), version (change it with the text, and people are asked again),
    required (default: yes, except for marketing), asked_at (default: registration and sign_in; completion is where an
    approved account is set up) and double_opt_in (of marketing: a consent counts once it was confirmed by e-mail), and
    within it the tables de and en with the keys title, label (of the tick, as a sentence) and the whole text: url, or
    file for one that is shown here (UTF-8, paragraphs with an empty line between, headings behind "# ")."""

    brand: BrandSettings = BrandSettings()
    support: SupportSettings = SupportSettings()
    registration: RegistrationSettings = RegistrationSettings()
    organizations: OrganizationSettings = OrganizationSettings()
    password: PasswordPolicy = PasswordPolicy()
    password_reset: PasswordResetSettings = PasswordResetSettings()
    second_factor: SecondFactorSettings = SecondFactorSettings()
    remember_me: RememberMeSettings = RememberMeSettings()
    throttle: PortalThrottleSettings = PortalThrottleSettings()
    lifetimes: PortalLifetimeSettings = PortalLifetimeSettings()

    privacy_url: HttpUrl | None = None
    """Privacy policy, linked on each page."""

    imprint_url: HttpUrl | None = None
    """Legal notice (Impressum), linked on each page."""
