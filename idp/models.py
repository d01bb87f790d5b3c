"""Every model of the product in one import, for the migrations and the tests that compare against them."""

from idp.accounts import models as accounts
from idp.audit import models as audit
from idp.clients import models as clients
from idp.consent import models as consent
from idp.infrastructure import cache_versions, one_time_links, rate_limits
from idp.interactions import models as interactions
from idp.mail import models as mail
from idp.oauth import models as oauth
from idp.operators import models as operators
from idp.organizations import models as organizations
from idp.registration import models as registration
from idp.sessions import models as sessions

__all__ = [
    "accounts",
    "audit",
    "cache_versions",
    "clients",
    "consent",
    "interactions",
    "mail",
    "oauth",
    "one_time_links",
    "operators",
    "organizations",
    "rate_limits",
    "registration",
    "sessions",
]
