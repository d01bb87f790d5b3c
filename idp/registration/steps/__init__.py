"""The steps of registration: one file each, and the registry that portals choose from by key.

A further step is a file and a line in ``STEPS``; each text of a portal is a step by itself. Which steps a portal asks
for, on which page, is in its settings.
"""

from collections.abc import Mapping, Sequence

from idp.registration.steps.agreements import AGREEMENTS, TEXT_PREFIX, text_step
from idp.registration.steps.email import EMAIL
from idp.registration.steps.evidence import EVIDENCE
from idp.registration.steps.name import LAST_NAME, NAME
from idp.registration.steps.organization import ORGANIZATION
from idp.registration.steps.password import PASSWORD
from idp.registration.steps.profile import PROFILE
from idp.registration.steps.step import Asked, RegistrationStep, StepForm
from idp.registration.steps.user_name import USER_NAME
from idp.registration.steps.welcome import WELCOME

STEPS: Mapping[str, RegistrationStep] = {
    step.key: step
    for step in (NAME, LAST_NAME, EMAIL, EVIDENCE, PROFILE, USER_NAME, ORGANIZATION, PASSWORD, AGREEMENTS, WELCOME)
}

__all__ = ["STEPS", "Asked", "RegistrationStep", "StepForm", "steps_of"]


def steps_of(page: Sequence[str], asked: Asked) -> Sequence[RegistrationStep]:
    """The steps of a page that this portal has something to ask in."""
    steps = [text_step(key) if key.startswith(TEXT_PREFIX) else STEPS[key] for key in page]
    return [step for step in steps if _is_for(step, asked) and step.is_asked(asked)]


def _is_for(step: RegistrationStep, asked: Asked) -> bool:
    if asked.is_admitted:
        return step.is_for_admitted
    return step.is_for_accounts or not asked.is_of_account
