"""Choosing a new password: the field, the rules beside it, and what is wrong with an entry."""

from collections.abc import Iterable

from wtforms import Field, PasswordField
from wtforms.validators import InputRequired

from idp.accounts.breached_passwords import is_breached
from idp.accounts.breached_ranges import is_in_range
from idp.accounts.fields import PageForm
from idp.accounts.password_change import is_former_password
from idp.accounts.password_policy import RUNS, Rule, broken_rules, rules_of
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import gettext, lazy_gettext, ngettext
from idp.settings.portals import PasswordPolicy
from idp.settings.tree import PasswordSettings


def _in_any_case(run: str) -> str:
    return "".join(f"[{letter}{letter.upper()}]" if letter.isalpha() else letter for letter in run)


# The rules that a browser can judge by itself, as JavaScript expressions with the flags s and u.
_PATTERNS = {
    Rule.MIXED_CASE: r"^(?=.*\p{Ll}).*\p{Lu}",
    Rule.DIGIT: r"\p{Nd}",
    Rule.SPECIAL: r"[^\p{L}\p{N}]",
    Rule.NO_RUNS: f"^(?!.*(?:{'|'.join(_in_any_case(run) for run in sorted(RUNS))}))",
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
        {
            "text": _text(rule, policy),
            "pattern": _length_pattern(policy) if rule is Rule.LENGTH else _PATTERNS.get(rule),
        }
        for rule in rules_of(policy)
    ]


def accept_password(
    field: Field, policy: PasswordPolicy, own_words: Iterable[str], account_id: str | None = None
) -> bool:
    """Judge the password in ``field`` and write what is wrong beside it.

    ``account_id`` is whose password it replaces, for the portals that take no former one again. Call it outside any
    transaction: hashes are computed, and a service elsewhere may be asked.
    """
    password = field.data or ""
    complaints = [_complaint(rule, policy) for rule in broken_rules(password, policy, own_words)]
    if not complaints and _is_known_from_break_ins(password, current_settings().passwords):
        complaints.append(
            gettext("This password stands in a list that came from a break-in. Please choose another one.")
        )
    if not complaints and account_id is not None and is_former_password(account_id, password, policy):
        complaints.append(gettext("You have used this password before. Please choose another one."))
    field.errors = [*field.errors, *complaints]
    return not complaints


def _is_known_from_break_ins(password: str, settings: PasswordSettings) -> bool:
    return is_breached(password, settings.breached_list) or is_in_range(password, settings.breached_range_service)


def _length_pattern(policy: PasswordPolicy) -> str:
    return f"^.{{{policy.minimum_length},}}$"


def _text(rule: Rule, policy: PasswordPolicy) -> str:
    match rule:
        case Rule.LENGTH:
            return ngettext("At least %(num)s character", "At least %(num)s characters", policy.minimum_length)
        case Rule.MIXED_CASE:
            return gettext("Upper case and lower case letters")
        case Rule.DIGIT:
            return gettext("A digit")
        case Rule.SPECIAL:
            return gettext("A special character, such as ! or ?")
        case Rule.NO_RUNS:
            return gettext("No runs such as abc or 321")
        case Rule.NOT_GUESSABLE:
            return gettext("Hard to guess: not a common password, not your name or address")
        case Rule.NOT_TOO_LONG:
            return gettext("At most 1024 bytes")


def _complaint(rule: Rule, policy: PasswordPolicy) -> str:
    match rule:
        case Rule.LENGTH:
            return ngettext(
                "The password needs at least %(num)s character.",
                "The password needs at least %(num)s characters.",
                policy.minimum_length,
            )
        case Rule.MIXED_CASE:
            return gettext("The password needs upper case and lower case letters.")
        case Rule.DIGIT:
            return gettext("The password needs a digit.")
        case Rule.SPECIAL:
            return gettext("The password needs a special character, such as ! or ?")
        case Rule.NO_RUNS:
            return gettext("The password must not hold runs such as abc or 321.")
        case Rule.NOT_GUESSABLE:
            return gettext(
                "This password is easy to guess: it is common, simple, or made of your name or address. "
                "Several words that don't belong together are a good choice."
            )
        case Rule.NOT_TOO_LONG:
            return gettext("This password is too long, or holds characters that can't be typed.")
