"""What is kept for how long: one line for every table, with the reason where rows stay."""

from datetime import timedelta

from idp.accounts.models import EmailChange
from idp.audit.models import AuditEvent
from idp.factors.mailed_codes.models import MailedCode
from idp.factors.passkeys.models import PasskeyChallenge
from idp.infrastructure.one_time_links import OneTimeLink
from idp.infrastructure.rate_limits import RateLimitCounter
from idp.infrastructure.retention import Rule
from idp.interactions.models import Interaction
from idp.mail.models import OutboxMail
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.registration.models import Registration
from idp.sessions.devices import LIFETIME
from idp.sessions.models import BrowserSession, Device, KnownPlace, RememberedSignIn
from idp.settings import RetentionSettings

# Long enough to tell a late replay from nonsense.
_REPLAY_TIME = timedelta(days=1)


def _not_at_all(_: RetentionSettings) -> timedelta:
    return timedelta(0)


RULES = (
    Rule(RateLimitCounter.window_ends_at, _not_at_all),
    Rule(MailedCode.expires_at, _not_at_all),
    Rule(PasskeyChallenge.expires_at, _not_at_all),
    Rule(AuthorizationRecord.expires_at, lambda _: _REPLAY_TIME),
    Rule(Interaction.expires_at, lambda kept: timedelta(days=kept.interactions_days)),
    Rule(OneTimeLink.expires_at, lambda kept: timedelta(days=kept.links_days)),
    Rule(Registration.expires_at, lambda kept: timedelta(days=kept.links_days)),
    # A sid is asked about for some time after its session: by sign-outs that come late, and by people.
    Rule(BrowserSession.expires_at, lambda kept: timedelta(days=kept.sessions_days)),
    Rule(RememberedSignIn.expires_at, lambda kept: timedelta(days=kept.sessions_days)),
    # As long as the browser keeps the cookie.
    Rule(Device.last_seen_at, lambda _: LIFETIME),
    Rule(KnownPlace.last_seen_at, lambda _: LIFETIME),
    # By then it was sent, or given up: no setting lets a mail be tried for so long.
    Rule(OutboxMail.created_at, lambda kept: timedelta(days=kept.mail_days)),
    Rule(EmailChange.expires_at, lambda kept: timedelta(days=kept.events_days)),
    Rule(
        AuditEvent.at,
        lambda kept: timedelta(days=kept.events_days),
        only=AuditEvent.is_lasting.is_(False),
    ),
    Rule(
        AuditEvent.at,
        lambda kept: timedelta(days=kept.lasting_events_days),
        only=AuditEvent.is_lasting.is_(True),
    ),
    Rule(AuditEvent.at, lambda kept: timedelta(days=kept.event_addresses_days), cleared=AuditEvent.ip),
)

STAYING = {
    "accounts": "until the person or an operator deletes the account",
    "passkeys": "with the account",
    "totp_secrets": "with the account",
    "recovery_codes": "with the account; a new set replaces the old one",
    "former_passwords": "with the account; as many as the portal's policy compares",
    "consents": "with the account, until withdrawn",
    "memberships": "with the account and the organization",
    "operator_roles": "with the account, until revoked",
    "organizations": "until an operator deletes it",
    "clients": "until an operator deletes it",
    "client_secrets": "with the client; digests of which one in a while is replaced",
    "signing_keys": "the public halves of removed keys, a row in months",
    "cache_versions": "a row for each kind",
}
"""Tables that no rule speaks of, and until when their rows are kept."""
