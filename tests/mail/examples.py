"""An example of each registered message, with facts a reader recognises: derived from the names of its fields.

A message whose field has a new name, or another value than its namesakes, says so in ``FACTS`` or ``OWN_FACTS``.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from idp.infrastructure.request_info import RequestInfo
from idp.mail import Message, mail_messages
from idp.registration.messages import ConfirmRegistration
from tests.provisioning.product import product

ISSUER = "https://id.example.test"
TOKEN = "Zm9yLXRlc3RzLW9ubHktbm90LWEtcmVhbC10b2tlbi1fXw"
VALID_UNTIL = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HAPPENED_AT = datetime(2026, 11, 20, 11, 58, tzinfo=UTC)
ASKED_BY = RequestInfo(
    ip="203.0.113.7",
    user_agent="Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
)

FACTS: Mapping[str, Any] = {
    "asked_by": ASKED_BY,
    "name": "Anna Muster",
    "valid_until": VALID_UNTIL,
    "secure_until": VALID_UNTIL,
    "code": "402917",
    "link": f"{ISSUER}/password-reset/link/{TOKEN}",
    "sign_in_link": f"{ISSUER}/signin",
    "reset_link": f"{ISSUER}/password-reset",
    "register_link": f"{ISSUER}/register",
    "deletion_link": f"{ISSUER}/account/deletion",
    "undo_link": f"{ISSUER}/account/email/undo/link/{TOKEN}",
    "was_me_link": f"{ISSUER}/it-was-me/link/{TOKEN}",
    "secure_link": f"{ISSUER}/secure-account/link/{TOKEN}",
    "reason": "Die Seriennummer gehört zu keinem unserer Geräte.",
    "new_email": "anna.neu@example.com",
    "place": "Berlin, Deutschland",
    "factor": "Authenticator",
    "has_codes": False,
    "item": "Anna & Bens Telefon",
    "account_email": "anna@example.com",
    "customer_number": "KD-4711",
    "account_link": f"{ISSUER}/account",
    "remaining": 7,
    "user_name": "anna.beispiel",
    "application": "Werkbank & Söhne",
    "organization": "Hafenwerk GmbH",
    "title": "Newsletter & Angebote",
    "inviter": "Ada Beispiel",
    "domain": "hafenwerk.example",
    "domain_link": f"{ISSUER}/organizations/org_1/domains/dom_1",
    "requested_by": "ben@example.com",
    "requests_link": f"{ISSUER}/organizations/org_1/requests",
    "join_link": f"{ISSUER}/organizations/join?organization=org_1",
    "is_approved": True,
    "host": "id.example.test",
    "cause": "password_reset",
    "organization_link": f"{ISSUER}/organizations/org_7hk2",
    "organizations_link": f"{ISSUER}/organizations",
    "role": "member",
    "roles": ("care_agent", "auditor"),
    "representative": "Grete Hafen",
    "successor": "Jonas Brandt",
    "is_accepted": True,
    "is_by_customer": False,
    "is_reminder": False,
    "applicant": "Petra Lang",
    "customer": "Praxis am Markt, 30815",
    "approval_link": f"{ISSUER}/organizations/org_7hk2/registrations/reg_1",
    "representation_link": f"{ISSUER}/organizations/org_7hk2/representative",
    "billing": True,
    "member_until": HAPPENED_AT,
    "members": ("Mira Albrecht", "ole@example.com"),
    "more_members": 3,
    "way_link": f"{ISSUER}/register?portal=kunde",
    "is_registration": True,
    "is_signing_in": False,
    "members_link": f"{ISSUER}/organizations/org_7hk2/members?only=ending",
}
OWN_FACTS: Mapping[str, Mapping[str, Any]] = {
    "confirm_registration": {"link": f"{ISSUER}/register/confirm/{TOKEN}"},
    "new_place": {"place": "Lissabon, Portugal"},
    "email_change_confirm": {"link": f"{ISSUER}/account/email/link/{TOKEN}"},
    "address_by_support": {"link": f"{ISSUER}/account/email/support/{TOKEN}"},
    "confirm_agreement": {"link": f"{ISSUER}/account/agreements/link/{TOKEN}"},
    "recovery_email_confirm": {"link": f"{ISSUER}/account/recovery-email/link/{TOKEN}"},
    "organization_deletion_requested": {"deletion_link": f"{ISSUER}/organizations/org_7hk2/deletion"},
    "organization_deletion_cancelled": {"deletion_link": f"{ISSUER}/organizations/org_7hk2/deletion"},
    "organization_invitation": {"link": f"{ISSUER}/invitation/link/{TOKEN}"},
    "customer_account_added": {"account_email": "b…n@example.com"},
    "recovery_email_changed": {"new_email": "anna.zwei@example.com"},
    "former_recovery_email": {"new_email": "anna.zwei@example.com"},
}


def example_of(message: type[Message]) -> Message:
    """The message with a fact in each of its fields; times without a fact of their own are ``HAPPENED_AT``."""
    facts = {**FACTS, **OWN_FACTS.get(message.key, {})}
    names = [field.name for field in fields(message)]
    return message(**{name: HAPPENED_AT if name.endswith("_at") else facts[name] for name in names})


EXAMPLES = tuple(example_of(message) for message in mail_messages(product()).values())
CONFIRM_REGISTRATION = example_of(ConfirmRegistration)
