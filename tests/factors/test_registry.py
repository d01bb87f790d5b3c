"""Which factors an account can be asked for, and which methods of a sign-in count, at portals of different demands."""

import pytest

from idp.factors.factor import Factor
from idp.factors.registry import (
    add_factor,
    counted_amr,
    current_factors,
    enrolled_factors,
    find_factor,
    get_factor,
    own_factors,
    weak_factors,
)
from idp.portals.demands import demands_at
from tests.factories.accounts import create_account
from tests.factories.admissions import create_admission
from tests.factories.factors import create_app_of, create_recovery_codes

# The forum takes a code by e-mail for a second factor, the shop does not.
PORTALS = {"shop": {"second_factor": {"mailed_code": False}}, "forum": {"second_factor": {"mailed_code": True}}}


@pytest.fixture
def app(make_app):
    """An application of its own, to which factors may be added."""
    app = make_app(own=True, portals=PORTALS)
    with app.app_context():
        yield app


@pytest.fixture
def demands(app):
    return lambda portal: demands_at(app.settings, portal)


def keys(factors):
    return [factor.key for factor in factors]


@pytest.mark.parametrize(
    ("admitted", "portal", "asked"),
    [
        pytest.param(["shop"], "shop", [], id="no portal of the account takes it"),
        pytest.param(["shop"], "forum", ["mailed_codes"], id="this portal takes it"),
        pytest.param(["forum"], "forum", ["mailed_codes"], id="this one does, which is its own"),
        pytest.param(["shop", "forum"], "shop", ["mailed_codes"], id="another portal of the account takes it"),
    ],
)
def test_a_weak_factor_is_asked_for_where_a_portal_of_the_account_takes_it(database, demands, admitted, portal, asked):
    account = create_account(database)
    for each in admitted:
        create_admission(database, account, each)

    assert keys(weak_factors(account.id, demands(portal))) == asked
    assert keys(enrolled_factors(account.id, demands(portal), is_demanded=True)) == asked
    assert enrolled_factors(account.id, demands(portal), is_demanded=False) == []


def test_it_is_asked_of_those_who_can_answer(database, demands):
    account = create_account(database, email_verified_at=None)

    assert weak_factors(account.id, demands("forum")) == []


@pytest.mark.parametrize("is_demanded", [True, False])
def test_no_weak_factor_stands_beside_a_strong_one(app, database, demands, is_demanded):
    account = create_account(database)
    create_app_of(database, app.secret_box, account)
    create_recovery_codes(database, account)

    asked = enrolled_factors(account.id, demands("forum"), is_demanded=is_demanded)
    assert keys(asked) == keys(own_factors(account.id)) == ["totp", "recovery_codes"]


def test_recovery_codes_alone_are_no_factor(database, demands):
    account = create_account(database)
    create_recovery_codes(database, account)

    assert own_factors(account.id) == []
    assert keys(enrolled_factors(account.id, demands("forum"), is_demanded=True)) == ["mailed_codes"]


@pytest.mark.parametrize(
    ("amr", "portal", "has_factor", "counted"),
    [
        (["pwd", "mail", "mfa"], "forum", False, ("pwd", "mail", "mfa")),
        (["pwd", "mail"], "forum", True, ("pwd",)),
        (["pwd", "mail"], "shop", False, ("pwd",)),
        (["pwd", "otp"], "shop", True, ("pwd", "otp")),
        (["pwd", "otp", "mail"], "shop", True, ("pwd", "otp")),
        ([], "shop", False, ()),
    ],
)
def test_a_weak_method_counts_where_it_is_taken_and_no_strong_factor_is_set_up(
    demands, amr, portal, has_factor, counted
):
    assert counted_amr(amr, demands(portal), has_factor=has_factor) == counted


class Texts(Factor):
    """A weak factor whose method a strong one has as well."""

    key = "texts"
    amr = ("otp", "sms")
    is_strong = False
    verify_endpoint = "texts.verify"

    def is_accepted(self, demands):
        return False

    def items(self, account_id):
        return []

    def remove_all(self, session, account_id):
        """Nothing to take away."""


def test_a_method_that_a_strong_factor_has_too_counts(app, demands):
    add_factor(app, Texts())

    assert counted_amr(["pwd", "otp", "sms"], demands("shop"), has_factor=False) == ("pwd", "otp")


def test_factors_are_offered_in_the_order_of_their_registration(app):
    before = keys(current_factors())
    add_factor(app, Texts(), before="totp")

    at = before.index("totp")
    assert keys(current_factors()) == [*before[:at], "texts", *before[at:]]
    assert (find_factor("texts"), get_factor("texts")) == (current_factors()[at], current_factors()[at])


def test_a_factor_is_known_by_its_key(app):
    assert find_factor("texts") is None
    with pytest.raises(KeyError, match="texts"):
        get_factor("texts")


def test_a_key_is_taken_once_and_the_next_factor_comes_last(app):
    add_factor(app, Texts())

    assert keys(current_factors())[-1] == "texts"
    with pytest.raises(ValueError, match="already"):
        add_factor(app, Texts())
