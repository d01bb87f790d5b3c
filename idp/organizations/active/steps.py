"""The steps that ask which organization the account acts for, and that say why it can act for none."""

from functools import partial

from idp.protocol.errors import AccessDenied, InteractionRequired
from idp.protocol.step_conditions import is_organization_choice_due, is_organization_refused
from idp.protocol.steps import ORGANIZATION_REFUSAL_SEEN, RequestStep

_REFUSED = "The person does not belong to the organization, or lacks what the application requires there."
_refused = partial(AccessDenied, _REFUSED)

ORGANIZATION_REFUSED = RequestStep(
    key="organization_refused",
    page="active_organization.refused",
    is_due=is_organization_refused,
    silent_error=_refused,
    settles=frozenset({ORGANIZATION_REFUSAL_SEEN}),
    unmet=_refused,
    needs_active=True,
)

ORGANIZATION = RequestStep(
    key="organization",
    page="active_organization.choose",
    is_due=is_organization_choice_due,
    silent_error=partial(InteractionRequired, "The person has to choose an organization."),
    needs_active=True,
)
