"""A name is the customer's however it is written, and a legal form by itself is no name."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from idp.customers.matching import FORMS, name_matches

LETTERS = "abcdefghijklmnopqrstuvwxyzäöüß"
# Words of a name that are no part of a legal form and connect no others.
SPECIAL = {word for form in FORMS for word in form} | {"und", "and", "firma"}
words = st.text(LETTERS, min_size=3, max_size=9).filter(lambda word: word not in SPECIAL)
names = st.lists(words, min_size=1, max_size=3).map(" ".join)
forms = st.sampled_from(sorted(" ".join(form) for form in FORMS))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("müller", "Müller"),
        ("MUELLER", "Müller"),
        ("Muller", "Müller"),
        ("Müller", "MUELLER"),
        ("Muller", "Mueller"),
        ("Strauss", "Strauß"),
        ("STRAUẞ", "strauss"),
        ("Rene Descartes", "René Descartes"),
        ("Ångström", "Angstrom"),
        ("Søren Æbelø", "Soren Aebelo"),
        ("Müller-Lüdenscheidt", "Mueller Ludenscheidt"),
        ("Hafen Werk", "Hafen-Werk"),
        ("Hafenwerk", "Hafen Werk"),
        ("O'Brien", "OBrien"),
        ("O\u2019Brien", "O'Brien"),
        ("St. Georg", "St Georg"),
        ("Ada Lovelace", "Lovelace, Ada"),
        ("Lovelace Ada", "Ada Lovelace"),
        ("Lovelace", "Lovelace, Ada"),
        ("von der Heide, Anna Maria", "Anna Maria von der Heide"),
        ("Hafenwerk", "Hafenwerk GmbH"),
        ("Hafenwerk GmbH", "Hafenwerk"),
        ("hafenwerk gmbh", "Hafenwerk G.m.b.H."),
        ("Hafenwerk", "Hafenwerk GmbH & Co. KG"),
        ("Hafenwerk GmbH und Co KG", "Hafenwerk GmbH & Co. KG"),
        ("Hafenwerk", "Hafenwerk AG & Co. KGaA"),
        ("Hafenwerk UG", "Hafenwerk UG (haftungsbeschränkt)"),
        ("Hafenwerk", "Hafenwerk e.K."),
        ("Hafenwerk e. K.", "Hafenwerk eK"),
        ("Hafenwerk", "Hafenwerk Ges.m.b.H."),
        ("Hafenwerk", "Hafenwerk Gesellschaft mit beschränkter Haftung"),
        ("Hafenwerk Ltd", "Hafenwerk Ltd."),
        ("Hafenwerk, Inc.", "Hafenwerk"),
        ("Hafenwerk", "Hafenwerk, Inc."),
        ("Firma Hafenwerk", "Hafenwerk GmbH"),
        ("Müller & Söhne", "Müller und Söhne OHG"),
        ("Muller + Sohne", "Müller u. Söhne"),
        ("Иванов", "ИВАНОВ"),
    ],
)
def test_it_is_the_same_name(typed: str, name: str) -> None:
    assert name_matches(typed, name)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("", ""),
        ("", "Müller"),
        ("Müller", ""),
        (" - ", "..."),
        ("GmbH", "GmbH"),
        ("GmbH", "Hafenwerk GmbH"),
        ("GmbH & Co. KG", "GmbH & Co. KG"),
        ("Firma GmbH", "GmbH"),
        (", GmbH", "GmbH, AG"),
        ("Möller", "Müller"),
        ("Hafen", "Hafenwerk"),
        ("Hafenwerk", "Hafenwerk Nord GmbH"),
        ("Ada", "Lovelace, Ada"),
        ("Ada", "Ada Lovelace"),
        ("GmbH", "Hafenwerk, GmbH"),
        ("Inc.", "Inc., Hafenwerk"),
        ("a" * 401, "a" * 401),
    ],
)
def test_it_is_another_name_or_none(typed: str, name: str) -> None:
    assert not name_matches(typed, name)


@pytest.mark.parametrize("typed", ["Lovelace", "Ada Lovelace", "Lovelace, Ada", "lovelace ada"])
def test_the_given_name_may_be_entered_too(typed: str) -> None:
    assert name_matches(typed, "Lovelace", "Ada")


@pytest.mark.parametrize("typed", ["Ada", "Grace Lovelace", "Ada Hopper"])
def test_the_given_name_alone_or_another_does_not_do(typed: str) -> None:
    assert not name_matches(typed, "Lovelace", "Ada")


@given(names)
def test_how_it_is_spelled_makes_no_difference(name: str) -> None:
    spelled = name.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    bare = name.replace("ä", "a").replace("ö", "o").replace("ü", "u").replace("ß", "ss")
    for typed in (name.upper(), spelled, bare, name.replace(" ", "-"), f"  {name} ", name.replace(" ", "")):
        assert name_matches(typed, name)
        assert name_matches(name, typed)


@given(names, names)
def test_who_is_who_does_not_depend_on_which_is_entered(one: str, other: str) -> None:
    assert name_matches(one, other) == name_matches(other, one)


@given(names, forms)
def test_a_legal_form_is_left_out(name: str, form: str) -> None:
    assert name_matches(name, f"{name} {form}")
    assert name_matches(f"{name} {form}", name)


@given(forms, forms, names)
def test_legal_forms_alone_match_nothing(form: str, other: str, name: str) -> None:
    for text in (form, f"{form} {other}"):
        assert not name_matches(text, text)
        assert not name_matches(text, name)
        assert not name_matches(text, f"{name} {other}")


@given(names, names)
def test_given_and_last_name_change_places(last: str, first: str) -> None:
    assert name_matches(f"{first} {last}", f"{last}, {first}")
    assert name_matches(f"{last} {first}", f"{first} {last}")


@given(words, words)
def test_other_letters_are_another_name(one: str, other: str) -> None:
    kept = [set(text.translate(str.maketrans("äöü", "aou"))) - set("aeou") for text in (one, other)]
    assume(kept[0] != kept[1] and "ß" not in one + other)

    assert not name_matches(one, other)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_answered_and_space_around_it_says_nothing(typed: str, name: str) -> None:
    assert name_matches(typed, name) is name_matches(f"\t{typed} ", f" {name}\n")
