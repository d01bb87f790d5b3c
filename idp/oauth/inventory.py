"""How long authorizations and keys are kept, and what of them is told to the account."""

from datetime import timedelta

from idp.infrastructure.personal_data import ExportSection, add_export_section
from idp.infrastructure.retention import RetentionRule, add_kept_table, add_retention_rule
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.oauth.client_jwts.models import UsedJwt
from idp.oauth.device_authorizations.models import DeviceAuthorization
from idp.oauth.pushed_requests.models import AnsweredRequest, PushedRequest

# By how much a clock of ours may be set back without a JWT that was used before holding once more.
_CLOCK_JUMP = timedelta(minutes=10)
# Long enough to tell a late replay from nonsense.
_REPLAY_TIME = timedelta(days=1)

AUTHORIZATIONS = ExportSection(
    "authorizations",
    lazy_gettext("Permissions used"),
    "client_id scope authenticated_at amr acr created_at expires_at refreshed_at revoked_at",
    order=140,
    labels={"scope": lazy_gettext("Allowed"), "refreshed_at": lazy_gettext("Renewed")},
)


def init_oauth_inventory(app: Application) -> None:
    """Register the tables."""
    add_retention_rule(app, RetentionRule(AuthorizationRecord.expires_at, lambda _: _REPLAY_TIME))
    add_retention_rule(app, RetentionRule(UsedJwt.expires_at, lambda _: _CLOCK_JUMP))
    # So long a device is told that its code has expired, and not that there is none.
    add_retention_rule(app, RetentionRule(DeviceAuthorization.expires_at, lambda _: _REPLAY_TIME))
    for expiry in (PushedRequest.expires_at, AnsweredRequest.expires_at):
        add_retention_rule(app, RetentionRule(expiry, lambda _: timedelta(0)))
    add_kept_table(app, "provider_keys", "the public halves of removed keys, a row in months")
    add_export_section(app, AUTHORIZATIONS)
