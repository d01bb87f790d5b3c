"""What people are told of an agreement."""

from idp.agreements.models import AgreementState
from idp.infrastructure.web.i18n import lazy_gettext

STATES = {
    AgreementState.AWAITING: lazy_gettext("Awaiting confirmation"),
    AgreementState.AGREED: lazy_gettext("Agreed"),
    AgreementState.WITHDRAWN: lazy_gettext("Withdrawn"),
}
WAYS = {
    "registration": lazy_gettext("Registration"),
    "invitation": lazy_gettext("Invitation"),
    "sign_in": lazy_gettext("Sign-in"),
    "account_page": lazy_gettext("Account"),
}
"""Where an agreement was given."""
