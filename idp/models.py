"""Every model of the product in one import, for the migrations and the tests that compare against them."""

from idp.accounts import models as accounts
from idp.audit import models as audit
from idp.clients import models as clients
from idp.consent import models as consent
from idp.factors.mailed_codes import models as mailed_codes
from idp.factors.passkeys import models as passkeys
from idp.factors.recovery_codes import models as recovery_codes
from idp.factors.totp import models as totp
from idp.infrastructure import cache_versions, rate_limits
from idp.infrastructure.one_time_links import models as one_time_links
from idp.interactions import models as interactions
from idp.mail import models as mail
from idp.oauth.authorizations import models as authorizations
from idp.oauth.signing_keys import models as signing_keys
from idp.operators import models as operators
from idp.organizations import models as organizations
from idp.registration import models as registration
from idp.sessions import models as sessions

__all__ = [
    "accounts",
    "audit",
    "authorizations",
    "cache_versions",
    "clients",
    "consent",
    "interactions",
    "mail",
    "mailed_codes",
    "one_time_links",
    "operators",
    "organizations",
    "passkeys",
    "rate_limits",
    "recovery_codes",
    "registration",
    "sessions",
    "signing_keys",
    "totp",
]
