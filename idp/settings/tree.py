"""The settings tree of an installation: one line for each section."""

from collections.abc import Mapping
from typing import Self
from urllib.parse import urlsplit

from pydantic import model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from idp.settings.accounts import AccountSettings
from idp.settings.client_certificates import ClientCertificateSettings
from idp.settings.client_registration import ClientRegistrationSettings
from idp.settings.database import DatabaseSettings
from idp.settings.disclosure import DisclosureSettings
from idp.settings.keys import KeySettings
from idp.settings.logging import LoggingSettings
from idp.settings.loopback import LOOPBACK_HOSTS
from idp.settings.mail import MailSettings
from idp.settings.operators import OperatorSettings
from idp.settings.outbound import OutboundSettings
from idp.settings.passwords import PasswordSettings
from idp.settings.portals.portal import PortalSettings
from idp.settings.registers import DEFAULT_REGISTER, RegisterSettings
from idp.settings.resource_servers import ResourceScopeSettings, ResourceServerSettings
from idp.settings.retention import RetentionSettings
from idp.settings.server import ServerSettings
from idp.settings.sessions import SessionSettings
from idp.settings.throttle import ThrottleSettings
from idp.settings.tokens import TokenSettings


class Settings(BaseSettings):
    """The whole tree. Get one from :func:`idp.settings.load_settings`."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, validate_default=True)

    server: ServerSettings = ServerSettings()
    database: DatabaseSettings = DatabaseSettings()
    keys: KeySettings = KeySettings()
    tokens: TokenSettings = TokenSettings()
    client_certificates: ClientCertificateSettings = ClientCertificateSettings()
    sessions: SessionSettings = SessionSettings()
    accounts: AccountSettings = AccountSettings()
    retention: RetentionSettings = RetentionSettings()
    passwords: PasswordSettings = PasswordSettings()
    throttle: ThrottleSettings = ThrottleSettings()
    mail: MailSettings = MailSettings()
    operators: OperatorSettings = OperatorSettings()
    outbound: OutboundSettings = OutboundSettings()
    disclosure: DisclosureSettings = DisclosureSettings()
    logging: LoggingSettings = LoggingSettings()
    client_registration: ClientRegistrationSettings = ClientRegistrationSettings()
    resource_servers: dict[str, ResourceServerSettings] = {}
    """The resource servers (APIs) by key, beside this provider's own endpoints. A client asks for tokens for one by
    its scopes."""

    registers: dict[str, RegisterSettings] = {}
    """The registers of customers by key, each that of one of the operator's systems. Without any there is
    "customers"."""

    portals: dict[str, PortalSettings] = {"default": PortalSettings(name="Einlass")}
    """The portals by key; each client belongs to one. The first is used where a page has no portal."""

    @property
    def issuer(self) -> str:
        """The issuer, byte for byte as it stands in every token and in discovery."""
        return self.server.issuer

    @property
    def is_https(self) -> bool:
        """Whether people reach the provider over TLS, which decides the cookies' names and flags."""
        return self.server.issuer.startswith("https://")

    @property
    def is_loopback(self) -> bool:
        """Whether the issuer names this very machine: a trial, not an installation."""
        return urlsplit(self.server.issuer).hostname in LOOPBACK_HOSTS

    @property
    def default_portal(self) -> str:
        """Key of the portal for pages that were not reached from one."""
        return next(iter(self.portals))

    @property
    def resource_scopes(self) -> Mapping[str, ResourceScopeSettings]:
        """The scopes of all resource servers, by their names."""
        return {name: scope for server in self.resource_servers.values() for name, scope in server.scopes.items()}

    def portal(self, key: str | None) -> PortalSettings:
        """The portal of ``key``; the default one without a key, and for a portal that is gone."""
        return self.portals.get(key or "") or self.portals[self.default_portal]

    def register_of(self, portal: str | None) -> str:
        """Key of the register whose numbers the portal asks for: the one that it names, else the first."""
        return self.portal(portal).customer_register or next(iter(self.registers), DEFAULT_REGISTER)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.mail.transport == "mailbox" and not self.is_loopback:
            raise ValueError(
                'mail.transport = "mailbox" shows every mail on a page and is meant for localhost; set it to "smtp"'
            )
        if self.outbound.development_loopback and not self.is_loopback:
            raise ValueError(
                "outbound.development_loopback lets clients reach services of this machine: for an issuer on localhost"
            )
        if not self.portals:
            raise ValueError("portals: at least one is needed")
        if self.client_registration.access != "off" and self.client_registration.portal not in self.portals:
            raise ValueError(f"client_registration.portal: name one of the portals ({', '.join(self.portals)})")
        for key, portal in self.portals.items():
            known = self.registers or (DEFAULT_REGISTER,)
            if portal.customer_register is not None and portal.customer_register not in known:
                raise ValueError(f"portals.{key}.customer_register: there is no register {portal.customer_register}")
        return self
