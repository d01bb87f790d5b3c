"""User names that are made of a text."""

from itertools import islice

import pytest

from idp.accounts.identifiers import canonical_username
from idp.accounts.user_names import RESERVED, candidates, user_name_of


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kim.Muster", "kim.muster"),
        ("Jörg-Uwe.Weiß", "joerg-uwe.weiss"),
        ("Zoë.Łukasiewicz", "zoe.lukasiewicz"),
        (".Stadtwerke Sankt Andreas GmbH & Co. KG", "stadtwerkesanktandreasgmbhco.kg"),
        ("12 345-A", "12345-a"),
        ("x" * 300, "x" * 50),
        ("Владимир.", None),
        ("..", None),
    ],
)
def test_a_text_becomes_a_user_name_or_none(text: str, name: str | None) -> None:
    assert user_name_of(text) == name


def test_the_names_after_the_first_one_differ_by_digits() -> None:
    assert list(islice(candidates("Kim.Muster"), 3)) == ["kim.muster", "kim.muster2", "kim.muster3"]


@pytest.mark.parametrize("text", ["Владимир", "Ad.Min".replace(".", "")])
def test_each_candidate_can_be_a_user_name_that_is_not_reserved(text: str) -> None:
    found = list(candidates(text))
    assert len(set(found)) > 10
    assert not RESERVED.intersection(found)
    assert found == [canonical_username(each) for each in found]
