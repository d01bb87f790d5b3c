"""The step that asks whether the application may have what it wants."""

from functools import partial

from idp.protocol.errors import ConsentRequired
from idp.protocol.step_conditions import is_consent_needed
from idp.protocol.steps import CONSENTED, RequestStep

CONSENT = RequestStep(
    key="consent",
    page="consent.consent",
    is_due=is_consent_needed,
    silent_error=partial(ConsentRequired, "The person has to give consent."),
    settles=frozenset({CONSENTED}),
    needs_active=True,
)
