"""Portal B, its registration: by the serial number of a device, which an operator looks at where it is unknown."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.examples import open_example
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House
from tests.provisioning.databases import NewDatabase

pytestmark = pytest.mark.journey
JOURNEY = "portal-b"
PASSWORD = "Omlette-Prisma-44"
SERIAL = "AB123Z"
# A device lets one person in: that of the person who gets another address.
OTHER_SERIAL = "CD456Y"


@pytest.fixture(scope="module")
def maker(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("maker")
    with open_example(folder, new_database, "b-test-equipment") as house:
        (folder / "devices.csv").write_text(f"serial\n{SERIAL}\n{OTHER_SERIAL}\n", encoding="utf-8")
        house.run("devices", "import", str(folder / "devices.csv"))
        yield house


def register(guest: Guest, email: str, serial: str) -> None:
    guest.open("/register")
    guest.fill(given_name="Ole", family_name="Brandt", email=email, password=PASSWORD)
    guest.fill(evidence_serial_number=serial, profile_company="Umspannwerk Nord")
    guest.submit(profile_phone="0049 711 5550 120")


def test_a_known_serial_number_activates_by_itself(browser: Browser, maker: House) -> None:
    """Eight fields and two boxes on one page, then the mail and its button."""
    with arriving(browser, maker, JOURNEY, "de", "phone") as guest:
        guest.open("/register")
        guest.look("form")
        guest.expect_text("Sechs Zeichen auf dem Typenschild, etwa AB123Z.")
        guest.page.fill("[name=user_name]", "Ole.Brandt")
        register(guest, "ole@umspannwerk.example", "ab123z")
        guest.expect_text("Link und Code gelten bis")
        guest.open(guest.link_in_mail("ole@umspannwerk.example", "/register/confirm/"))
        guest.submit()
        guest.expect_text("Ole Brandt")


def test_an_unknown_one_waits_for_an_operator(browser: Browser, maker: House) -> None:
    email = "ida@umspannwerk.example"
    with arriving(browser, maker, JOURNEY, "de") as guest:
        register(guest, email, "XY999X")
        guest.open(guest.link_in_mail(email, "/register/confirm/"))
        guest.submit()
        guest.expect_text("Wir prüfen jetzt Ihre Registrierung.")
        guest.look("waiting")
        (waiting,) = json.loads(maker.run("registrations", "list", "--state", "awaiting_approval", "--json"))
        assert (waiting["email"], waiting["evidence"]) == (email, {"serial_number": "XY999X"})

        maker.run("registrations", "approve", waiting["id"])
        guest.open(guest.link_in_mail(email, "/signin?portal="))
        guest.fill(email=email)
        guest.submit(password=PASSWORD)
        guest.expect_text("Ole Brandt")


def test_a_person_without_the_mailbox_gets_another_address_from_an_operator(browser: Browser, maker: House) -> None:
    """One page with one field, then "forgot password" at the new address."""
    former, email, new_password = "eva@umspannwerk.example", "eva@neu.example", "Drossel-Kante-71"
    with arriving(browser, maker, JOURNEY, "de", "phone") as guest:
        register(guest, former, OTHER_SERIAL)
        guest.open(guest.link_in_mail(former, "/register/confirm/"))
        guest.submit()
        guest.expect_text("Ole Brandt")
    given = json.loads(maker.run("users", "change-address", former, email, "--reason", "Rückruf", "--json"))

    with arriving(browser, maker, JOURNEY, "de", "phone") as guest:
        guest.open(guest.link_in_mail(email, "/account/email/support/"))
        guest.expect_text("In der E‑Mail steht er nicht.")
        guest.look("address-from-support")
        guest.fill(code=given["code"])
        guest.expect_text("Dies ist ab jetzt Ihre Adresse.")
        guest.page.get_by_role("link", name="Neues Passwort wählen").click()
        guest.submit(email=email)
        guest.open(guest.link_in_mail(email, "/password-reset/link/"))
        guest.submit(password=new_password)
        guest.open("/signin?account=other")
        guest.fill(email=email)
        guest.submit(password=new_password)
        guest.expect_text("Brandt")
    assert maker.links_mailed_to(former)[0].partition("/link/")[0].endswith("/account/email/undo")


def test_what_is_no_serial_number_is_said_at_its_field(browser: Browser, maker: House) -> None:
    with arriving(browser, maker, JOURNEY, "de") as guest:
        register(guest, "tippfehler@umspannwerk.example", "AB12")
        guest.expect_text("nicht die erwartete Form")
        guest.look_at_errors("serial", "evidence_serial_number")


def test_a_refused_one_reads_why(browser: Browser, maker: House) -> None:
    email = "fremd@anderswo.example"
    with arriving(browser, maker, JOURNEY, "de") as guest:
        register(guest, email, "XY998X")
        guest.open(guest.link_in_mail(email, "/register/confirm/"))
        guest.submit()
        status = guest.page.url
        (waiting,) = json.loads(maker.run("registrations", "list", "--search", email, "--json"))
        maker.run("registrations", "refuse", waiting["id"], "--reason", "Das Gerät ist nicht von uns.")

        guest.open(status)
        guest.expect_text("Das Gerät ist nicht von uns.")
        guest.look("refused")
