"""The portals of the examples, and one that the repository has no settings of, are walked from their settings."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from idp.infrastructure.resources import resource
from idp.infrastructure.web.application import Application
from idp.rehearsal import DecisionMet, MailMet, Walk, open_stage, rehearse_portal
from idp.settings import Settings

EXAMPLES = sorted((resource("examples") / "portals").glob("*.toml"))
TREE: dict[str, Any] = {
    "server": {"issuer": "https://konto.rehearsal.example"},
    "mail": {"transport": "smtp"},
    "passwords": {"memory_kib": 8, "iterations": 1},
}
# A system that would not answer here: evidence would be unknown, not wrong.
ASKED = {"lookup": {"url": "https://crm.rehearsal.example/customers", "secret": "s" * 24}}
SIXTH: dict[str, Any] = {
    "name": "Windpark Nord",
    "customer_register": "turbines",
    "registration": {
        "pages": [["email"], ["profile", "last_name"], ["evidence"]],
        "completion": [["welcome"], ["user_name"], ["agreements", "password"]],
        "invitation": [["last_name", "user_name", "password"]],
        "user_name": "chosen",
        "evidence": {
            "contract": {
                "rule": "customer_number",
                "pattern": r"VN-\d{4}/[A-Z]",
                "label": {"de": "Vertragskonto", "en": "Contract account"},
                "help": {"de": "Auf dem Deckblatt.", "en": "On the cover."},
            },
            "serial_number": {"pattern": r"(?=.*7)[WT]\d{6}"},
            "feeder": {"rule": "attribute", "label": {"de": "Einspeisepunkt", "en": "Feed-in point"}},
            "email_domain": {"domains": ["windpark.example"]},
        },
        "evidence_required": 3,
        "approval": "operators",
        "confirmation_hours": 6,
        "fields": {
            "shift": {
                "kind": "choice",
                "label": {"de": "Schicht", "en": "Shift"},
                "values": {"early": {"de": "Früh", "en": "Early"}, "late": {"de": "Spät", "en": "Late"}},
            },
            "badge": {"pattern": "[A-F]{3}-[0-9]{2}", "label": {"de": "Ausweis", "en": "Badge"}},
            "since": {"kind": "date", "latest": "today", "label": {"de": "Dabei seit", "en": "With us since"}},
            "blades": {"kind": "number", "minimum": 3, "label": {"de": "Flügel", "en": "Blades"}},
            "phone": {"kind": "phone", "label": {"de": "Telefon", "en": "Phone"}},
            "instructed": {"kind": "tick", "label": {"de": "Ich bin unterwiesen.", "en": "I was instructed."}},
        },
    },
    "texts": {
        "terms": {
            "kind": "terms",
            "version": 3,
            "asked_at": ["completion"],
            "de": {"title": "Regeln", "label": "Ich stimme zu.", "url": "https://windpark.example/de"},
            "en": {"title": "Rules", "label": "I agree.", "url": "https://windpark.example/en"},
        }
    },
    "password": {"minimum_length": 20, "require_special": True, "forbid_runs": True},
    "second_factor": {"policy": "all"},
}


@pytest.fixture(scope="module")
def stage() -> Iterator[Application]:
    read = [tomllib.loads(path.read_text(encoding="utf-8")) for path in EXAMPLES]
    portals = {key: portal for each in read for key, portal in each["portals"].items()} | {"windpark": SIXTH}
    registers = {key: {} for each in read for key in each.get("registers", {})} | {"turbines": ASKED}

    with open_stage(Settings(**TREE, portals=portals, registers=registers)) as app:
        yield app


@pytest.fixture(scope="module")
def sixth(stage: Application) -> dict[str, Walk]:
    return walks_of(stage, "windpark", "en")


def walks_of(stage: Application, portal: str, language: str = "de") -> dict[str, Walk]:
    return {walk.about: walk for walk in rehearse_portal(stage, portal, language)}


@pytest.mark.parametrize(
    ("portal", "ways"),
    [
        ("netzkraft", {"invitation"}),
        ("messwerk", {"registration", "wrong serial_number"}),
        ("praxisnah", {"registration", "wrong customer_number", "wrong postcode", "refused by the customer"}),
        ("heimathafen", {"registration"}),
        ("stadtquell", {"registration", "wrong name", "wrong customer_number"}),
    ],
)
def test_an_example_leads_to_an_account(stage: Application, portal: str, ways: set[str]) -> None:
    walks = walks_of(stage, portal)

    assert set(walks) == ways
    assert not [walk.failure for walk in walks.values() if walk.failure]
    first = next(iter(walks.values()))
    assert first.outcome.startswith("The account is complete.")
    assert any(isinstance(each, MailMet) and each.hours for each in first.met)


def test_a_portal_that_nothing_knows_leads_to_an_account(sixth: dict[str, Walk]) -> None:
    first = sixth["registration"]
    fields = [field for page in first.pages for field in page.fields]

    said = "Signing in takes a second factor, whose set-up can be put off for 14 days."
    assert (first.failure, first.outcome) == ("", f"The account is complete. {said}")
    asked = ["email", "profile_shift", "profile_badge", "profile_since", "profile_blades", "profile_phone"]
    asked += ["profile_instructed", "family_name"]
    asked += ["evidence_contract", "evidence_serial_number", "evidence_feeder"]
    assert [field.name for field in fields][: len(asked)] == asked
    by_name = {field.name: field for field in fields}
    assert re.fullmatch(r"VN-\d{4}/[A-Z]", by_name["evidence_contract"].entry)
    assert by_name["evidence_contract"].help == "On the cover."
    assert by_name["profile_shift"].choices == ("Early", "Late")
    assert by_name["profile_instructed"].entry
    assert by_name["text_terms"].label == "I agree."
    assert by_name["password"].entry == ""
    assert by_name["email"].entry.endswith("@windpark.example")


def test_mails_decisions_and_lifetimes_are_told_in_their_order(sixth: dict[str, Walk]) -> None:
    met = sixth["registration"].met
    kinds = [type(each) for each in met]
    mails = [each for each in met if isinstance(each, MailMet)]

    assert kinds.index(MailMet) < kinds.index(DecisionMet) < len(kinds) - 1
    assert [mail.key for mail in mails][:2] == ["confirm_registration", "complete_registration"]
    assert [round(mail.hours or 0) for mail in mails][:2] == [6, 14 * 24]
    assert mails[-1].key == "user_name_given"
    assert kinds[-1] is MailMet


def test_evidence_that_is_wrong_is_told_as_the_page_tells_it(sixth: dict[str, Walk]) -> None:
    """Three of four are enough at this portal."""
    for key in SIXTH["registration"]["evidence"]:
        assert sixth[f"wrong {key}"].outcome.startswith("An operator decides.")
    assert sixth["all evidence wrong"].outcome.startswith("We could not find a customer with these details.")


def test_settings_that_no_entry_fits_are_named_with_their_place(stage: Application) -> None:
    fields = {"badge": {"pattern": "(?=a)b", "label": {"de": "Ausweis", "en": "Badge"}}}
    pages = [["email", "name", "profile", "password"]]
    failed = walk_alone({"name": "Shop", "registration": {"pages": pages, "fields": fields}})
    assert failed == "portals.shop.registration.fields.badge.pattern: nothing that fits it was found"


def walk_alone(portal: dict[str, Any]) -> str:
    """Why the registration of a portal can't be finished."""
    settings = Settings(**TREE, portals={"shop": portal})
    with open_stage(settings) as app:
        return next(iter(rehearse_portal(app, "shop", "de"))).failure
