"""Settings of the portals: the brand, the words and the rules under which a person meets this provider."""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, EmailStr, Field, HttpUrl, StringConstraints

from idp.settings.section import Section

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Language = Literal["de", "en"]


def _check_time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{name!r} is no time zone that this machine knows, such as Europe/Berlin") from error
    return name


TimeZone = Annotated[str, AfterValidator(_check_time_zone)]


class Brand(Section):
    """How the hosted pages look when a person comes from this portal."""

    accent: Colour = "#1f4fd8"
    """Colour of buttons and links, as #rrggbb; a readable text colour upon it is computed."""

    accent_dark: Colour | None = None
    """The same for dark mode; computed from the accent when left out."""

    second: Colour | None = None
    """Second colour of the backdrop; the accent when left out."""

    second_dark: Colour | None = None
    """The same for dark mode."""

    corner: Annotated[int, Field(ge=0, le=24)] = 12
    """How round fields and buttons are, in pixels."""

    logo: str | None = None
    """Path of a logo (SVG or PNG); relative paths start at the folder of the configuration file."""

    logo_dark: str | None = None
    """The same for dark mode; without one the logo stands on a light plate."""


class Support(Section):
    """Whom a person can ask; shown at the foot of each page and in each mail. Who has lost every second factor finds
    it on a page of its own, so give at least one way to reach somebody."""

    url: HttpUrl | None = None
    """Page with help, for instance one with a form to write to the support."""

    email: EmailStr | None = None
    """Address of the support."""

    phone: str | None = None
    """Telephone number of the support, as it is to be read."""

    hours: str | None = None
    """When the support can be reached, in a few words."""


class Registration(Section):
    """The way into an account."""

    open: bool = True
    """Whether a person may register without an invitation."""

    confirmation_hours: Annotated[int, Field(ge=1, le=24 * 30)] = 24
    """How long the link in the confirmation mail holds, in hours."""


class PasswordPolicy(Section):
    """What a new password must be; the rules are shown beside the field and checked on the server."""

    minimum_length: Annotated[int, Field(ge=8, le=64)] = 8
    """Fewest characters of a new password."""

    require_mixed_case: bool = False
    """Ask for an upper case and a lower case letter."""

    require_digit: bool = False
    """Ask for a digit."""

    require_special: bool = False
    """Ask for a character that is neither letter nor digit."""

    forbid_runs: bool = False
    """Refuse three characters in a row that follow each other, such as abc, CBA or 123."""

    former_passwords: Annotated[int, Field(ge=0, le=24)] = 0
    """How many of a person's last passwords may not be taken again, the present one included; 0 allows all."""


class PasswordReset(Section):
    """A forgotten password."""

    ask_customer_number: bool = False
    """Ask for the customer number as well: a link is mailed only where it is the one of the address's account. All
    portals share their accounts, so it protects those of an installation whose portals all ask for it."""


class SecondFactor(Section):
    """Who needs a second factor at sign-in, and which."""

    policy: Literal["off", "optional", "administrators", "all"] = "optional"
    """off: not offered; optional: who wants; administrators: whoever administers an organization; all: everybody."""

    grace_days: Annotated[int, Field(ge=0, le=365)] = 14
    """How long setting one up may be put off from the first time it is demanded, in days."""

    mailed_code: bool = False
    """Accept a code sent by mail as a second factor: weak, but better than none."""

    trusted_device_days: Annotated[int, Field(ge=0, le=365)] = 0
    """How long a device may go without the second factor once the person trusts it, in days; 0 switches that off."""


class RememberMe(Section):
    """Staying signed in over a restart of the browser."""

    offered: bool = False
    """Show "Remember me" on the sign-in page."""

    hours: Annotated[int, Field(ge=1, le=24 * 365)] = 12
    """How long a person stays signed in at most, in hours."""


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

    brand: Brand = Brand()
    support: Support = Support()
    registration: Registration = Registration()
    password: PasswordPolicy = PasswordPolicy()
    password_reset: PasswordReset = PasswordReset()
    second_factor: SecondFactor = SecondFactor()
    remember_me: RememberMe = RememberMe()

    privacy_url: HttpUrl | None = None
    """Privacy statement, linked on each page."""

    imprint_url: HttpUrl | None = None
    """Imprint, linked on each page."""

    terms_url: HttpUrl | None = None
    """Terms of use, linked where a person registers."""
