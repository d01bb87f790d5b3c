"""The settings tree of an installation."""

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, EmailStr, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from idp.settings.portals import PortalSettings
from idp.settings.section import Section

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


def _check_https(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or not address.isprintable() or " " in address:
        raise ValueError("must be an address that begins with https://")
    return address


def _check_contact(address: str) -> str:
    scheme, _, rest = address.partition(":")
    if scheme not in {"mailto", "tel"}:
        return _check_https(address)
    if not rest or not rest.isprintable() or " " in rest:
        raise ValueError("must be mailto: or tel: with an address behind it, without spaces")
    return address


class ServerSettings(Section):
    """The HTTP server and the name it is known by."""

    issuer: str = "http://localhost:8000"
    """The provider's public address and OpenID issuer: https, or http on loopback; no slash at the end."""

    host: str = "127.0.0.1"
    """Address to bind."""

    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    """Port to bind."""

    workers: Annotated[int, Field(ge=1, le=64)] = 1
    """Number of worker processes; more than one on PostgreSQL pays off from about two cores."""

    threads: Annotated[int, Field(ge=2, le=64)] = 8
    """Threads of a worker. Keep it above passwords.parallel_hashes, so that hashing never holds up the rest."""

    trusted_hosts: tuple[str, ...] = ()
    """Further host names to answer to, beside the issuer's."""

    trusted_proxies: tuple[str, ...] = ()
    """Addresses or networks of the reverse proxies whose X-Forwarded-For and -Proto are believed; none by default."""

    maximum_body_bytes: Annotated[int, Field(ge=4096)] = 65536
    """Largest request body that is read, in bytes."""

    place_database: Path | None = None
    """A MaxMind file (.mmdb) of cities or countries, to name the place of a sign-in and tell of new ones."""

    stop_seconds: Annotated[int, Field(ge=1, le=300)] = 20
    """How long running requests may take to finish after a stop was asked, in seconds."""


class DatabaseSettings(Section):
    """Where the data lives."""

    url: str = "sqlite:///einlass.sqlite3"
    """SQLAlchemy address: sqlite:///path (embedded) or postgresql+psycopg://user:password@host/name."""

    pool_size: Annotated[int, Field(ge=1, le=100)] = 10
    """Connections kept per worker process (PostgreSQL)."""

    cache_check_seconds: Annotated[float, Field(ge=0, le=60)] = 1.0
    """How long a worker may trust its copy of clients and keys before it asks whether they changed, in seconds."""


class KeySettings(Section):
    """The installation's master key and the keys that sign tokens."""

    directory: Path = Path("keys")
    """Folder of the master key file; created with tight permissions by `idp init`."""

    master_key: SecretStr | None = None
    """The master key itself (base64, 32 bytes), instead of the file; best given as IDP_KEYS__MASTER_KEY_FILE."""

    signing_algorithms: tuple[Literal["RS256", "ES256", "EdDSA", "PS256"], ...] = (
        "ES256",
        "RS256",
        "EdDSA",
        "PS256",
    )
    """Algorithms to keep a signing key for; RS256 must be among them (OpenID Connect Discovery)."""

    rotation_days: Annotated[int, Field(ge=1, le=3650)] = 90
    """Age at which an active signing key is replaced, in days."""

    publish_ahead_hours: Annotated[int, Field(ge=1, le=720)] = 48
    """How long the next key is published before it signs, in hours, so that every relying party has fetched it."""

    retire_days: Annotated[int, Field(ge=1, le=365)] = 7
    """How long a replaced key stays published for verification, in days; at least the life of a token."""


class TokenSettings(Section):
    """Lifetimes of what is issued."""

    code_seconds: Annotated[int, Field(ge=10, le=60)] = 60
    """Lifetime of an authorization code, in seconds."""

    access_token_seconds: Annotated[int, Field(ge=60, le=86400)] = 600
    """Lifetime of an access token, in seconds; some clients fail below 60."""

    id_token_seconds: Annotated[int, Field(ge=60, le=86400)] = 600
    """Lifetime of an ID token, in seconds."""

    refresh_idle_days: Annotated[int, Field(ge=1, le=3650)] = 30
    """A refresh token that is not used for so many days dies."""

    refresh_absolute_days: Annotated[int, Field(ge=1, le=3650)] = 180
    """After so many days the person must sign in again, however often the token was used."""

    refresh_grace_seconds: Annotated[int, Field(ge=0, le=60)] = 10
    """How long the previous refresh token is still answered with its successor (a lost answer, a second tab)."""


class SessionSettings(Section):
    """Sign-in sessions in a browser."""

    idle_minutes: Annotated[int, Field(ge=5, le=60 * 24 * 30)] = 120
    """A session that is not used for so many minutes ends."""

    absolute_hours: Annotated[int, Field(ge=1, le=24 * 30)] = 12
    """A session ends after so many hours in any case."""

    interaction_minutes: Annotated[int, Field(ge=5, le=240)] = 60
    """How long a person may take over one sign-in or registration page flow."""


class AccountSettings(Section):
    """What people do with their own accounts."""

    deletion_days: Annotated[int, Field(ge=1, le=365)] = 14
    """How long a person may take back the wish to have the account deleted, in days; then it is gone for good."""

    invitation_days: Annotated[int, Field(ge=1, le=30)] = 7
    """How long the link holds that is mailed to somebody for whom an account was made, in days."""

    temporary_password_hours: Annotated[int, Field(ge=1, le=168)] = 24
    """How long a temporary password from the support is good, in hours; it opens the account once."""


class RetentionSettings(Section):
    """How long what has had its time is still kept. What belongs to an account goes with the account, if not before."""

    links_days: Annotated[int, Field(ge=1, le=365)] = 30
    """Mailed links and registrations, after they expired, in days; until then their pages say what became of them."""

    interactions_days: Annotated[int, Field(ge=1, le=365)] = 7
    """Sign-ins that were begun and left, after they expired, in days."""

    sessions_days: Annotated[int, Field(ge=1, le=3650)] = 30
    """Sessions and remembered sign-ins, after they expired, in days."""

    mail_days: Annotated[int, Field(ge=14, le=3650)] = 30
    """The list of mails (recipient, subject, time; their text is gone once they are sent), in days."""

    event_addresses_days: Annotated[int, Field(ge=1, le=3650)] = 90
    """Network addresses in the record of events, in days; the events stay, without them."""

    events_days: Annotated[int, Field(ge=30, le=36500)] = 365
    """Events of every day, such as sign-ins, and former e-mail addresses, in days."""

    lasting_events_days: Annotated[int, Field(ge=30, le=36500)] = 1461
    """Events that prove something, such as consents, roles, clients and accounts made and deleted, in days."""


class PasswordSettings(Section):
    """Hashing of people's passwords (argon2id; the defaults are OWASP's) and links to set new ones."""

    memory_kib: Annotated[int, Field(ge=8, le=1048576)] = 19456
    """Memory of one hash, in KiB."""

    iterations: Annotated[int, Field(ge=1, le=20)] = 2
    """Passes over the memory."""

    parallelism: Annotated[int, Field(ge=1, le=16)] = 1
    """Lanes of one hash."""

    parallel_hashes: Annotated[int, Field(ge=1, le=64)] = 2
    """How many hashes a worker computes at a time; others wait their turn."""

    breached_list: Path | None = None
    """Passwords known from break-ins: a file of SHA-1 hashes, sorted hex, one a line, perhaps with a count."""

    breached_range_service: str | None = None
    """A service that names such passwords, asked when one is chosen and told no more than five digits of its SHA-1
    hash: the address before them, such as https://api.pwnedpasswords.com/range/. Nobody is asked by default."""

    reset_link_minutes: Annotated[int, Field(ge=5, le=1440)] = 60
    """How long the link of a password reset mail holds, in minutes."""

    @field_validator("breached_range_service")
    @classmethod
    def _check_range_service(cls, address: str | None) -> str | None:
        parts = urlsplit(address or "https://-/")
        is_local = parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS
        if not (parts.scheme == "https" or is_local) or not parts.hostname or not parts.path.endswith("/"):
            raise ValueError(
                "write an address such as https://api.pwnedpasswords.com/range/, with https and its last /"
            )
        return address


class ThrottleSettings(Section):
    """Budgets of failed attempts. They are kept in the database and hold over all workers."""

    account_attempts: Annotated[int, Field(ge=3, le=1000)] = 10
    """Wrong passwords for one account within the window."""

    address_attempts: Annotated[int, Field(ge=3, le=100000)] = 50
    """Wrong passwords from one network address within the window."""

    global_attempts: Annotated[int, Field(ge=10, le=10000000)] = 5000
    """Wrong passwords over all accounts within the window."""

    window_minutes: Annotated[int, Field(ge=1, le=1440)] = 15
    """Length of the window, in minutes."""

    mails_per_address: Annotated[int, Field(ge=1, le=1000)] = 5
    """Mails of one kind (confirmation, reset) to one address within an hour."""

    storage: str = "memory://"
    """Where the coarse request limiter of public forms counts: memory:// or valkey://host:port (several nodes)."""

    form_requests_per_minute: Annotated[int, Field(ge=5, le=100000)] = 120
    """Submissions of public forms from one network address per minute."""


class MailSettings(Section):
    """Sending mail."""

    transport: Literal["mailbox", "smtp"] = "mailbox"
    """smtp sends; mailbox keeps every mail on a local page, for trying out on loopback only."""

    sender: EmailStr = "no-reply@einlass.example"
    """Address in From."""

    sender_name: str | None = None
    """Name in From; the portal's name when left out."""

    reply_to: EmailStr | None = None
    """Address in Reply-To; the portal's support when left out."""

    host: str = "localhost"
    """SMTP server."""

    port: Annotated[int, Field(ge=1, le=65535)] = 587
    """SMTP port."""

    security: Literal["starttls", "tls", "none"] = "starttls"
    """starttls (587), tls from the first byte (465), or none (a server on this machine)."""

    username: str | None = None
    """SMTP user name; no authentication when left out."""

    password: SecretStr | None = None
    """SMTP password; best given as IDP_MAIL__PASSWORD_FILE."""

    timeout_seconds: Annotated[int, Field(ge=1, le=120)] = 20
    """How long one SMTP step may take, in seconds."""

    attempts: Annotated[int, Field(ge=1, le=50)] = 12
    """How often a mail is tried, with growing pauses, before it counts as failed."""

    background: bool = True
    """Send from within `idp serve`; turn it off where `idp worker` runs on its own."""

    poll_seconds: Annotated[float, Field(ge=0.05, le=60)] = 1.0
    """Pause between two looks into the outbox, in seconds."""


class DisclosureSettings(Section):
    """Where those turn who found a security hole; told in /.well-known/security.txt (RFC 9116)."""

    contact: tuple[Annotated[str, AfterValidator(_check_contact)], ...] = ()
    """Whom to tell, the preferred one first: mailto:security@example.com, an https page, tel:…; no file without one."""

    policy: Annotated[str, AfterValidator(_check_https)] | None = None
    """The https page with your rules for reports, if any."""


class LoggingSettings(Section):
    """Log lines on standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    """Least important level to write."""

    format: Literal["json", "console"] = "json"
    """One JSON object per line, or lines for a person's eyes."""


class Settings(BaseSettings):
    """The whole tree. Get one from :func:`idp.settings.load_settings`."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, validate_default=True)

    server: ServerSettings = ServerSettings()
    database: DatabaseSettings = DatabaseSettings()
    keys: KeySettings = KeySettings()
    tokens: TokenSettings = TokenSettings()
    sessions: SessionSettings = SessionSettings()
    accounts: AccountSettings = AccountSettings()
    retention: RetentionSettings = RetentionSettings()
    passwords: PasswordSettings = PasswordSettings()
    throttle: ThrottleSettings = ThrottleSettings()
    mail: MailSettings = MailSettings()
    disclosure: DisclosureSettings = DisclosureSettings()
    logging: LoggingSettings = LoggingSettings()
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

    def portal(self, key: str | None) -> PortalSettings:
        """The portal of ``key``; the default one without a key, and for a portal that is gone."""
        return self.portals.get(key or "") or self.portals[self.default_portal]

    @model_validator(mode="after")
    def _check(self) -> Self:
        issuer = urlsplit(self.server.issuer)
        if issuer.scheme not in {"https", "http"} or not issuer.hostname:
            raise ValueError("server.issuer must be an address such as https://login.example.com")
        if self.server.issuer.endswith("/") or issuer.query or issuer.fragment or issuer.path:
            raise ValueError("server.issuer must end after host and port: no path, slash, query or fragment")
        if issuer.scheme == "http" and issuer.hostname not in LOOPBACK_HOSTS:
            raise ValueError("server.issuer must be https; http is accepted on localhost only")
        if self.mail.transport == "mailbox" and not self.is_loopback:
            raise ValueError(
                'mail.transport = "mailbox" shows every mail on a page and is meant for localhost; set it to "smtp"'
            )
        if "RS256" not in self.keys.signing_algorithms:
            raise ValueError("keys.signing_algorithms must contain RS256: every relying party understands it")
        if not self.portals:
            raise ValueError("portals: at least one is needed")
        return self
