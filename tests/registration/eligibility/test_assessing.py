"""Which evidence is enough, and to which customer it leads."""

import pytest

from idp.customers.models import CustomerRecord, CustomerState
from idp.registration.eligibility import Claim, assess
from idp.settings import PortalSettings, Settings
from tests.factories.customers import create_device, create_record
from tests.factories.registration_pages import EMAIL

ALL = {"customer_number": {}, "postcode": {}, "meter": {"rule": "attribute"}}


@pytest.fixture
def look(app, database):
    """Assess these entries at a portal that asks for this evidence."""

    def assess_entries(entered, *, evidence=ALL, required=None, email=EMAIL, names=()):
        registration = {"evidence": evidence, "evidence_required": required}
        portal = PortalSettings(name="Shop", customer_register="netz", registration=registration)
        claim = Claim(portal="shop", email=email, names=names, entered=entered)
        with app.app_context():
            return assess(claim, portal, Settings(registers={"netz": {}}, portals={"shop": portal}))

    return assess_entries


@pytest.fixture
def customer(database):
    return create_record(database, "4711", "815", postcodes=("20095",), attributes={"meter": "DE-0042 x"})


RIGHT = {"customer_number": "4711", "postcode": "20095", "meter": "de0042X"}


@pytest.mark.parametrize(
    ("wrong", "required", "is_eligible"),
    [
        ({}, None, True),
        ({"meter": "43"}, None, False),
        ({"meter": "43"}, 2, True),
        ({"meter": ""}, 2, True),
        ({"meter": "", "postcode": "1"}, 2, False),
        ({"meter": "", "postcode": ""}, 1, True),
        ({"customer_number": "4712"}, 2, False),
        ({"customer_number": ""}, 1, False),
    ],
)
def test_so_many_pieces_of_one_customer_are_enough(look, customer, wrong, required, is_eligible):
    found = look(RIGHT | wrong, required=required)
    assert found.is_eligible is is_eligible
    assert found.customer_id == (customer.id if is_eligible else None)


def test_a_former_number_leads_to_the_customer(look, customer):
    assert look(RIGHT | {"customer_number": "0815"}).customer_id == customer.id


def test_a_further_fact_is_compared_without_leading_zeros(look, database):
    create_record(database, "4711", postcodes=("20095",), attributes={"meter": "00042"})
    assert look(RIGHT | {"meter": "42"}).is_eligible
    assert look(RIGHT | {"meter": "0042"}).is_eligible


def test_the_register_is_that_of_the_portal(app, database):
    """The first portal of the settings has another one."""
    create_record(database, "7", register="gas")
    own = PortalSettings(name="Gas", customer_register="gas", registration={"evidence": {"customer_number": {}}})
    first = own.model_copy(update={"customer_register": "netz"})
    settings = Settings(registers={"netz": {}, "gas": {}}, portals={"netz": first, "gas": own})
    claim = Claim(portal="gas", email=EMAIL, entered={"customer_number": "7"})
    with app.app_context():
        assert assess(claim, own, settings).is_eligible


@pytest.mark.parametrize("state", [CustomerState.CLOSED, CustomerState.MERGED])
def test_who_is_a_customer_no_longer_is_not_eligible(look, database, customer, state):
    into = create_record(database, "1")
    with database.transaction() as session:
        row = session.get_one(CustomerRecord, customer.id)
        row.state, row.merged_into_id = state.value, into.id
    assert not look(RIGHT).is_eligible


def test_a_customer_of_another_register_is_none(look, database):
    create_record(database, "9", register="gas", postcodes=("20095",), attributes={"meter": "DE0042X"})
    assert not look(RIGHT | {"customer_number": "9"}).is_eligible


@pytest.mark.parametrize(
    ("email", "is_eligible"),
    [("a@hafen.example", True), ("a@sub.hafen.example", False), ("a@hafen.example.test", False), ("", False)],
)
def test_an_address_of_a_domain_is_evidence(look, email, is_eligible):
    evidence = {"email_domain": {"domains": ["hafen.example"]}}
    assert look({}, evidence=evidence, email=email).is_eligible is is_eligible


def test_an_attribute_that_the_customer_does_not_have_is_never_met(look, database):
    create_record(database, "4711", postcodes=("20095",))
    assert not look(RIGHT | {"meter": ""}).is_eligible


@pytest.mark.parametrize(
    ("names", "is_eligible"),
    [
        (("hafenwerk",), True),
        (("Hafenwerk GmbH & Co. KG",), True),
        (("Neu", "Grace Neu"), False),
        ((), False),
    ],
)
def test_the_name_that_another_step_asks_for_is_evidence(look, database, names, is_eligible):
    create_record(database, "4711", name="Hafenwerk GmbH & Co. KG")
    evidence = {"customer_number": {}, "name": {}}
    assert look({"customer_number": "4711"}, evidence=evidence, names=names).is_eligible is is_eligible


SERIAL = {"serial_number": {}}


def test_a_device_is_evidence_with_or_without_a_customer(look, database, customer):
    create_device(database, "AB123Z")
    create_device(database, "AB124Z", customer_id=customer.id)

    assert look({"serial_number": "ab 123-z"}, evidence=SERIAL).is_eligible
    assert look({"serial_number": "AB124Z"}, evidence=SERIAL).customer_id == customer.id
    assert not look({"serial_number": "AB125Z"}, evidence=SERIAL).is_eligible


def test_evidence_that_leads_to_two_customers_is_none(look, database, customer):
    other = create_record(database, "4712")
    create_device(database, "AB123Z", customer_id=other.id)

    both = {"serial_number": "AB123Z", "customer_number": "4711"}
    assert not look(both, evidence=SERIAL | {"customer_number": {}}, required=1).is_eligible
