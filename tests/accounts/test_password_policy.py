"""What a new password must be."""

import re

import pytest

from idp.accounts.new_password import shown_rules
from idp.accounts.password_policy import (
    PasswordRule,
    broken_rules,
    check_password,
    has_run,
    meets_composition,
    rules_of,
    words_of,
)
from idp.settings import PasswordPolicy

STRICT = PasswordPolicy(minimum_length=10, require_mixed_case=True, require_digit=True, require_special=True)
OWN = words_of("Anna", "Muster", "anna.muster@example.com", "Beispiel-Shop")


@pytest.mark.parametrize(
    "password", ["kX9#pLm2vQ", "correct horse battery staple", "ziegelrot-lampe-77", "Wolke Tiger Lampe Sieb"]
)
def test_a_good_password_is_accepted(password):
    assert broken_rules(password, PasswordPolicy(), OWN) == []


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("aB3!xY9", PasswordRule.LENGTH),
        ("kx9#plm2vqz", PasswordRule.MIXED_CASE),
        ("kX-pLm!vQz", PasswordRule.DIGIT),
        ("kX9apLm2vQz", PasswordRule.SPECIAL),
        ("ÄÖÜ-345-ÄÖÜ", PasswordRule.MIXED_CASE),
    ],
)
def test_each_rule_of_a_portal_is_checked(password, rule):
    assert rule in broken_rules(password, STRICT)


def test_a_password_that_keeps_every_rule_is_accepted():
    """It has the fewest characters that the portal allows."""
    assert broken_rules("kX9#pLm2vQ", STRICT, OWN) == []


@pytest.mark.parametrize(
    ("password", "is_met"), [("Password-1", True), ("password-1", False), ("Password-", False), ("Passw-1", False)]
)
def test_what_is_in_use_keeps_the_composition_however_guessable_it_is(password, is_met):
    assert broken_rules(password, STRICT)
    assert meets_composition(password, STRICT) is is_met


@pytest.mark.parametrize(
    ("password", "own"),
    [
        pytest.param("zlitslepmur", ["rumpelstilz"], id="an own word backwards"),
        pytest.param("Rump3lSt1lz", ["rumpelstilz"], id="with digits for letters"),
        pytest.param("idaq8x!", ["ida"], id="three letters"),
        pytest.param("eiszeitq8x!", ["zeit", "eiszeit"], id="the longest first"),
        pytest.param("annabergdorfeschefuchs", ["anna", "berg", "dorf", "esche", "fuchs"], id="nothing else"),
    ],
)
def test_own_words_make_a_password_guessable(password, own):
    assert broken_rules(password, PasswordPolicy()) in ([], [PasswordRule.LENGTH])
    assert PasswordRule.NOT_GUESSABLE in broken_rules(password, PasswordPolicy(), own)


def test_separators_count_where_no_known_word_is_found():
    assert broken_rules("9_5_1_7_3", PasswordPolicy()) == []


def test_words_of_three_letters_count_and_shorter_ones_do_not():
    assert words_of("Ida", None, "Bo-Max", "x_ada@example.test") == [
        "Ida",
        "Bo-Max",
        "Max",
        "x_ada@example.test",
        "ada",
        "example",
        "test",
    ]


@pytest.mark.threat(50)
@pytest.mark.parametrize(
    "password",
    [
        "password",
        "passwort1",
        "Passwort123!",
        "12345678901234567890",
        "qwertzuiop",
        "aaaaaaaaaaaaaaaaaa",
        "Sommer2026!",
        "ichliebedich",
        "anna.muster",
        "AnnaMuster1!",
        "muster-anna-12",
        "Beispiel-Shop1",
        "        ",
    ],
)
def test_what_is_easily_guessed_is_refused_whatever_it_is_made_of(password):
    assert PasswordRule.NOT_GUESSABLE in broken_rules(password, PasswordPolicy(), OWN)


def test_every_rule_that_is_shown_has_a_state():
    assert [state.rule for state in check_password("x", STRICT)] == list(rules_of(STRICT))


def test_composed_and_decomposed_letters_count_alike():
    policy = PasswordPolicy(minimum_length=12)

    assert PasswordRule.LENGTH in broken_rules("a\u0308o\u0308u\u0308ä\u0308", policy)
    assert PasswordRule.LENGTH in broken_rules("a\u0308" * 6, policy)


def test_own_words_are_taken_apart():
    assert {"anna", "muster", "example"} <= set(words_of("anna.muster@example.com"))
    assert words_of(None, "", "ab") == []


@pytest.mark.parametrize("text", ["xxabcxx", "CBAx", "x123", "9876", "aBc", "hgF1"])
def test_a_run_is_seen_in_either_direction_and_any_case(text: str) -> None:
    assert has_run(text)


@pytest.mark.parametrize("text", ["abd", "135", "ab1c2", "zab", "901", "aab", ""])
def test_what_merely_looks_like_a_run_is_none(text: str) -> None:
    assert not has_run(text)


def test_runs_are_refused_where_the_portal_asks_for_it() -> None:
    word = "Kranich-abc-Wolke-9"

    assert PasswordRule.NO_RUNS in broken_rules(word, PasswordPolicy(forbid_runs=True))
    assert broken_rules(word, PasswordPolicy()) == []


def test_the_browser_judges_runs_like_the_server(app) -> None:
    with app.app_context():
        patterns = [rule["pattern"] or "" for rule in shown_rules(PasswordPolicy(forbid_runs=True))]
    pattern = next(each for each in patterns if "[aA][bB][cC]" in each)

    assert re.search(pattern, "Kranich-Wolke-9")
    assert not re.search(pattern, "Kranich-CbA-9")
