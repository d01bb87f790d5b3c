"""Wrong settings of a registration are found at start, with the place named."""

import pytest

from idp.registration.journey_check import check_journeys
from idp.settings import SettingsError, load_tree
from idp.settings.tree import Settings
from tests.factories.journeys import BY_NUMBER, portal_of

PAGES = [["name", "email", "evidence", "password"]]
WORDS = {"title": "Terms", "label": "I agree.", "url": "https://shop.example.test/terms"}
TERMS = {"kind": "terms", "version": "1", "de": WORDS, "en": WORDS}
PLAIN = [["name", "email", "password"]]
HELP = {"de": "Auf der Rechnung.", "en": "On the bill."}
PICTURE = {"de": "a.svg", "en": "b.svg"}
ATTRIBUTE = {"meter": {"rule": "attribute"}}
NAMED = {"customer_number": {}, "name": {}}
TOGETHER = "invitation: agreements and texts are asked on a page each, not together: name, password, agreements, text_"
PATIENCE = (
    "approval_escalation_days: operators decide after the reminder (approval_reminder_days) and before the end "
    "(approval_days)"
)


def settings_of(**registration):
    tree = portal_of(**registration)
    tree["portals"]["shop"] |= {"name": "Shop", "texts": {"terms": TERMS}}
    return Settings(**tree)


@pytest.mark.parametrize(
    ("registration", "mistake"),
    [
        ({"pages": [["nam", "email", "password"]]}, "pages: there is no step 'nam'; there are name,"),
        ({"pages": [["name", "email", "password"], ["terms"]]}, "pages: there is no step 'terms'"),
        ({"pages": [["name", "password"]]}, "pages: the step email is missing"),
        ({"pages": [["name", "email"]]}, "pages: the step password is missing"),
        ({"pages": [["email", "password"]]}, "pages: the step name or last_name is missing"),
        ({"pages": PLAIN, "completion": [["password"]]}, "pages: password is asked twice"),
        ({"pages": PLAIN, "completion": [["email"]]}, "completion: email is asked before the address is confirmed"),
        ({"pages": [["welcome"], *PLAIN]}, "pages: welcome belongs to registration.completion"),
        ({"pages": PLAIN, "evidence": BY_NUMBER}, "pages: the step evidence is missing"),
        ({"pages": PAGES}, "evidence: the step evidence has nothing to ask for"),
        ({"pages": PAGES, "evidence": BY_NUMBER, "evidence_required": 3}, "evidence_required: there are only 2"),
        (
            {"pages": PAGES, "evidence": {"number": {}}},
            "evidence.number: there is no rule 'number'; there are customer_number, postcode,",
        ),
        ({"pages": PAGES, "evidence": {"postcode": {}}, "evidence_required": 2}, "evidence_required: there are only 1"),
        ({"pages": PLAIN, "evidence": NAMED}, "pages: the step evidence is missing"),
        (
            {"pages": [["email", "evidence"], ["name", "password"]], "evidence": NAMED},
            "evidence.name: the name is asked after the evidence; ask for it before or beside it",
        ),
        ({"pages": PAGES, "evidence": ATTRIBUTE}, "evidence.meter.label: needs de and en"),
        (
            {"pages": PAGES, "evidence": {"customer_number": {"label": {"de": "Nummer"}}}},
            "evidence.customer_number.label: needs de and en",
        ),
        ({"renewal": "registration", "open": False}, "renewal: no one can register again"),
        ({"invitation": [["nam", "password"]]}, "invitation: there is no step 'nam'"),
        ({"invitation": [["name", "email"], ["password"]]}, "invitation: email is not asked of a person who was"),
        ({"invitation": [["name", "evidence", "password"]]}, "invitation: evidence is not asked"),
        ({"invitation": [["organization", "name", "password"]]}, "invitation: organization is not asked"),
        ({"invitation": [["name"]]}, "invitation: the step password is missing"),
        ({"invitation": [["password"]]}, "invitation: the step name or last_name is missing"),
        ({"invitation": [["name"], ["name", "password"]]}, "invitation: name is asked twice"),
        ({"invitation": [["name", "password", "agreements", "text_terms"]]}, TOGETHER),
        (
            {"pages": PAGES, "evidence": {"postcode": {}}},
            "evidence.postcode: nothing leads to its customer",
        ),
        ({"pages": PAGES, "evidence": {"email_domain": {}}}, "evidence.email_domain.domains: needs a domain"),
        (
            {"pages": PAGES, "evidence": {"customer_number": {"help": {"de": "Auf der Rechnung."}}}},
            "evidence.customer_number.help: needs de and en",
        ),
        ({"fields": {"trade": {"label": {"en": "Trade"}}}}, "fields.trade.label: needs de and en"),
        ({"fields": {"trade": {"help": {"en": "On the bill."}}}}, "fields.trade.help: needs de and en"),
        ({"fields": {"trade": {"picture": PICTURE}}}, "fields.trade.picture: needs help, for people who do not see it"),
        ({"fields": {"trade": {"picture": {"de": "a.svg"}}}}, "fields.trade.picture: needs help"),
        ({"fields": {"trade": {"picture": PICTURE, "help": {"de": "Hier."}}}}, "fields.trade.picture: needs help"),
        (
            {"pages": PAGES, "evidence": {"customer_number": {"help": HELP, "picture": {"de": "a.svg"}}}},
            "evidence.customer_number.picture: needs de and en",
        ),
        (
            {"fields": {"trade": {"kind": "choice", "values": {"oven": {"de": "Ofen"}}}}},
            "fields.trade.values.oven: needs de and en",
        ),
        (
            {"pages": PAGES, "evidence": {"email_domain": {}}, "approval": "customer"},
            "approval: customer needs evidence that leads to a customer: customer_number, serial_number",
        ),
        (
            {"pages": PAGES, "evidence": BY_NUMBER, "approval": "customer", "approval_reminder_days": 7},
            PATIENCE,
        ),
        (
            {
                "pages": PAGES,
                "evidence": BY_NUMBER,
                "approval": "customer",
                "approval_escalation_days": 9,
                "approval_days": 9,
            },
            PATIENCE,
        ),
        ({"fields": {"trade": {"kind": "choice"}}}, "fields.trade: a choice needs values to choose from"),
        ({"user_name": "chosen"}, "pages: the step user_name is missing"),
        ({"user_name": "chosen", "open": False}, "invitation: the step user_name is missing"),
        ({"user_name": "optional"}, "pages: the step user_name is missing"),
        ({"pages": [*PLAIN, ["user_name"]]}, "pages: the step user_name asks for nothing (user_name = none)"),
        (
            {"pages": [*PLAIN, ["user_name"]], "user_name": "assigned"},
            "pages: the step user_name asks for nothing (user_name = assigned)",
        ),
        ({"user_name_from": "{email}"}, "user_name_from: needs user_name = assigned"),
        (
            {"user_name": "assigned", "user_name_from": "{name}"},
            "user_name_from: there is no name; there are given_name, family_name,",
        ),
        ({"user_name": "assigned", "user_name_from": "{email!r}"}, "user_name_from: there is no email with a form"),
        ({"user_name": "assigned", "user_name_from": "kunde"}, "user_name_from: names nothing of the person"),
        ({"user_name": "assigned", "user_name_from": "{"}, "user_name_from: "),
        ({"fields": {"trade": {"kind": "colour"}}}, "fields.trade.kind: there is no kind 'colour'; there are text,"),
        ({"fields": {"trade": {"earliest": "today"}}}, "fields.trade.earliest: limits no text, but date"),
        (
            {"fields": {"trade": {"kind": "tick", "values": {"a": {}}}}},
            "fields.trade.values: limits no tick, but choice, choices",
        ),
        (
            {"fields": {"built": {"kind": "date", "earliest": "2020-02-01", "latest": "2020-01-31"}}},
            "fields.built.earliest: 2020-02-01 is after latest, 2020-01-31",
        ),
        (
            {"fields": {"power": {"kind": "number", "minimum": 5, "maximum": 4}}},
            "fields.power.minimum: 5 is above maximum, 4",
        ),
        (
            {"fields": {"power": {"kind": "number", "maximum": 4.5}}},
            "fields.power.maximum: 4.5 has more decimals than the entries may have (decimals)",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place(registration, mistake):
    with pytest.raises(SettingsError) as found:
        check_journeys(settings_of(**registration))
    assert f"portals.shop.registration.{mistake}" in str(found.value)


def test_whose_administrators_approve_takes_a_register():
    settings = settings_of(pages=PAGES, evidence=BY_NUMBER, approval="customer")
    check_journeys(settings)
    portal = settings.portals["shop"].model_copy(update={"customer_register": None})
    with pytest.raises(SettingsError, match=r"shop\.registration\.approval: customer needs customer_register"):
        check_journeys(settings.model_copy(update={"portals": {"shop": portal}}))


@pytest.mark.parametrize(
    "registration",
    [
        {},
        {"pages": PAGES, "evidence": BY_NUMBER, "evidence_required": 1},
        {"pages": [["last_name"], ["email"]], "completion": [["welcome"], ["password"]]},
        {"pages": [["name", "email"], ["agreements"]], "completion": [["agreements", "password"]]},
        {"pages": [["name", "email"], ["evidence", "password"]], "evidence": NAMED},
        {"pages": [["email"], ["last_name", "evidence"], ["password"]], "evidence": NAMED},
        {"pages": PAGES, "evidence": {"customer_number": {"help": HELP, "picture": PICTURE}}},
        {"renewal": "registration"},
        {"open": False, "user_name": "chosen", "invitation": [["name", "user_name", "password"]]},
        {"invitation": [["welcome"], ["last_name", "profile"], ["text_terms"], ["agreements", "password"]]},
        {"pages": PAGES, "evidence": {"email_domain": {"domains": ["kunde.example"]}}},
        {"fields": {"built": {"kind": "date", "earliest": "2020-02-01", "latest": "today"}}},
        {"user_name": "optional", "invitation": [["name", "user_name", "password"]]},
        {"user_name": "assigned", "user_name_from": "K{customer_number}-{email}"},
        {"fields": {"power": {"kind": "number", "minimum": -0.5, "maximum": "4.25", "decimals": 2}}},
    ],
)
def test_what_is_right_passes(registration):
    check_journeys(settings_of(**registration))


@pytest.mark.parametrize(
    "lifetime", ["confirmation_hours", "approval_days", "approval_reminder_days", "completion_days"]
)
def test_a_lifetime_of_zero_is_refused(tmp_path, lifetime):
    file = tmp_path / "config.toml"
    file.write_text(f'[portals.shop]\nname = "Shop"\n[portals.shop.registration]\n{lifetime} = 0\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=lifetime):
        load_tree(Settings, file, {})
