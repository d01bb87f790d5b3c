"""The steps of a sign-in in their order: the one list that says what is due, and where its page is.

A further step is a file of the package that owns its page and a line in ``STEPS``, or a call of :func:`add_step`.
"""

from collections.abc import Sequence
from functools import partial

from flask import current_app

from idp.consent.step import CONSENT
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.active.steps import ORGANIZATION, ORGANIZATION_REFUSED
from idp.protocol import step_conditions as conditions
from idp.protocol.errors import (
    AccessDenied,
    AccountSelectionRequired,
    InteractionRequired,
    LoginRequired,
    UnmetAuthenticationRequirements,
)
from idp.protocol.second_factor import is_enrolment_due, is_factor_due, is_new_password_due
from idp.protocol.steps import (
    ACCOUNT_CHOSEN,
    DEVICE_CONFIRMED,
    JOURNEY_DECLINED,
    REFUSAL_SEEN,
    SIGNED_IN,
    STEPPED_UP,
    RequestStep,
    SignInStep,
    Step,
)
from idp.registration.step import CREATE

_EXTENSION = "einlass steps"
_SIGN_IN = "signin.sign_in"
_BY_SIGNING_IN = frozenset({SIGNED_IN})
_sign_in_needed = partial(LoginRequired, "The person has to sign in.")
_choice_needed = partial(AccountSelectionRequired, "The person has to choose an account.")
_NOT_ADMITTED = "The account is not admitted to this portal."
_admission_refused = partial(InteractionRequired, _NOT_ADMITTED)
_acr_unmet = partial(UnmetAuthenticationRequirements, "The essential acr could not be reached.")

SECOND_FACTOR = SignInStep(key="second_factor", page="mfa.ask", is_due=is_factor_due)
ENROLMENT = SignInStep(key="enrolment", page="mfa.enrol", is_due=is_enrolment_due)
NEW_PASSWORD = SignInStep(key="new_password", page="new_password.choose", is_due=is_new_password_due)

NOT_ADMITTED = RequestStep(
    key="not_admitted",
    page="admission.refused",
    is_due=conditions.is_admission_refused,
    silent_error=_admission_refused,
    settles=frozenset({REFUSAL_SEEN}),
    unmet=partial(AccessDenied, _NOT_ADMITTED),
    needs_active=True,
)

JOURNEY = RequestStep(
    key="journey",
    page="journey.complete",
    is_due=conditions.is_journey_incomplete,
    silent_error=partial(InteractionRequired, "The person has to complete the journey of this portal."),
    settles=frozenset({JOURNEY_DECLINED}),
    unmet=partial(AccessDenied, "The person did not complete the journey of this portal."),
    needs_active=True,
)

STEPS: tuple[Step, ...] = (
    SECOND_FACTOR,
    ENROLMENT,
    NEW_PASSWORD,
    CREATE,
    RequestStep(
        key="choice_among_others",
        page="chooser.choose",
        is_due=conditions.is_choice_among_others,
        silent_error=_choice_needed,
    ),
    RequestStep(
        key="no_session",
        page=_SIGN_IN,
        is_due=conditions.is_session_missing,
        silent_error=_sign_in_needed,
    ),
    RequestStep(
        key="other_person",
        page=_SIGN_IN,
        is_due=conditions.is_other_person,
        silent_error=_sign_in_needed,
        settles=_BY_SIGNING_IN,
        unmet=partial(LoginRequired, "Somebody else than the person asked for has signed in."),
    ),
    RequestStep(
        key="select_account",
        page="chooser.choose",
        is_due=conditions.is_account_choice_asked,
        silent_error=_choice_needed,
        settles=frozenset({ACCOUNT_CHOSEN, SIGNED_IN}),
    ),
    RequestStep(
        key="prompt_login",
        page=_SIGN_IN,
        is_due=conditions.is_login_asked,
        silent_error=_sign_in_needed,
        settles=_BY_SIGNING_IN,
        reason=lazy_gettext("%(name)s asks you to sign in again."),
    ),
    # However long the consent page takes after a sign-in: otherwise max_age=1 could never end.
    RequestStep(
        key="too_old",
        page=_SIGN_IN,
        is_due=conditions.is_too_old,
        silent_error=_sign_in_needed,
        settles=_BY_SIGNING_IN,
        reason=lazy_gettext("%(name)s requires a recent sign-in. Please sign in again."),
    ),
    RequestStep(
        key="outlived",
        page=_SIGN_IN,
        is_due=conditions.is_outlived,
        silent_error=_sign_in_needed,
        settles=_BY_SIGNING_IN,
        reason=lazy_gettext("Your organization requires a recent sign-in. Please sign in again."),
    ),
    NOT_ADMITTED,
    RequestStep(
        key="password_rules",
        page=_SIGN_IN,
        is_due=conditions.is_password_unchecked,
        silent_error=_sign_in_needed,
        settles=_BY_SIGNING_IN,
        reason=lazy_gettext("%(name)s has its own password rules. Please enter your password."),
    ),
    # Before the second factor: the rule of the organization that is chosen holds.
    ORGANIZATION_REFUSED,
    ORGANIZATION,
    RequestStep(
        key="portal_second_factor",
        page="mfa.ask",
        is_due=conditions.is_second_factor_missing,
        silent_error=_sign_in_needed,
        settles=frozenset({STEPPED_UP}),
        unmet=partial(LoginRequired, "The second factor that the portal demands could not be reached."),
        needs_active=True,
        continues_session=True,
    ),
    RequestStep(
        key="other_acr",
        page=_SIGN_IN,
        is_due=conditions.is_other_acr_required,
        silent_error=_sign_in_needed,
        settles=_BY_SIGNING_IN,
        unmet=_acr_unmet,
        reason=lazy_gettext("%(name)s asks you to sign in with another method."),
    ),
    RequestStep(
        key="step_up",
        page="mfa.ask",
        is_due=conditions.is_multi_factor_required,
        silent_error=_sign_in_needed,
        settles=frozenset({SIGNED_IN, STEPPED_UP}),
        unmet=_acr_unmet,
        needs_active=True,
        continues_session=True,
    ),
    RequestStep(
        key="preferred_step_up",
        page="mfa.ask",
        is_due=conditions.is_multi_factor_preferred,
        silent_error=_sign_in_needed,
        needs_active=True,
        continues_session=True,
    ),
    JOURNEY,
    CONSENT,
    RequestStep(
        key="device",
        page="device.confirm",
        is_due=conditions.is_device_unconfirmed,
        silent_error=partial(InteractionRequired, "The person has to confirm the device."),
        settles=frozenset({DEVICE_CONFIRMED}),
        needs_active=True,
    ),
)


def init_steps(app: Application) -> None:
    """Give the application the steps of the product."""
    app.extensions[_EXTENSION] = list(STEPS)


def add_step(app: Application, step: Step, *, before: str | None = None) -> None:
    """Put a step before that of key ``before``, or behind all others. Raises ValueError where a key is taken or
    unknown."""
    steps: list[Step] = app.extensions[_EXTENSION]
    keys = [each.key for each in steps]
    if step.key in keys:
        raise ValueError(f"there is a step {step.key!r} already")
    steps.insert(keys.index(before) if before is not None else len(steps), step)


def current_steps() -> Sequence[Step]:
    """The steps of this application, in their order."""
    steps: list[Step] = current_app.extensions[_EXTENSION]
    return steps
