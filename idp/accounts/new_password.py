"""Choosing a new password: the field, the rules beside it, and what is wrong with an entry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wtforms import PasswordField
from wtforms.validators import InputRequired

from idp.accounts.breached_passwords import is_breached
from idp.accounts.breached_ranges import is_in_range
from idp.accounts.fields import PageForm, ask_for_passwords_again
from idp.accounts.password_policy import RUNS, PasswordRule, broken_rules, rules_of
from idp.accounts.security.former_passwords import is_former_password
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import gettext, lazy_gettext
from idp.settings import PasswordPolicy, PasswordSettings


def _in_any_case(run: str) -> str:
    return "".join(f"[{letter}{letter.upper()}]" if letter.isalpha() else letter for letter in run)


@dataclass(frozen=True, slots=True)
class _Words:
    """A rule as it stands beside the field, and what is said of a password that breaks it; ``%(num)s`` is the length.

    ``pattern`` is a JavaScript expression with the flags s and u, for rules that a browser can judge by itself.
    """

    rule: str
    complaint: str
    pattern: str | None = None


_WORDS = {
    PasswordRule.LENGTH: _Words(
        lazy_gettext("At least %(num)s characters"),
        lazy_gettext("The password must contain at least %(num)s characters."),
        r"^.{%(num)s,}$",
    ),
    PasswordRule.MIXED_CASE: _Words(
        lazy_gettext("Upper-case and lower-case letters"),
        lazy_gettext("The password must contain upper-case and lower-case letters."),
        r"^(?=.*\p{Ll}).*\p{Lu}",
    ),
    PasswordRule.DIGIT: _Words(lazy_gettext("A digit"), lazy_gettext("The password must contain a digit."), r"\p{Nd}"),
    PasswordRule.SPECIAL: _Words(
        lazy_gettext("A special character, such as ! or ?"),
        lazy_gettext("The password must contain a special character, such as ! or ?"),
        r"[^\p{L}\p{N}]",
    ),
    PasswordRule.NO_RUNS: _Words(
        lazy_gettext("No sequences such as abc or 321"),
        lazy_gettext("The password must not contain sequences such as abc or 321."),
        f"^(?!.*(?:{'|'.join(_in_any_case(run) for run in sorted(RUNS))}))",
    ),
    PasswordRule.NOT_GUESSABLE: _Words(
        lazy_gettext("Hard to guess: no common password, not your name or address"),
        lazy_gettext(
            "This password is easy to guess: it is common, simple, or based on your name or address. Try several "
            "unrelated words."
        ),
    ),
    PasswordRule.NOT_TOO_LONG: _Words(
        lazy_gettext("At most 1000 characters"),
        lazy_gettext("This password has more than 1000 characters, or some that aren't allowed."),
    ),
}


def new_password_field() -> PasswordField:
    """There is no second field to repeat it in: the person can look at what was typed."""
    return PasswordField(
        lazy_gettext("New password"), validators=[InputRequired(lazy_gettext("Please choose a password."))]
    )


class NewPasswordForm(PageForm):
    """A password that replaces another one."""

    password = new_password_field()


def shown_rules(policy: PasswordPolicy) -> list[dict[str, str | None]]:
    """The rules of a portal for the list beside the field; the browser ticks those that have a pattern."""
    return [
        {"text": _fill(words.rule, policy), "pattern": words.pattern and _fill(words.pattern, policy)}
        for words in (_WORDS[rule] for rule in rules_of(policy))
    ]


def accept_new_password(
    form: PageForm, policy: PasswordPolicy, own_words: Iterable[str], account_id: str | None = None
) -> bool:
    """Whether the form was sent and every field of it holds; its ``password``, a new one, is judged in the same round.

    ``account_id`` is whose password it replaces, for the portals that take no former one again. Call it outside any
    transaction: hashes are computed, and a service elsewhere may be asked.
    """
    if not form.is_submitted():
        return False
    is_valid = form.validate()
    judge_new_password(form, policy, own_words, account_id)
    is_valid = is_valid and not form.password.errors
    if not is_valid:
        ask_for_passwords_again(form)
    return is_valid


def judge_new_password(
    form: PageForm, policy: PasswordPolicy, own_words: Iterable[str], account_id: str | None = None
) -> None:
    """Say at the ``password`` of a form that was validated what is wrong with it as a new one."""
    if not form.password.errors:
        form.password.errors = _complaints(form.password.data or "", policy, own_words, account_id)


def _complaints(
    password: str, policy: PasswordPolicy, own_words: Iterable[str], account_id: str | None
) -> Sequence[str]:
    """What is wrong with a new password; none where it may be used."""
    complaints = [_fill(_WORDS[rule].complaint, policy) for rule in broken_rules(password, policy, own_words)]
    if not complaints and _is_known_from_break_ins(password, current_settings().passwords):
        complaints.append(gettext("This password appeared in a data breach. Please choose another one."))
    if not complaints and account_id is not None:
        complaints.extend(_complaints_about_former(password, policy, account_id))
    return complaints


def accept_unused(form: NewPasswordForm, policy: PasswordPolicy, account_id: str) -> bool:
    """What :func:`accept_new_password` leaves out without an account: whether it was not used before."""
    form.password.errors = _complaints_about_former(form.password.data or "", policy, account_id)
    return not form.password.errors


def _complaints_about_former(password: str, policy: PasswordPolicy, account_id: str) -> Sequence[str]:
    is_former = is_former_password(account_id, password, policy)
    return [gettext("You have used this password before. Please choose another one.")] if is_former else []


def _is_known_from_break_ins(password: str, settings: PasswordSettings) -> bool:
    return is_breached(password, settings.breached_list) or is_in_range(password, settings.breached_range_service)


def _fill(words: str, policy: PasswordPolicy) -> str:
    return str(words) % {"num": policy.minimum_length}
