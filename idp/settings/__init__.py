"""What can be set: one typed tree, read once at start.

Owns the tree, its defaults and their explanation, reading it from TOML and the environment, and the generated
``config.example.toml``. What a setting *does* belongs to the package that reads it.
"""

from idp.settings.accounts import AccountSettings
from idp.settings.client_certificates import ClientCertificateSettings
from idp.settings.client_registration import ClientRegistrationSettings
from idp.settings.database import DatabaseSettings
from idp.settings.disclosure import DisclosureSettings
from idp.settings.errors import SettingsError
from idp.settings.keys import KeySettings
from idp.settings.loading import load_settings, load_tree
from idp.settings.logging import LoggingSettings
from idp.settings.lookups import LONGEST_STALE_HOURS, LookupSettings
from idp.settings.loopback import LOOPBACK_HOSTS
from idp.settings.mail import MailSettings
from idp.settings.outbound import OutboundSettings
from idp.settings.passwords import PasswordSettings
from idp.settings.portals.brand import BrandSettings
from idp.settings.portals.evidence import EvidenceSettings
from idp.settings.portals.holds import HoldSettings
from idp.settings.portals.lifetimes import PortalLifetimeSettings
from idp.settings.portals.passwords import PasswordPolicy, PasswordResetSettings
from idp.settings.portals.portal import PortalSettings
from idp.settings.portals.profile_fields import ProfileFieldSettings
from idp.settings.portals.registration import RegistrationSettings
from idp.settings.portals.remember_me import RememberMeSettings
from idp.settings.portals.roles import RoleSettings
from idp.settings.portals.second_factor import SecondFactorSettings
from idp.settings.portals.support import SupportSettings
from idp.settings.portals.texts import TextSettings, TextWords
from idp.settings.portals.throttle import PortalThrottleSettings
from idp.settings.portals.titles import Title
from idp.settings.registers import DEFAULT_REGISTER, RegisterSettings, SerialUse
from idp.settings.resource_servers import ResourceScopeSettings, ResourceServerSettings
from idp.settings.retention import RetentionSettings
from idp.settings.server import ServerSettings
from idp.settings.sessions import SessionSettings
from idp.settings.throttle import ThrottleSettings
from idp.settings.tokens import TokenSettings
from idp.settings.tree import Settings

__all__ = [
    "DEFAULT_REGISTER",
    "LONGEST_STALE_HOURS",
    "LOOPBACK_HOSTS",
    "AccountSettings",
    "BrandSettings",
    "ClientCertificateSettings",
    "ClientRegistrationSettings",
    "DatabaseSettings",
    "DisclosureSettings",
    "EvidenceSettings",
    "HoldSettings",
    "KeySettings",
    "LoggingSettings",
    "LookupSettings",
    "MailSettings",
    "OutboundSettings",
    "PasswordPolicy",
    "PasswordResetSettings",
    "PasswordSettings",
    "PortalLifetimeSettings",
    "PortalSettings",
    "PortalThrottleSettings",
    "ProfileFieldSettings",
    "RegisterSettings",
    "RegistrationSettings",
    "RememberMeSettings",
    "ResourceScopeSettings",
    "ResourceServerSettings",
    "RetentionSettings",
    "RoleSettings",
    "SecondFactorSettings",
    "SerialUse",
    "ServerSettings",
    "SessionSettings",
    "Settings",
    "SettingsError",
    "SupportSettings",
    "TextSettings",
    "TextWords",
    "ThrottleSettings",
    "Title",
    "TokenSettings",
    "load_settings",
    "load_tree",
]
