"""Pages that no client asked for follow the strictest portal that admitted the account, whatever address they have."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.factors.totp.models import TotpSecret
from idp.infrastructure.clock import current_time
from idp.sessions import SsoSession
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.admissions import admit_everywhere, create_admission
from tests.factories.factors import CODE_FORM, MULTI, create_app_of, finish, open_code_page, type_code
from tests.factories.registration_pages import NEW_PASSWORD, open_link, request_reset
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.remembering import close, come_back, held, is_back, tick
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import try_password
from tests.provisioning.pages import forms_of

pytestmark = [pytest.mark.threat(88), pytest.mark.usefixtures("clock")]

ISSUER = "https://id.example.test"
LATER_FORM = 1
PORTALS = {
    "shop": {"remember_me": {"offered": True, "hours": 24}, "second_factor": {"trusted_device_days": 30}},
    "forum": None,
    "plain": {"name": "Plain"},
    "strict": {"name": "Strict", "second_factor": {"policy": "all", "grace_days": 0}},
    "patient": {"name": "Patient", "second_factor": {"policy": "all", "grace_days": 14}},
    "daily": {"name": "Daily", "second_factor": {"trusted_device_days": 1}},
    "digits": {"name": "Digits", "password": {"minimum_length": 14, "require_digit": True}},
    "special": {"name": "Special", "password": {"require_special": True}},
    "brief": {
        "name": "Brief",
        "throttle": {"mails_per_address": 1},
        "lifetimes": {"reset_link_minutes": 10, "interaction_minutes": 5},
    },
}
PAGES = ["/", "/account", "/account/password", "/account/security", "/account/email", "/account/sessions"]


@pytest.fixture
def app(make_app):
    return make_app(portals=PORTALS)


@pytest.fixture
def person(database, clock):
    return create_account(database)


@pytest.fixture
def admitted(app, database, person):
    """``admitted("strict")``: the person, who was there before."""

    def admit(*portals):
        admit_everywhere(database, app.settings, person, *portals)
        return person

    return admit


# What a session has to have proved


@pytest.mark.parametrize("path", PAGES)
def test_a_password_opens_no_page_of_an_account_whose_portal_demands_more(client, database, admitted, path):
    """Trial row S1."""
    sign_in(client, database, admitted("shop"))
    assert client.get(path).status_code == 200

    admitted("strict")

    assert client.get(path, follow_redirects=True).request.path.endswith("/enrol")


@pytest.mark.parametrize("named", ["shop", "plain", "strict"])
def test_no_address_chooses_who_is_let_in(client, database, admitted, named):
    """Trial row S1."""
    person = admitted("shop", "strict")

    assert open_code_page(client, person.email, f"/signin?portal={named}").request.path.endswith("/enrol")


@pytest.mark.parametrize("state", ["withdrawn", None])
def test_a_portal_that_does_not_admit_the_account_demands_nothing(client, database, person, state):
    if state:
        create_admission(database, person, "strict", state=state)
    sign_in(client, database, person)

    assert client.get("/account/password").status_code == 200


def test_the_factor_that_is_missing_is_asked_for_and_leads_back(app, client, database, admitted, clock):
    person = admitted("shop", "strict")
    phone = create_app_of(database, app.secret_box, person)
    sign_in(client, database, person)

    page = client.get("/account/sessions", follow_redirects=True)
    assert page.request.path.endswith("/factor/totp")
    answer = finish(client, type_code(client, page, phone.code()))

    assert (answer.request.path, answer.status_code) == ("/account/sessions", 200)


def test_a_form_that_was_open_meanwhile_changes_nothing(client, database, admitted):
    """The strict portal admits the account in another tab."""
    sign_in(client, database, admitted("shop"))
    page = client.get("/account/password")
    former = database.one(select(Account.password_hash))

    admitted("strict")

    answer = client.submit(page, {"password": NEW_PASSWORD}, form=password_form(page))

    assert answer.location.startswith("/signin?next=/account/password")
    assert database.one(select(Account.password_hash)) == former


def test_what_may_be_put_off_may_be_put_off(client, database, admitted):
    sign_in(client, database, admitted("shop", "patient"))
    page = client.get("/account/sessions", follow_redirects=True)
    assert page.request.path.endswith("/enrol")

    answer = finish(client, client.submit(page, form=LATER_FORM))

    assert (answer.request.path, answer.status_code) == ("/account/sessions", 200)
    assert client.get("/account").status_code == 200


def test_the_shortest_grace_counts(client, database, admitted):
    sign_in(client, database, admitted("shop", "patient"))
    assert 'name="later"' in client.get("/account", follow_redirects=True).text

    admitted("strict")

    assert 'name="later"' not in client.get("/account", follow_redirects=True).text


def test_the_last_factor_stays_where_a_portal_that_admitted_the_account_demands_one(app, client, database, admitted):
    """Trial row S1."""
    person = admitted("shop", "strict")
    phone = create_app_of(database, app.secret_box, person)
    sign_in(client, database, person, **MULTI)
    page = client.get("/account/security")
    number = next(number for number, form in enumerate(forms_of(page)) if form.action.endswith("/totp/remove"))

    assert client.submit(page, {"id": phone.id}, form=number).status_code == 409
    assert database.count(TotpSecret) == 1


def test_an_application_of_the_lax_portal_is_as_before(client, database, admitted):
    """The account's pages alone are stricter: the application's own portal decides about the application."""
    sign_in(client, database, admitted("shop", "strict"))

    assert "code" in answer_of(create_relying_party(database, client, portal="shop").authorize(prompt="none"))


# Passwords


def password_form(page):
    return next(number for number, form in enumerate(forms_of(page)) if "password" in form.fields)


def test_a_new_password_keeps_the_rules_of_each_portal(client, database, admitted):
    """Trial row S1."""
    sign_in(client, database, admitted("digits", "special"))
    page = client.get("/account/password")
    form = password_form(page)

    for broken in ("nur-Woerter-ohne", "kurz-9x", "ganzohnezeichen9Kiefer"):
        assert client.submit(page, {"password": broken}, form=form).status_code == 422
    assert client.submit(page, {"password": "Kiefer-9-lampe-rot"}, form=form).status_code == 303


@pytest.mark.parametrize("named", ["", "?portal=plain", "?portal=special"])
def test_so_does_one_that_is_set_by_a_mailed_link(client, database, admitted, mailbox, named):
    """Trial row S1."""
    request_reset(client, admitted("digits", "special").email, f"/password-reset{named}")
    page = open_link(client, mailbox.only.link)

    for broken in ("nur-Woerter-ohne", "ganzohnezeichen9Kiefer"):
        assert client.submit(page, {"password": broken}).status_code == 422
    assert client.submit(page, {"password": "Kiefer-9-lampe-rot"}).status_code == 303


def test_one_that_an_application_waits_for_keeps_the_rules_of_that_portal_too(client, database, admitted, mailbox):
    waiting = create_relying_party(database, client, portal="digits").authorize().location.removeprefix("/signin/")
    request_reset(client, admitted("special").email, f"/password-reset?interaction_id={waiting}")
    page = open_link(client, mailbox.only.link)

    assert "Mindestens 14 Zeichen" in page.text
    assert client.submit(page, {"password": "nur-Woerter-ohne"}).status_code == 422
    assert client.submit(page, {"password": "Kiefer-9-lampe-rot"}).status_code == 303


def test_a_password_that_breaks_the_rules_of_one_is_replaced_at_the_sign_in(client, database, person):
    """Trial row S1."""
    create_admission(database, person, "shop")
    create_admission(database, person, "digits")
    database.change(person, password_hash=create_account(database, password="Laube-Zug").password_hash)

    page = try_password(client, person.email, "Laube-Zug")

    assert page.location.endswith("/new-password")


def test_a_password_need_not_keep_the_rules_of_portals_that_never_admitted_the_account(client, database, clock):
    person = create_account(database, password="Laube-Zug")
    create_admission(database, person, "shop")

    assert finish(client, try_password(client, person.email, "Laube-Zug")).request.path == "/"


def test_a_password_that_was_never_compared_with_the_rules_is_asked_for_once(client, database, person):
    """Trial row S1."""
    sign_in(client, database, person)
    assert client.get("/account/sessions").status_code == 200
    create_admission(database, person, "digits")

    page = client.get("/account/sessions", follow_redirects=True)
    assert 'name="email"' in page.text
    page = client.submit(page, follow_redirects=True)
    answer = finish(client, client.submit(page, {"password": PASSWORD}, form=1))

    assert (answer.request.path, answer.status_code) == ("/account/sessions", 200)
    assert client.get("/account").status_code == 200


# Links and budgets


def test_a_reset_link_holds_as_long_as_the_strictest_portal_says_for_every_address(client, person, mailbox, clock):
    """Nothing may tell whether the address has an account there."""
    known, unknown = request_reset(client, person.email), request_reset(client, "niemand@example.test")
    assert [page.text.count("Der Link gilt bis") for page in (known, unknown)] == [1, 1]
    clock.shift(timedelta(minutes=11))

    assert open_link(client, mailbox.only.link).status_code == 410


def test_mails_are_counted_as_the_strictest_portal_does(client, person, mailbox):
    for _ in range(2):
        assert request_reset(client, person.email).status_code == 200

    assert len(mailbox) == 1


# Trust and staying signed in


def trust(client, page, phone):
    sent = forms_of(page)[CODE_FORM].fields | {"code": phone.code(), "trust": "y"}
    return client.post(page.request.path, data=sent, headers={"Origin": ISSUER})


@pytest.mark.parametrize(("portals", "days"), [(("shop",), 30), (("shop", "daily"), 1)])
def test_a_device_is_trusted_for_the_fewest_days(app, client, database, admitted, clock, portals, days):
    """Trial row S1."""
    person = admitted(*portals)
    phone = create_app_of(database, app.secret_box, person)
    assert trust(client, open_code_page(client, person.email), phone).status_code == 303
    clock.shift(timedelta(days=days, minutes=-1))
    assert open_code_page(client, person.email, "/signin?account=other").request.path == "/"

    clock.shift(timedelta(minutes=2))

    assert open_code_page(client, person.email, "/signin?account=other").request.path.endswith("/factor/totp")


def test_no_trust_is_offered_where_one_portal_grants_none(app, client, database, admitted):
    person = admitted("shop", "plain")
    create_app_of(database, app.secret_box, person)

    assert 'name="trust"' not in open_code_page(client, person.email).text


def test_an_account_is_remembered_where_all_its_portals_offer_that(client, database, admitted):
    """Trial row S1."""
    tick(client, admitted("shop"))
    close(client)

    assert is_back(come_back(client))


def test_no_account_is_remembered_where_one_of_its_portals_does_not(client, database, admitted):
    """Trial row S1."""
    tick(client, admitted("shop", "plain"))

    assert held(client) is None


def test_a_memory_rests_once_a_portal_without_it_admits_the_account(client, database, admitted):
    tick(client, admitted("shop"))
    close(client)

    admitted("plain")

    assert not is_back(come_back(client))
    assert held(client) is not None


def test_what_is_remembered_opens_no_page_for_which_more_is_demanded(client, database, admitted):
    tick(client, admitted("shop"))
    close(client)
    create_admission(database, admitted(), "digits")

    page = client.get("/account/sessions", follow_redirects=True)

    assert urlsplit(page.request.url).path.startswith("/signin/")
    assert 'name="email"' in page.text
    assert current_time() >= database.one(select(SsoSession.authenticated_at).order_by(SsoSession.created_at.desc()))
