"""The page of connected applications, and withdrawing."""

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.consent.models import Consent
from idp.consent.service import grant
from tests.factories.accounts import create_account
from tests.factories.clients import change_client, create_client
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.pages import forms_of

PAGE = "/account/applications"


@pytest.fixture
def person(database):
    return create_account(database, language="en")


def allow(database, account, client_id, scopes=("openid", "email")):
    with database.transaction() as session:
        grant(session, account.id, client_id, scopes)


def press(client, page):
    number = next(number for number, form in enumerate(forms_of(page)) if form.action.endswith("/withdraw"))
    return client.submit(page, form=number)


def test_without_a_sign_in_there_is_no_page(client):
    assert client.get(PAGE).location.startswith("/signin?next=/account/applications")


def test_it_names_application_domain_and_what_it_may_see(client, database, person):
    allow(database, person, create_client(database).client_id)
    sign_in(client, database, person)

    page = client.get(PAGE)

    assert "Beispiel-Shop" in page.text
    assert "shop.example.test" in page.text
    assert "See your e-mail address" in page.text
    assert "See your profile" not in page.text


@pytest.mark.parametrize(
    ("home", "is_shown"),
    [("https://shop.example.test/start", True), ("https://evil.example/", False), ("javascript:alert(1)", False)],
)
def test_its_own_address_is_shown_where_it_was_verified(client, database, person, home, is_shown):
    allow(database, person, create_client(database, client_uri=home).client_id)
    sign_in(client, database, person)

    assert (f'href="{home}"' in client.get(PAGE).text) == is_shown


@pytest.mark.parametrize(
    ("login", "is_shown"), [("https://shop.example.test/login", True), ("https://elsewhere.example.test/login", False)]
)
def test_it_is_started_where_it_begins_a_sign_in(client, database, person, login, is_shown):
    """OpenID Connect Core 4, also of an application that registered itself."""
    shop = create_client(database, initiate_login_uri=login)
    change_client(database, shop, registration_token_hash="x")
    allow(database, person, shop.client_id)
    sign_in(client, database, person)

    page = client.get(PAGE).text
    assert ('href="https://shop.example.test/login?iss=https%3A%2F%2Fid.example.test"' in page) is is_shown
    assert "elsewhere.example.test" not in page


def test_it_shows_logo_statements_and_contacts(client, database, person):
    shop = create_client(
        database,
        logo_uri="https://shop.example.test/logo.png",
        policy_uri="https://shop.example.test/privacy",
        tos_uri="https://shop.example.test/terms",
        contacts=["help@shop.example.test"],
    )
    maps = create_client(database, logo_uri="https://maps.example.test:8443/logo.png")
    for each in (shop, maps):
        allow(database, person, each.client_id)
    sign_in(client, database, person)

    page = client.get(PAGE)

    assert 'href="https://shop.example.test/privacy"' in page.text
    assert 'href="https://shop.example.test/terms"' in page.text
    assert "shop.example.test</span>" in page.text
    assert 'src="https://shop.example.test/logo.png"' in page.text
    policy = page.headers["Content-Security-Policy"]
    [images] = [part for part in policy.split("; ") if part.startswith("img-src ")]
    assert set(images.split()[3:]) == {"https://shop.example.test", "https://maps.example.test:8443"}
    assert "script-src 'self';" in policy


def test_a_logo_whose_origin_the_policy_cannot_name_is_not_shown(client, database, person):
    allow(database, person, create_client(database, logo_uri="https://[2001:db8::1]/logo.png").client_id)
    sign_in(client, database, person)

    page = client.get(PAGE)

    assert "<img" not in page.text.partition("<main")[2]
    assert "img-src 'self' data:;" in page.headers["Content-Security-Policy"]


def test_somebody_elses_applications_are_not_shown(client, database, person):
    allow(database, create_account(database), create_client(database).client_id)
    sign_in(client, database, person)

    assert "No application has access to your account." in client.get(PAGE).text


def test_withdrawing_ends_what_the_application_was_given(client, database, person):
    sign_in(client, database, person)
    rp = create_relying_party(database, client, consent="explicit")
    allow(database, person, rp.client_id, ["openid", "offline_access"])
    tokens = rp.obtain_tokens(scope="openid offline_access", prompt=None)

    answer = press(client, client.get(PAGE))

    assert "Access has been withdrawn." in client.get(answer.location).text
    assert database.count(Consent) == 0
    assert rp.userinfo(tokens["access_token"]).status_code == 401
    assert rp.authorize().location.startswith("/consent/")
    event = database.one(select(AuditEvent).where(AuditEvent.action == "consent.withdrawn"))
    assert (event.subject, event.client_id) == (person.id, rp.client_id)


def test_other_people_and_other_applications_keep_theirs(app, client, database, person):
    other = create_account(database)
    elsewhere = app.test_client()
    sign_in(elsewhere, database, other)
    theirs = create_relying_party(database, elsewhere)
    allow(database, other, theirs.client_id)
    allow(database, person, theirs.client_id)
    tokens = theirs.obtain_tokens()
    sign_in(client, database, person)
    mine = create_relying_party(database, client)
    kept = mine.obtain_tokens()

    press(client, client.get(PAGE))

    assert theirs.userinfo(tokens["access_token"]).status_code == 200
    assert mine.userinfo(kept["access_token"]).status_code == 200
    assert database.one(select(Consent.account_id)) == other.id


@pytest.mark.parametrize("named", ["somebody else's", "unknown"])
def test_only_ones_own_can_be_withdrawn(client, database, person, named):
    other = create_account(database)
    theirs = create_client(database).client_id
    allow(database, other, theirs)
    sign_in(client, database, person)
    token = next(form.fields["csrf_token"] for form in forms_of(client.get(PAGE)) if "csrf_token" in form.fields)
    path = f"{PAGE}/{named if named == 'unknown' else theirs}/withdraw"

    answer = client.post(path, data={"csrf_token": token}, headers={"Origin": client.application.settings.issuer})

    assert answer.status_code == 404
    assert database.count(Consent) == 1
