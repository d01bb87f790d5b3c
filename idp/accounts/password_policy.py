"""What a new password must be: the portal's rules, and never one that is easily guessed."""

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from zxcvbn_rs_py import zxcvbn

from idp.accounts.german_words import COMMON
from idp.accounts.passwords import is_usable
from idp.portals.password_rules import password_rules_fingerprint
from idp.settings import PasswordPolicy, Settings

# Guesses that an attacker with a good list needs: below, the password falls to the lists and the person's own data.
FEWEST_GUESSES_LOG10 = 6.0
# Beyond that length the check costs more than it tells.
_EXAMINED = 72
_SEPARATORS = re.compile(r"[-_.,\s]+")
_SHORTEST_OWN_WORD = 3
_SHORTEST_COMMON_WORD = 4
_OWN_WORD_LOG10 = 1.0
_COMMON_WORD_LOG10 = 1.5


_RUN = 3
_SERIES = ("abcdefghijklmnopqrstuvwxyz", "0123456789")
RUNS = frozenset(
    series[at : at + _RUN][::step] for series in _SERIES for at in range(len(series) - _RUN + 1) for step in (1, -1)
)
"""Every run of three, in lower case."""


class PasswordRule(StrEnum):
    """A rule that a person can read beside the field."""

    LENGTH = "length"
    MIXED_CASE = "mixed_case"
    DIGIT = "digit"
    SPECIAL = "special"
    NO_RUNS = "no_runs"
    NOT_GUESSABLE = "not_guessable"
    NOT_TOO_LONG = "not_too_long"


@dataclass(frozen=True, slots=True)
class RuleState:
    """Whether a password keeps a rule."""

    rule: PasswordRule
    is_met: bool


def rules_of(policy: PasswordPolicy) -> tuple[PasswordRule, ...]:
    """The rules of a portal, in the order to show them. ``NOT_TOO_LONG`` is not shown: no one meets it by chance."""
    asked = {
        PasswordRule.LENGTH: True,
        PasswordRule.MIXED_CASE: policy.require_mixed_case,
        PasswordRule.DIGIT: policy.require_digit,
        PasswordRule.SPECIAL: policy.require_special,
        PasswordRule.NO_RUNS: policy.forbid_runs,
        PasswordRule.NOT_GUESSABLE: True,
    }
    return tuple(rule for rule, is_asked in asked.items() if is_asked)


def check_password(password: str, policy: PasswordPolicy, own_words: Iterable[str] = ()) -> list[RuleState]:
    """The state of every rule; ``own_words`` are the person's names and addresses and the portal's name.

    A password that is too long for hashing is judged by that alone.
    """
    if not is_usable(password):
        return [RuleState(PasswordRule.NOT_TOO_LONG, False)]
    text = unicodedata.normalize("NFKC", password)
    return [RuleState(rule, _is_met(rule, text, policy, own_words)) for rule in rules_of(policy)]


def meets_composition(password: str, policy: PasswordPolicy) -> bool:
    """Whether a password that is in use still has the form that the portal asks for; how guessable it is aside."""
    text = unicodedata.normalize("NFKC", password)
    rules = (rule for rule in rules_of(policy) if rule is not PasswordRule.NOT_GUESSABLE)
    return all(_is_met(rule, text, policy, ()) for rule in rules)


def rules_met(password: str, settings: Settings) -> tuple[str, ...]:
    """The fingerprints of all portals' rules of whose composition the password is, each once."""
    policies = {password_rules_fingerprint(portal.password): portal.password for portal in settings.portals.values()}
    return tuple(sorted(key for key, policy in policies.items() if meets_composition(password, policy)))


def broken_rules(password: str, policy: PasswordPolicy, own_words: Iterable[str] = ()) -> list[PasswordRule]:
    """The rules that stand in the way; none for a password that may be used."""
    return [state.rule for state in check_password(password, policy, own_words) if not state.is_met]


def words_of(*texts: str | None) -> list[str]:
    """The words within names and addresses that an attacker who knows the person would try."""
    words: list[str] = []
    for text in texts:
        if text:
            words += [text, *re.split(r"[\W_]+", text)]
    return [word for word in dict.fromkeys(words) if len(word) >= 3]


def _is_met(rule: PasswordRule, text: str, policy: PasswordPolicy, own_words: Iterable[str]) -> bool:
    match rule:
        case PasswordRule.LENGTH:
            return len(text) >= policy.minimum_length
        case PasswordRule.MIXED_CASE:
            return _has(text, "Lu") and _has(text, "Ll")
        case PasswordRule.DIGIT:
            return _has(text, "Nd")
        case PasswordRule.SPECIAL:
            return any(unicodedata.category(letter)[0] not in "LN" for letter in text)
        case PasswordRule.NO_RUNS:
            return not has_run(text)
        case PasswordRule.NOT_GUESSABLE:
            return not is_guessable(text, list(own_words))
        case PasswordRule.NOT_TOO_LONG:
            return True


def has_run(text: str) -> bool:
    """Whether three letters or three digits in a row follow each other, forwards or backwards."""
    letters = text.lower()
    return any(letters[at : at + _RUN] in RUNS for at in range(len(letters) - _RUN + 1))


def _has(text: str, category: str) -> bool:
    return any(unicodedata.category(letter) == category for letter in text)


def is_guessable(text: str, own_words: Sequence[str] = ()) -> bool:
    """Whether the password falls within a million tries of an attacker with word lists and the person's own data."""
    if not text.strip():
        return True
    own = [word.lower() for word in own_words]
    whole = float(zxcvbn(text[:_EXAMINED], [*own, *COMMON]).guesses_log10)
    return min(whole, _guesses_by_words(text[:_EXAMINED].lower(), own)) < FEWEST_GUESSES_LOG10


def _guesses_by_words(text: str, own: Sequence[str]) -> float:
    """The guesses (log10) of an attacker who puts known words together and tries what is left of the password.

    The estimator takes a name with something behind it for stronger than the attacks that begin with such names.
    """
    guesses, found = 0.0, False
    for words, cost, shortest in (
        (own, _OWN_WORD_LOG10, _SHORTEST_OWN_WORD),
        (COMMON, _COMMON_WORD_LOG10, _SHORTEST_COMMON_WORD),
    ):
        for word in sorted(words, key=len, reverse=True):
            if len(word) >= shortest and word in text:
                text, guesses, found = text.replace(word, ""), guesses + cost, True
    if not found:
        return math.inf
    text = _SEPARATORS.sub("", text)
    return guesses + (float(zxcvbn(text).guesses_log10) if text else 0.0)
