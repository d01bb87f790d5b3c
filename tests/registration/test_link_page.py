"""The page behind the link of a registration: what it refuses of a new password, and where it leads on."""

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.accounts.password_policy import is_guessable
from idp.registration.models import Registration
from tests.factories.registration_pages import open_link, register
from tests.factories.relying_parties import create_relying_party
from tests.provisioning.pages import buttons_of, forms_of

CHOOSE = "/register/confirm?choose=new"
STRONG = "ganz-anders-Turm-31"
PORTALS = {"bank": {"name": "Werftbank", "password": {"minimum_length": 30}}}
DAY = 24 * 60 * 60
GERMAN, ENGLISH = ("Erneut registrieren", "Anmelden"), ("Register again", "Sign in")


@pytest.fixture
def app(make_app, clock):
    return make_app(portals=PORTALS)


@pytest.fixture
def choose(app, client, mailbox):
    """Register at a portal, and choose another password in another browser; the answer to that."""

    def act(password, portal="shop"):
        register(
            client,
            path=f"/register?portal={portal}",
            family_name="Neumann",
            email="kranich@hafen.example",
            password="ein-langes-Passwort-mit-Ziegeln-77",
        )
        other = app.test_client()
        open_link(other, mailbox.mails[-1].link)
        return other.submit(other.get(CHOOSE), {"password": password})

    return act


@pytest.mark.parametrize("password", ["graceGrace77", "Neumann-neumann77", "Kranich-Hafen-77", "Beispiel-Shop-77"])
def test_a_new_password_is_not_made_of_what_is_known_of_the_person(choose, password):
    """Of the names, the address, or the portal."""
    assert not is_guessable(password)
    assert choose(password).status_code == 422


@pytest.mark.parametrize(("portal", "status"), [("shop", 200), ("bank", 422)])
def test_it_meets_the_rules_of_the_portal_of_the_registration(choose, portal, status):
    assert choose(STRONG, portal).status_code == status


def test_a_refused_one_is_asked_for_again_with_the_rules(choose):
    page = choose("short", "bank")

    assert "30 Zeichen" in page.text
    assert "ersetzt" in page.text
    assert "kranich" in page.text
    assert forms_of(page)[0].fields["password"] == ""


def test_opening_it_complains_of_nothing(app, client, mailbox):
    register(client)
    pages = [open_link(browser, mailbox.only.link) for browser in (client, app.test_client())]
    assert [page.status_code for page in pages] == [200, 200]
    assert all("neu" in page.text for page in pages)
    assert [f'href="{CHOOSE}"' in page.text for page in pages] == [False, True]


def test_the_page_of_a_new_password_tells_the_rules(app, client, mailbox):
    register(client, path="/register?portal=bank", password="ein-langes-Passwort-mit-Ziegeln-77")
    other = app.test_client()
    open_link(other, mailbox.only.link)

    page = other.get(CHOOSE).text
    assert "Mindestens 30 Zeichen" in page
    assert f'href="{CHOOSE}"' not in page


def test_the_rules_that_the_first_password_met_are_not_those_of_a_new_one(choose, database):
    """It is held against them when it is typed."""
    choose(STRONG)

    account = database.one(select(Account))
    assert account.password_rules_met == ()


@pytest.mark.parametrize(("portal", "words"), [("shop", GERMAN), ("forum", ENGLISH)])
def test_an_expired_one_leads_to_registering_again_at_its_portal(client, mailbox, clock, portal, words):
    register(client, path=f"/register?portal={portal}")
    clock.shift(DAY + 1)

    addresses = (f"/register?portal={portal}", f"/signin?portal={portal}")
    assert buttons_of(open_link(client, mailbox.only.link)) == list(zip(words, addresses, strict=True))


def test_where_the_portal_is_closed_it_leads_to_signing_in_alone(make_app, client, mailbox, clock):
    register(client)
    clock.shift(DAY + 1)
    closed = make_app(portals={"shop": {"registration": {"open": False}}}).test_client()

    assert buttons_of(open_link(closed, mailbox.only.link)) == [("Anmelden", "/signin?portal=shop")]


def test_a_used_one_leads_to_signing_in_alone(client, mailbox):
    register(client)
    client.submit(open_link(client, mailbox.only.link))

    assert buttons_of(open_link(client, mailbox.only.link)) == [("Anmelden", "/signin?portal=shop")]


def test_one_that_was_confirmed_meanwhile_in_another_way_leads_back_to_the_application(client, database, mailbox):
    rp = create_relying_party(database, client, client_uri="https://app.example.test/")
    register(client, path=rp.authorize(prompt="create").location)
    page = open_link(client, mailbox.only.link)
    database.change(database.one(select(Registration)), state="confirmed")

    late = client.submit(page)
    assert (late.status_code, "Bereits bestätigt" in late.text) == (410, True)
    assert 'href="https://app.example.test/"' in late.text
