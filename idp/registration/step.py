"""The step that offers to create an account."""

from functools import partial

from idp.protocol.errors import InteractionRequired
from idp.protocol.step_conditions import is_registration_asked
from idp.protocol.steps import SIGNED_IN, RequestStep

CREATE = RequestStep(
    key="create",
    page="registration.register",
    is_due=is_registration_asked,
    silent_error=partial(InteractionRequired, "The person has to act."),
    settles=frozenset({SIGNED_IN}),
)
