"""For whom the pages of factors act, how long, and what they show of that account."""

import re
from datetime import timedelta

import pytest

from idp.factors.registry import get_factor
from idp.factors.totp.models import TotpSecret
from idp.factors.web import Enrolment, find_just_added
from idp.infrastructure.clock import current_time
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.factors import create_app_of, create_recovery_codes, finish, open_code_page, shown_app
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import PASSWORD_FORM, open_password_page

QUARTER = 15 * 60
ESSENTIAL = '{"id_token": {"acr": {"essential": true, "values": ["urn:einlass:acr:2"]}}}'


OFFERED = re.compile(
    r'class="choice" href="([^"]*)">.*?id="i-(\w+)".*?<strong>(.*?)</strong><span>(.*?)</span>', re.DOTALL
)


def id_of(page):
    """That of the interaction in its address."""
    return next(part for part in page.request.path.split("/") if part.startswith("int_"))


@pytest.fixture
def by_user_name(make_app):
    """A browser at a portal that takes user names."""
    return make_app(portals={"shop": {"user_names": True}}).test_client()


def text_after_password(client, name, **arguments):
    """The page behind the right password, without the places where an address may break."""
    page = open_password_page(client, name, **arguments)
    return client.submit(page, {"password": PASSWORD}, PASSWORD_FORM, follow_redirects=True).text.replace("<wbr>", "")


@pytest.mark.parametrize(("seconds", "status"), [(QUARTER, 200), (QUARTER + 1, 400)])
def test_a_checked_password_counts_for_a_quarter_of_an_hour(client, person, phone, clock, seconds, status):
    page = open_code_page(client, person.email)
    clock.shift(seconds)

    assert client.get(page.request.path).status_code == status


def test_the_page_says_how_long_it_counts(client, person, phone, clock):
    page = open_code_page(client, person.email)
    clock.shift(60)

    assert f'data-time-limit="{QUARTER - 60}"' in client.get(page.request.path).text


def test_a_password_that_counts_no_more_leads_back_to_the_same_sign_in(client, database, person, phone, clock):
    database.change(person, language="en")
    page = open_code_page(client, person.email)
    clock.shift(QUARTER + 1)

    refusal = client.get(page.request.path, headers={"Accept-Language": "en"}).text
    assert f'href="/signin/{id_of(page)}"' in refusal
    assert ">Sign in<" in refusal


@pytest.mark.parametrize(("typed", "is_shown"), [("ada@shop.example", True), ("ada.b", False)])
def test_the_address_is_shown_to_those_who_typed_it(app, by_user_name, database, clock, typed, is_shown):
    """A password that goes with a user name does not tell which mailbox to break into."""
    account = create_account(database, email="ada@shop.example", username="ada.b")
    create_app_of(database, app.secret_box, account)

    page = text_after_password(by_user_name, typed)
    assert ("ada@shop.example" in page) is is_shown
    assert ("a…a@shop.example" in page) is not is_shown


@pytest.mark.parametrize("is_own", [True, False])
def test_the_address_is_shown_to_those_who_are_signed_in_with_it(app, by_user_name, database, clock, is_own):
    account, other = (create_account(database, email=f"{name}@shop.example", username=name) for name in ("ada", "bob"))
    create_app_of(database, app.secret_box, account)
    sign_in(by_user_name, database, account if is_own else other)

    page = text_after_password(by_user_name, "ada", account="other")
    assert ("ada@shop.example" in page) is is_own


@pytest.mark.parametrize(
    ("page", "other", "words"),
    [
        ("totp", "recovery-code", ("lifebuoy", "Recovery codes", "One-time codes to keep in a safe place.")),
        (
            "recovery-code",
            "totp",
            ("smartphone", "Authenticator app", "An app on your phone shows a new code every 30 seconds."),
        ),
    ],
)
def test_each_other_factor_is_offered_with_its_words(client, database, person, phone, page, other, words):
    database.change(person, language="en")
    create_recovery_codes(database, person)
    base = f"/signin/{id_of(open_code_page(client, person.email))}/factor"

    shown = client.get(f"{base}/{page}", headers={"Accept-Language": "en"}).text
    assert OFFERED.findall(shown) == [(f"{base}/{other}", *words)]


def demanded(client, database, person):
    """The first page of a sign-in in which an application demands a second factor."""
    return open_code_page(
        client, person.email, create_relying_party(database, client).authorize(claims=ESSENTIAL).location
    )


def test_no_new_factor_takes_the_place_of_one_that_is_asked_for(client, database, person, phone):
    page = demanded(client, database, person)

    answer = client.get(f"/account/security/totp?interaction_id={id_of(page)}")
    assert page.request.path == f"{answer.location}/totp"
    assert database.count(TotpSecret) == 1


def test_once_a_factor_was_set_up_its_sign_in_makes_the_codes_and_goes_on(client, database, person):
    """Setting it up was its check: it is not asked for in between."""
    interaction_id = id_of(demanded(client, database, person))
    connect = client.get(f"/account/security/totp?interaction_id={interaction_id}")
    codes = client.submit(connect, {"code": shown_app(connect).code()})
    assert codes.location == f"/account/security/recovery-codes?interaction_id={interaction_id}"

    page = client.get(codes.location)
    assert page.status_code == 200
    assert f'href="/signin/{interaction_id}/complete"' in page.text
    assert answer_of(finish(client, client.get(f"/signin/{interaction_id}/complete")))["code"]


def test_a_factor_that_has_no_item_was_not_just_added(app, database, person):
    """Its items are what tells when; a sign-in may have proved one that is gone."""
    enrolment = Enrolment(person.id, current_time() - timedelta(minutes=5), ("pwd", "otp"))

    with app.app_context():
        assert find_just_added(enrolment, current_time()) is None


def test_the_very_methods_of_a_factor_are_proof_of_it(app, database, person):
    create_app_of(database, app.secret_box, person, created_at=current_time())

    with app.app_context():
        enrolment = Enrolment(person.id, current_time() - timedelta(minutes=5), get_factor("totp").amr)
        assert find_just_added(enrolment, current_time()).key == "totp"
