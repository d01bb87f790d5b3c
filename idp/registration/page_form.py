"""The form of one page of registration: the fields of its steps, and what they make of the entries."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from flask import request

from idp.accounts.fields import ask_for_passwords_again
from idp.registration.steps import Asked, RegistrationStep, StepForm


def make_page_form(steps: Sequence[RegistrationStep], asked: Asked) -> StepForm:
    """The form with the fields of all steps in their order; where the page is opened, filled in with what is known."""
    fields = {name: field for step in steps for name, field in step.fields(asked).items()}
    form = cast(StepForm, type(StepForm.__name__, (StepForm,), fields)())
    if request.method == "GET":
        for step in steps:
            step.fill(form, asked)
    return form


def accepted_entries(form: StepForm, steps: Sequence[RegistrationStep], asked: Asked) -> Mapping[str, Any] | None:
    """The entries of a form that was sent and holds, by column of ``registrations``; None for any other.

    Call it outside any transaction: hashes are computed, and services elsewhere may be asked.
    """
    if not form.is_submitted():
        return None
    form.validate()
    for step in steps:
        step.judge(form, asked)
    if form.errors:
        ask_for_passwords_again(form)
        return None
    return {name: value for step in steps for name, value in step.entries(form, asked).items()}
