"""Portal C: an employee registers in two pages at work and confirms on a phone, two administrators of the customer
decide at once, and the employee completes it at home days later."""

import json
from collections.abc import Iterator
from time import monotonic, sleep

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from idp.accounts.models import Account
from idp.agreements.models import Agreement
from idp.infrastructure.clock import current_time
from idp.interactions import Interaction
from idp.registration.models import Registration
from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, give_product, join
from tests.journeys.examples import open_example
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House, start_program
from tests.journeys.portals import Portal, open_portal, reopen_portal
from tests.provisioning.databases import NewDatabase
from tests.provisioning.mailbox import Mailbox, ReceivedMail

pytestmark = pytest.mark.journey
JOURNEY = "portal-c"
PASSWORD = "Wartezimmer-9-gruen"
PETRA = "petra@praxis-am-markt.example"
CHIEFS = ("Grete", "Jonas")
# Until the administrators are reminded.
DAYS = 3
REMINDER = "registration_still_waits"
APPROVED = "Die Registrierung wurde genehmigt."


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> Iterator[House]:
    with open_example(tmp_path_factory.mktemp("practice"), new_database, "c-medical", days_ago=DAYS) as house:
        organization = create_organization(house.database, "Praxis am Markt")
        give_product(house.database, organization, "Laborbefunde", portal="praxisnah")
        for name in CHIEFS:
            chief = create_account(house.database, email=address_of(name), given_name=name, password=PASSWORD)
            join(house.database, organization, chief, role="administrator")
        facts = ("--name", "Praxis am Markt", "--postcode", "56068", "--organization", organization.id)
        house.run("customers", "create", "30815", *facts)
        yield house


def address_of(name: str) -> str:
    return f"{name.lower()}@praxis-am-markt.example"


def begin(guest: Guest, email: str, number: str = "30815", postcode: str = "56068") -> None:
    guest.open("/register")
    guest.submit(email=email, evidence_customer_number=number, evidence_postcode=postcode)


def open_as_a_robot(browser: Browser, link: str) -> None:
    """Without the cookies of the person, with scripts, and pressing every button."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    for button in range(page.locator("main form button[type=submit]").count()):
        page.goto(link)
        page.locator("main form button[type=submit]").nth(button).click()
    context.close()


def test_from_the_customer_number_at_work_over_the_phone_to_the_password_at_home(
    browser: Browser, practice: House
) -> None:
    """Two pages with five fields, a code to confirm, one page of an administrator, then a greeting, two texts and
    the password; one sign-in. Issue 11: C over three days."""
    email = PETRA
    with open_portal(practice, "praxisnah") as portal:
        register(browser, practice, portal, email)
        confirm(browser, practice, email)
    assert practice.database.rows(select(Interaction.id)) != []
    days_pass(practice)
    decide_at_once(browser, practice)

    with reopen_portal(practice, portal), arriving(browser, practice, JOURNEY, "de") as home:
        complete(browser, practice, home, email)
        home.expect_at(f"{portal.url}/")
        claims = json.loads(home.page.locator("#userinfo").text_content() or "")
        assert claims["organization"]["name"] == "Praxis am Markt"
        assert (claims["organization"]["products"], claims["organization"]["billing"]) == (["laborbefunde"], False)
        home.open(home.link_in_mail(email, "/register/complete/"))
        home.expect_text("Sie können sich anmelden.")

    account = practice.database.one(select(Account).where(Account.email == email))
    agreed = select(Agreement.id).where(Agreement.account_id == account.id, Agreement.text == "privacy")
    assert len(practice.database.rows(agreed)) == 1
    assert len(practice.sessions_of(account)) == 1


def register(browser: Browser, practice: House, portal: Portal, email: str) -> None:
    """At work, from the portal to the page that asks to read the mail."""
    with arriving(browser, practice, JOURNEY, "de") as office:
        office.open(f"{portal.url}/sign-in")
        office.press({"de": "Registrieren", "en": "Register"})
        office.look("evidence")
        office.submit(email=email, evidence_customer_number="30815", evidence_postcode="56068")
        office.expect_text("Vorname")
        office.look("name")
        marketing = office.page.locator("main input[type=checkbox]")
        assert not any(marketing.nth(box).is_checked() for box in range(marketing.count()))
        office.fill(given_name="Petra", family_name="Lang")
        office.page.check("[name=text_privacy]")
        office.submit()
        office.expect_text("Link und Code gelten bis")


def confirm(browser: Browser, practice: House, email: str) -> None:
    """On the phone, after a robot has been at the mail: the code shows that it is the reader of the mail."""
    with arriving(browser, practice, JOURNEY, "de", "phone") as phone:
        link = phone.link_in_mail(email, "/register/confirm/")
        open_as_a_robot(browser, link)
        assert not is_waiting(practice)
        phone.open(link)
        phone.look("confirm")
        phone.page.fill("[name=code]", newest_mail(practice, email).code)
        phone.expect_text("Die Administratoren Ihrer Firma wurden gebeten")
        phone.look("waiting")


def newest_mail(practice: House, email: str) -> ReceivedMail:
    return Mailbox(practice.database, practice.box).to(email)[-1]


def days_pass(practice: House) -> None:
    """The provider is served again on the third day, when its worker reminds the administrators; the request of the
    application is over since ``interaction_minutes``."""
    practice.restart()
    assert practice.database.rows(select(Interaction.id).where(Interaction.expires_at > current_time())) == []
    worker = start_program(practice.folder, "worker")
    until = monotonic() + 60
    while not all(newest_mail(practice, address_of(name)).message == REMINDER for name in CHIEFS):
        assert monotonic() < until, "the administrators are not reminded"
        sleep(0.2)
    worker.stop()


def is_waiting(practice: House, email: str = PETRA) -> bool:
    """Whether the registration waits for an approval."""
    return practice.database.one(select(Registration.state).where(Registration.email == email)) == "awaiting_approval"


def decide_at_once(browser: Browser, practice: House) -> None:
    """Both administrators come by their own mails, which a robot has opened before; one of them decides."""
    with (
        arriving(browser, practice, f"{JOURNEY}-chief", "de") as one,
        arriving(browser, practice, f"{JOURNEY}-chief", "de", "phone") as other,
    ):
        for chief, name in zip((one, other), CHIEFS, strict=True):
            link = chief.link_in_mail(address_of(name), "/registrations/")
            open_as_a_robot(browser, link)
            chief.open(link)
            chief.sign_in(address_of(name), PASSWORD)
            chief.expect_text("Petra Lang")
            chief.page.get_by_label("Laborbefunde").check()
        assert is_waiting(practice)
        one.look("decide")
        one.expect_text("Registrierungen")
        for chief in (one, other):
            button = chief.page.locator("main form#entry .btn-primary")
            button.evaluate("button => setTimeout(() => button.click(), 100)")
        texts = [settled_text(chief) for chief in (one, other)]
        late = next(name for name, text in zip(CHIEFS, texts, strict=True) if APPROVED not in text)
        quick = next(name for name in CHIEFS if name != late)
        assert any(f"bereits von {quick} " in text for text in texts)
        (one if late == CHIEFS[0] else other).look("decided-by-another")
    assert not is_waiting(practice)


def settled_text(chief: Guest) -> str:
    main = chief.page.locator("main")
    chief.page.locator("main", has_text=APPROVED).or_(chief.page.locator("main", has_text="bereits von")).wait_for()
    return main.inner_text()


def complete(browser: Browser, practice: House, home: Guest, email: str) -> None:
    """At home, in a browser that has not seen this registration."""
    link = home.link_in_mail(email, "/register/complete/")
    open_as_a_robot(browser, link)
    home.open(link)
    home.look("code")
    mail = newest_mail(practice, email)
    assert "Administratoren Ihrer Firma" in mail.text
    home.page.fill("[name=code]", mail.code)
    home.page.wait_for_url("**/page/3")
    home.expect_text("Willkommen bei Praxisnah.")
    home.look("welcome")
    home.submit()
    home.page.check("[name=text_terms]")
    home.submit()
    home.page.check("[name=text_privacy]")
    home.submit()
    home.look("password")
    home.submit(password=PASSWORD)


@pytest.mark.parametrize(("number", "postcode"), [("30815", "56069"), ("30816", "56068")], ids=["postcode", "number"])
def test_a_wrong_pair_is_told_in_one_sentence(browser: Browser, practice: House, number: str, postcode: str) -> None:
    with arriving(browser, practice, JOURNEY, "de") as guest:
        begin(guest, "falsch@praxis-am-markt.example", number, postcode)
        guest.expect_text("Zu diesen Angaben haben wir keinen Kunden gefunden.")


def test_the_way_back_keeps_what_was_entered_and_the_second_button_confirms(browser: Browser, practice: House) -> None:
    email = "zurueck@praxis-am-markt.example"
    with arriving(browser, practice, JOURNEY, "de", has_scripts=False) as guest:
        begin(guest, email)
        guest.press({"de": "Zurück", "en": "Back"})
        assert guest.page.input_value("[name=evidence_customer_number]") == "30815"
        guest.submit()
        guest.expect_text("Vorname")
        guest.page.check("[name=text_privacy]")
        guest.submit(given_name="Jan", family_name="Beck")
        guest.open(guest.link_in_mail(email, "/register/confirm/"))
        assert not is_waiting(practice, email)
        guest.submit()
        guest.expect_text("Die Administratoren Ihrer Firma wurden gebeten")
        assert is_waiting(practice, email)


def test_a_customer_without_administrators_is_decided_on_by_operators(browser: Browser, practice: House) -> None:
    practice.run("customers", "create", "30999", "--name", "Praxis am Tor", "--postcode", "56070")
    email = "tom@praxis-am-tor.example"
    with arriving(browser, practice, JOURNEY, "de") as guest:
        begin(guest, email, "30999", "56070")
        guest.page.check("[name=text_privacy]")
        guest.submit(given_name="Tom", family_name="Thor")
        guest.open(guest.link_in_mail(email, "/register/confirm/"))
        guest.submit()
        guest.expect_text("Wir prüfen jetzt Ihre Registrierung.")
    (waiting,) = json.loads(practice.run("registrations", "list", "--search", email, "--json"))
    assert (waiting["state"], waiting["organization"]) == ("awaiting_approval", None)
