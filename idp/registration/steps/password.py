"""The password: chosen with the other entries, or at the end."""

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import Field

from idp.accounts.new_password import judge_new_password, new_password_field
from idp.accounts.password_policy import rules_met, words_of
from idp.accounts.passwords import hash_password
from idp.infrastructure.web.application import current_settings
from idp.registration.steps.step import Asked, RegistrationStep, StepForm


def _fields(_asked: Asked) -> Mapping[str, Field]:
    return {"password": new_password_field()}


def _judge(form: StepForm, asked: Asked) -> None:
    judge_new_password(form, asked.demands.password, _own_words(form, asked))


def _entries(form: StepForm, _asked: Asked) -> Mapping[str, Any]:
    password, settings = form["password"].data or "", current_settings()
    return {
        "password_hash": hash_password(password, settings.passwords),
        "password_rules_met": rules_met(password, settings),
    }


def _own_words(form: StepForm, asked: Asked) -> Iterable[str]:
    """What the person has entered on this page or an earlier one: no password may be made of it."""
    known = {name: getattr(asked.known, name, "") for name in ("given_name", "family_name")}
    known["user_name"] = getattr(asked.registration, "user_name", None) or ""
    known["email"] = asked.known_email
    typed = {name: form[name].data or "" for name in known if name in form}
    return words_of(*(known | typed).values(), *asked.demands.names)


PASSWORD = RegistrationStep(
    key="password",
    template="registration/steps/password.html",
    is_for_accounts=False,
    fields=_fields,
    judge=_judge,
    entries=_entries,
)
