"""The demands of several portals together: as strict as each of them, field by field."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import timedelta
from itertools import permutations
from typing import Any, get_type_hints

import pytest

from idp.portals import PortalDemands, demands_at, demands_of_account, demands_of_any_account
from idp.portals.account_demands import demands_of_each_portal, is_number_always_asked
from idp.portals.strictest import JOINS, join_demands
from idp.settings.section import Section
from tests.factories.accounts import create_account
from tests.factories.admissions import create_admission

LAX = {
    "second_factor": {"policy": "off", "grace_days": 30, "mailed_code": True, "trusted_device_days": 60},
    "password": {"minimum_length": 8, "require_special": True, "former_passwords": 3},
    "remember_me": {"offered": True, "hours": 720},
    "throttle": {"account_attempts": 20, "mails_per_address": 2},
    "lifetimes": {"reset_link_minutes": 120, "interaction_minutes": 20},
}
STRICT = {
    "second_factor": {"policy": "all", "grace_days": 0, "trusted_device_days": 7},
    "password": {"minimum_length": 12, "require_digit": True},
    "remember_me": {"offered": True, "hours": 24},
    "throttle": {"account_attempts": 5, "mails_per_address": 9},
    "lifetimes": {"reset_link_minutes": 15, "interaction_minutes": 30},
    "password_reset": {"ask_customer_number": True},
    "registration": {"open": False},
}


@pytest.fixture
def app(make_app):
    return make_app(
        portals={
            "forum": None,
            "plain": {"name": "Plain"},
            "lax": {"name": "Lax", **LAX},
            "strict": {"name": "Strict", **STRICT},
        }
    )


@pytest.fixture
def joined(app):
    return join_demands([demands_at(app.settings, key) for key in ("lax", "strict")])


def sections(kind: type) -> dict[str, type]:
    """The fields of a kind of demands, and their types."""
    if issubclass(kind, Section):
        return {name: info.annotation for name, info in kind.model_fields.items()}
    assert is_dataclass(kind)
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


@pytest.mark.parametrize("kind", JOINS, ids=lambda kind: kind.__name__)
def test_each_field_says_how_it_is_joined(kind):
    assert JOINS[kind].keys() == sections(kind).keys()


def test_so_does_each_section():
    kinds = [kind for kind in sections(PortalDemands).values() if isinstance(kind, type)]

    assert {kind for kind in kinds if issubclass(kind, Section) or is_dataclass(kind)} == JOINS.keys() - {PortalDemands}


def test_the_stronger_policy_and_the_shorter_grace_and_trust_hold(joined):
    own = joined.second_factor

    assert (own.policy, own.grace_days, own.trusted_device_days, own.mailed_code) == ("all", 0, 7, False)


def test_every_rule_of_each_holds_for_a_new_password(joined, app):
    own = joined.password

    assert (own.minimum_length, own.require_digit, own.require_special, own.require_mixed_case) == (
        12,
        True,
        True,
        False,
    )
    assert own.former_passwords == 3
    assert joined.names == ("Lax", "Strict")
    assert joined.password_rules == {
        *demands_at(app.settings, "lax").password_rules,
        *demands_at(app.settings, "strict").password_rules,
    }


def test_the_shorter_lifetimes_and_the_smaller_budgets_hold(joined):
    assert joined.remember_me.hours == 24
    assert (joined.lifetimes.reset_link, joined.lifetimes.interaction) == (timedelta(minutes=15), timedelta(minutes=20))
    assert (joined.throttle.account_attempts, joined.throttle.mails_per_address) == (5, 2)


def test_what_one_asks_for_is_asked_for_and_what_one_refuses_is_refused(joined):
    assert joined.asks_customer_number
    assert not joined.is_registration_open


def test_a_portal_alone_demands_what_it_demands(app):
    lax = demands_at(app.settings, "lax")

    assert join_demands([lax]) is lax
    assert join_demands([lax, lax]) == lax


def test_what_asks_for_nothing_is_that_of_the_first(app):
    shop, strict = demands_at(app.settings, "shop"), demands_at(app.settings, "strict")

    assert [join_demands(order).portal for order in ([shop, strict], [strict, shop])] == ["shop", "strict"]


KEYS = ("shop", "plain", "lax", "strict")


@pytest.mark.parametrize("keys", list(permutations(KEYS, 3)), ids="-".join)
def test_the_order_changes_nothing_that_is_asked_for(app, keys):
    def asked(order: Sequence[str]) -> Any:
        joined = join_demands([demands_at(app.settings, key) for key in order])
        return [getattr(joined, name) for name in JOINS[PortalDemands] if name not in {"portal", "names", "form"}]

    assert asked(keys) == asked(sorted(keys)) == asked([*keys, *keys])


def test_an_account_is_under_the_demands_of_all_that_admitted_it(app, database):
    person = create_account(database)
    create_admission(database, person, "lax")
    create_admission(database, person, "strict")
    with app.app_context():
        assert demands_of_account(person.id).second_factor.policy == "all"
        assert demands_of_account(person.id).names == ("Lax", "Strict")


def test_a_withdrawn_admission_demands_nothing_and_neither_does_a_portal_that_is_gone(app, database):
    person = create_account(database)
    create_admission(database, person, "strict", state="withdrawn")
    create_admission(database, person, "closed")
    with app.app_context():
        assert demands_of_account(person.id) == demands_at(app.settings, "shop")


def test_before_the_account_is_known_all_portals_are_asked(app):
    with app.app_context():
        demands = demands_of_any_account()

    assert (demands.second_factor.policy, demands.throttle.account_attempts) == ("all", 5)
    assert demands.form == demands_at(app.settings, "shop").form


SHORT, LONG = ({"remember_me": {"offered": True, "hours": hours}} for hours in (24, 720))
NEVER = {"remember_me": {"offered": False, "hours": 1}}


@pytest.mark.parametrize(
    ("shop", "forum", "offered", "hours"),
    [(SHORT, LONG, True, 24), (LONG, SHORT, True, 24), (LONG, NEVER, True, 720), (NEVER, LONG, False, 720)],
)
def test_staying_signed_in_is_offered_where_the_default_portal_does_for_the_shortest_time(
    make_app, shop, forum, offered, hours
):
    with make_app(portals={"shop": shop, "forum": forum}).app_context():
        offer = demands_of_any_account().remember_me

    assert (offer.offered, offer.hours) == (offered, hours)


def test_where_no_portal_offers_it_the_time_is_that_of_the_default_portal(make_app):
    with make_app(portals={"shop": NEVER, "forum": {"remember_me": {"offered": False, "hours": 9}}}).app_context():
        assert demands_of_any_account().remember_me.hours == 1


ASKS, DOES_NOT = ({"password_reset": {"ask_customer_number": asks}} for asks in (True, False))


@pytest.mark.parametrize(
    ("shop", "forum", "always"), [(ASKS, ASKS, True), (ASKS, DOES_NOT, False), (DOES_NOT, ASKS, False)]
)
def test_the_customer_number_is_always_asked_for_where_every_portal_does(make_app, shop, forum, always):
    with make_app(portals={"shop": shop, "forum": forum}).app_context():
        assert is_number_always_asked() == always


def test_each_portal_that_admitted_an_account_speaks_for_itself(app, database):
    person = create_account(database)
    create_admission(database, person, "strict")
    create_admission(database, person, "lax")
    create_admission(database, person, "closed")
    with app.app_context():
        assert [each.portal for each in demands_of_each_portal(person.id)] == ["lax", "strict"]
        assert [each.portal for each in demands_of_each_portal("acc_unknown")] == ["shop"]


def test_another_portal_may_have_its_say_beside_those_that_admitted_the_account(app, database):
    person = create_account(database)
    create_admission(database, person, "lax")
    with app.app_context():
        assert demands_of_account(person.id).second_factor.policy == "off"
        assert demands_of_account(person.id, also="strict").names == ("Lax", "Strict")


def test_the_same_portals_are_joined_once(app, database):
    person = create_account(database)
    create_admission(database, person, "lax")
    create_admission(database, person, "strict")
    with app.app_context():
        assert demands_of_account(person.id) is demands_of_account(person.id)
