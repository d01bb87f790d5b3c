"""A part of a portal's journey is one value and one registration: both forms show it, and the admission keeps it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import select
from wtforms import BooleanField
from wtforms.validators import InputRequired

from idp.admissions.models import AdmissionRecord
from idp.infrastructure.web.application import Application
from idp.portals.journey import JourneyPart, add_journey_part
from tests.factories.accounts import create_account
from tests.factories.registration_pages import EMAIL, NEW_PASSWORD, open_link, register
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import sign_in
from tests.factories.texts import texts
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient

AGE = JourneyPart(
    key="age",
    is_asked=lambda portal: portal.name == "Winery",
    make_field=lambda: BooleanField("I am of age.", validators=[InputRequired("Please say so.")]),
    template="own_part.html",
    evidence=lambda portal, entry: {"at_portal": portal.name},
)


@pytest.fixture
def browser(make_app: Callable[..., Application]) -> PageClient:
    app = make_app(own=True, portals={"winery": {"name": "Winery"}, "forum": {"name": "Forum"}})
    ask_age(app, "Winery")
    return app.test_client()


def ask_age(app: Application, portal: str) -> None:
    """Add the part, asked at the portal of this name, and its template."""
    own = DictLoader({"own_part.html": "{{ field }}{{ field.errors|join }}"})
    app.jinja_env.loader = ChoiceLoader([own, app.jinja_env.loader])
    add_journey_part(app, replace(AGE, is_asked=lambda section: section.name == portal))


def test_registration_asks_for_it_and_the_admission_keeps_it(
    browser: PageClient, database: Database, mailbox: Mailbox
) -> None:
    path = "/register?portal=winery"
    assert register(browser, path=path).status_code == 422
    register(browser, path=path, age="y")
    browser.submit(open_link(browser, mailbox.only.link))

    assert database.one(select(AdmissionRecord.terms_accepted))["age"]["at_portal"] == "Winery"


def test_what_was_entered_on_an_earlier_page_is_kept_in_the_version_of_the_journey(
    make_app: Callable[..., Application], database: Database, mailbox: Mailbox
) -> None:
    pages = [["name", "email", "agreements"], ["text_terms", "password"]]
    winery = {"texts": texts("terms"), "registration": {"pages": pages, "journey_version": 4}}
    app = make_app(own=True, portals={"winery": {"name": "Winery", **winery}})
    ask_age(app, "Winery")
    browser = app.test_client()
    entry = {"given_name": "Grace", "family_name": "Neu", "email": EMAIL, "age": "y"}
    second = browser.submit(browser.get("/register?portal=winery"), entry, follow_redirects=True)
    browser.submit(second, {"text_terms": "y", "password": NEW_PASSWORD})
    browser.submit(open_link(browser, mailbox.only.link))

    admission = database.one(select(AdmissionRecord))
    assert admission.terms_accepted["age"]["at_portal"] == "Winery"
    assert admission.journey_version == 4


def test_an_account_that_signs_in_is_asked_as_well(browser: PageClient, database: Database) -> None:
    sign_in(browser, database, create_account(database))
    page = browser.get(create_relying_party(database, browser, portal="winery").authorize().location)

    answer = browser.submit(page, {"age": "y"}, form=1)

    assert "code" in answer_of(browser.get(answer.location))
    assert database.one(select(AdmissionRecord.terms_accepted))["age"]["at_portal"] == "Winery"


def test_other_portals_do_not_ask(browser: PageClient, database: Database) -> None:
    sign_in(browser, database, create_account(database))

    assert "code" in answer_of(create_relying_party(database, browser, portal="forum").authorize())


def test_a_key_is_given_once(browser: PageClient) -> None:
    with pytest.raises(ValueError, match="age"):
        add_journey_part(browser.application, AGE)
