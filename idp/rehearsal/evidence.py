"""Evidence of a made-up customer: the entries, and the customer record and device to which they lead."""

import random
from collections.abc import Mapping

from sqlalchemy.orm import Session

from idp.customers.canonical import LONGEST_NUMBER, LONGEST_POSTCODE, number_key, postcode_key, serial_key
from idp.customers.changes import CustomerFacts, create_customer, update_customer
from idp.customers.devices.changes import create_device, find_devices
from idp.customers.lookup import find_customer
from idp.customers.registers import Register
from idp.customers.written import WrittenNumber
from idp.registration.eligibility import RULES, rule_key
from idp.rehearsal.values import make_value, without_spaces
from idp.settings import EvidenceSettings

_MANY = 10_000
_WITHOUT_PATTERN = {"customer_number": "######", "postcode": "#####", "serial_number": "SN######"}


def evidence_value(source: random.Random, key: str, settings: EvidenceSettings) -> str | None:
    """An entry for a piece of evidence, "" for one that is not typed; None where none that fits was found."""
    rule = rule_key(key, settings)
    if RULES[rule].label is None:
        return ""
    is_postcode = rule == "postcode"
    longest = LONGEST_POSTCODE if is_postcode else LONGEST_NUMBER

    def suits(entry: str) -> bool:
        compared = postcode_key(entry) if is_postcode else number_key(entry, ignore_leading_zeros=True)
        return compared is not None

    default = _WITHOUT_PATTERN.get(rule, "########")
    return make_value(source, settings.pattern, default=default, longest=longest, plain=without_spaces, suits=suits)


def _any_number(entries: Mapping[str, str]) -> str:
    """That of a customer whose number no one asks for."""
    source = random.Random(" ".join(entries.values()))  # noqa: S311 - sample data of a database that is thrown away
    return make_value(source, None, default="9########", longest=LONGEST_NUMBER) or ""


def store_customer(
    session: Session,
    register: Register,
    name: str,
    evidence: Mapping[str, EvidenceSettings],
    entries: Mapping[str, str],
    organization_id: str | None = None,
) -> None:
    """The customer to whom all entries lead, as an import would store it; ``organization_id`` stands for it."""
    shown = [(rule_key(key, settings), settings.attribute or key, entries[key]) for key, settings in evidence.items()]
    numbers = [entry for rule, _, entry in shown if rule == "customer_number"]
    number = numbers[0] if numbers else _any_number(entries)
    facts = CustomerFacts(
        number=WrittenNumber(number, register.number_key(number) or number),
        name=name,
        accounts_allowed=_MANY,
        organization_id=organization_id,
        postcodes=tuple(postcode_key(entry) or entry for rule, _, entry in shown if rule == "postcode"),
        attributes={attribute: entry for rule, attribute, entry in shown if rule == "attribute"},
    )
    record = find_customer(session, register.key, facts.number.key)
    if record is None:
        record = create_customer(session, register.key, facts)
    else:
        update_customer(record, facts)
    for rule, _, entry in shown:
        serial = serial_key(entry) or entry
        if rule == "serial_number" and not find_devices(session, register.key, [serial]):
            create_device(session, register.key, WrittenNumber(entry, serial), record.id)
