"""Portal E: a customer of a utility registers with last or company name and customer number, in one form."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from time import sleep
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select, update

from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import OneTimeLink
from idp.registration.models import Registration
from tests.journeys.examples import open_example
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House
from tests.provisioning.databases import NewDatabase
from tests.provisioning.mailbox import Mailbox

pytestmark = pytest.mark.journey
JOURNEY = "portal-e"
PASSWORD = "Talsperre!7-rot"
NUMBER = "0081501"


@pytest.fixture(scope="module")
def utility(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> Iterator[House]:
    with open_example(tmp_path_factory.mktemp("utility"), new_database, "e-utility") as house:
        house.run("customers", "create", NUMBER, "--name", "Wasserbau Süd GmbH")
        house.run("customers", "create", "81502", "--name", "Okonkwo")
        yield house


def register(guest: Guest, name: str, number: str, email: str, *, agrees: bool = True) -> None:
    guest.open("/register")
    guest.fill(family_name=name, evidence_customer_number=number, email=email, password=PASSWORD)
    if agrees:
        for text in ("terms", "privacy"):
            guest.page.check(f"[name=text_{text}]")
    guest.submit()


def test_registering_confirming_and_forgetting_the_password(browser: Browser, utility: House) -> None:
    """The form asks for five things; from there it is two pages and one mail to a signed-in person."""
    email = "sued@wasserbau.example"
    with arriving(browser, utility, JOURNEY, "de", "phone") as guest:
        guest.open("/register")
        guest.look("form")
        assert guest.page.locator("main form input:visible:not([type=checkbox])").count() == 4
        guest.expect_text("Sie steht oben rechts auf jeder Rechnung.")

        register(guest, "wasserbau sued", "81501", email)
        guest.expect_text("Prüfen Sie Ihr Postfach")
        link = guest.link_in_mail(email, "/register/confirm/")
        guest.open(link)
        guest.submit()
        guest.expect_text("wasserbau sued")
        guest.look("signed-in")
        guest.open(link)
        guest.expect_text("Bereits bestätigt")

    with arriving(browser, utility, JOURNEY, "de") as later:
        later.open("/password-reset")
        later.submit(customer_number="81502", email=email)
        later.open("/password-reset")
        later.submit(customer_number=NUMBER, email=email)
        reset = later.link_in_mail(email, "/password-reset/link/")
        assert len([each for each in utility.links_mailed_to(email) if "/password-reset/link/" in each]) == 1
        later.open(reset)
        later.submit(password="Stausee!8-blau")
        later.expect_text("wasserbau sued")

    begin_anew(utility)
    with arriving(browser, utility, JOURNEY, "de", "phone") as guest:
        guest.open("/signin")
        guest.submit(email=email)
        guest.submit(password="Stausee!8-blau")
        guest.expect_text("E‑Mail-Adresse oder Passwort ist falsch.")
        register(guest, "Wasserbau Süd", "90777", email)
        guest.open(guest.link_in_mail(email, "/register/confirm/", older=[link]))
        guest.submit()
        guest.expect_text("wasserbau sued")
    shown = json.loads(utility.run("users", "show", email, "--json"))
    assert shown["customer_numbers"] == {"billing": ["90777"]}

    raise_policy(utility)
    with arriving(browser, utility, JOURNEY, "de") as guest:
        guest.open("/signin?next=/account")
        guest.submit(email=email)
        guest.submit(password=PASSWORD)
        guest.expect_text("Neues Passwort wählen")
        guest.submit(password="Wehr-Turbine!6-grün")
        guest.expect_at(f"{utility.issuer}/account")


def begin_anew(utility: House) -> None:
    """Everyone gets a new customer number, and registers with it under the known address."""
    utility.run("customers", "create", "90777", "--name", "Wasserbau Süd GmbH")
    renew(utility, "registration", "new customer numbers")


def raise_policy(utility: House) -> None:
    """Everyone chooses another password at the next sign-in."""
    sleep(1)  # the command takes whole seconds, and the password has just been chosen
    renew(utility, "password", "the policy was raised")


def renew(utility: House, kind: str, reason: str) -> None:
    now = datetime.now(ZoneInfo("Europe/Berlin"))
    words = ("users", "renew", "--portal", "stadtquell", "--to", kind, "--reason", reason)
    answer = json.loads(utility.run(*words, "--before", f"{now:%Y-%m-%dT%H:%M:%S}", "--json"))
    assert answer["asked"] == 1


def test_who_confirms_too_late_registers_again(browser: Browser, utility: House) -> None:
    """The link holds for a day, and stands in the mail as plain text, too; what has expired blocks nothing."""
    email = "spaet@wasserbau.example"
    with arriving(browser, utility, JOURNEY, "de", "phone") as guest:
        guest.open("/register")
        guest.expect_text("Keine Folgen wie abc oder 321")
        register(guest, "Okonkwo", "81502", email)
        link = guest.link_in_mail(email, "/register/confirm/")
        (mail,) = Mailbox(utility.database, utility.box).to(email)
        assert link in mail.text
        assert mail.html.count(link) > 1
        registration = utility.database.one(select(Registration).where(Registration.email == email))
        assert registration.expires_at - current_time() > timedelta(hours=23, minutes=55)
        with utility.database.transaction() as session:
            for table, key in ((Registration, Registration.id), (OneTimeLink, OneTimeLink.subject)):
                session.execute(update(table).where(key == registration.id).values(expires_at=current_time()))
        guest.open(link)
        guest.expect_text("Dieser Link ist abgelaufen")
        guest.press({"de": "Erneut registrieren", "en": "Register again"})
        register(guest, "Okonkwo", "81502", email)
        guest.expect_text("Prüfen Sie Ihr Postfach")
        assert guest.link_in_mail(email, "/register/confirm/", older=[link])


@pytest.mark.parametrize(
    ("name", "number"), [("Okonkwo", NUMBER), ("Wasserbau Süd", "99"), ("GmbH", NUMBER)], ids=["pair", "number", "form"]
)
def test_a_wrong_pair_is_told_in_one_sentence(browser: Browser, utility: House, name: str, number: str) -> None:
    with arriving(browser, utility, JOURNEY, "de") as guest:
        register(guest, name, number, "falsch@wasserbau.example")
        guest.expect_text("Zu diesen Angaben haben wir keinen Kunden gefunden.")
        guest.look("wrong-pair")
        assert guest.page.input_value("[name=evidence_customer_number]") == number


def test_without_the_ticks_nothing_is_sent(browser: Browser, utility: House) -> None:
    with arriving(browser, utility, JOURNEY, "de") as guest:
        register(guest, "Okonkwo", "81502", "ohne@haken.example", agrees=False)
        guest.expect_text("Bitte stimmen Sie zu")
        assert not utility.links_mailed_to("ohne@haken.example")
