"""Entries are made up that fit what the settings ask."""

import random
import re

import pytest

from idp.registration.eligibility import RULES
from idp.rehearsal.evidence import evidence_value
from idp.rehearsal.values import make_value
from idp.settings import EvidenceSettings


@pytest.mark.parametrize(
    "pattern",
    [
        "[A-Z]{2}[0-9]{3}[A-Z]",
        r"\d{5}",
        r"(?:DE|AT)-\d+",
        r"(?=.*\d)(?!0)[A-Z0-9]{8}",
        r"^[1-9]\d{6,9}$",
        r"[A-Z]+ ?/ ?\d{2,}",
        ".*",
    ],
)
def test_an_entry_has_the_form_of_its_pattern(pattern: str) -> None:
    made = [make_value(random.Random(seed), pattern, default="", longest=12) for seed in range(20)]
    assert all(each and len(each) <= 12 and re.fullmatch(pattern, each) for each in made)


def test_no_entry_is_made_where_none_fits() -> None:
    assert make_value(random.Random(1), "(?=a)b", default="", longest=9) is None
    assert make_value(random.Random(1), "[0-9]{10}", default="", longest=9) is None
    assert make_value(random.Random(1), "(?>ab)c", default="", longest=9) is None


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_of_evidence_has_an_entry_of_its_kind(rule: str) -> None:
    value = evidence_value(random.Random(1), "shown", EvidenceSettings(rule=rule))
    assert value is not None
    assert bool(value) is (RULES[rule].label is not None)


def test_evidence_that_can_be_no_number_is_not_made_up() -> None:
    assert evidence_value(random.Random(1), "customer_number", EvidenceSettings(pattern="[#!]{3}")) is None
