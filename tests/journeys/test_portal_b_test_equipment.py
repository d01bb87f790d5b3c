"""Portal B, its registration: by the serial number of a device, which an operator looks at where it is unknown."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from playwright.sync_api import Browser

from tests.factories.foreign_hashes import FOREIGN_HASHES
from tests.factories.foreign_hashes import PASSWORD as OLD_PASSWORD
from tests.journeys.examples import open_example
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House
from tests.provisioning.databases import NewDatabase
from tests.provisioning.mailbox import Mailbox

pytestmark = pytest.mark.journey
JOURNEY = "portal-b"
PASSWORD = "Omlette-Prisma-44"
SERIAL = "AB123Z"
# A device lets one person in: these are the devices of further people.
OTHER_SERIAL, HAND_SERIAL, OLD_SERIAL = "CD456Y", "EF789X", "GH012W"
SERIALS = (SERIAL, OTHER_SERIAL, HAND_SERIAL, OLD_SERIAL)


@pytest.fixture(scope="module")
def maker(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("maker")
    with open_example(folder, new_database, "b-test-equipment") as house:
        (folder / "devices.csv").write_text("\n".join(["serial", *SERIALS, ""]), encoding="utf-8")
        house.run("devices", "import", str(folder / "devices.csv"))
        yield house


def register(guest: Guest, email: str, serial: str, **further: str) -> None:
    guest.open("/register")
    guest.fill(given_name="Ole", family_name="Brandt", email=email, password=PASSWORD, **further)
    guest.fill(evidence_serial_number=serial, profile_company="Umspannwerk Nord")
    guest.submit(profile_phone="0049 711 5550 120")


def sign_in(guest: Guest, name: str, password: str) -> None:
    """With user name or e-mail address, on the one page of this portal."""
    guest.open("/signin?account=other&next=/account")
    guest.fill(email=name)
    guest.submit(password=password)


def day_in(**time: int) -> str:
    """A day from now, as the pages say it."""
    return format_date(datetime.now(ZoneInfo("Europe/Berlin")) + timedelta(**time), "d. MMMM", "de")


def test_a_known_serial_number_activates_by_itself(browser: Browser, maker: House) -> None:
    """Eight fields and two boxes on one page, then the mail and its button; a fortnight to confirm. The person signs in
    by the user name, and stays signed in for twelve hours."""
    email = "ole@umspannwerk.example"
    with arriving(browser, maker, JOURNEY, "de", "phone") as guest:
        guest.open("/register")
        guest.look("form")
        guest.expect_text("Sechs Zeichen auf dem Typenschild, etwa AB123Z.")
        register(guest, email, "ab123z", user_name="Ole.Brandt")
        guest.expect_text(f"{day_in(days=14)}")
        guest.open(guest.link_in_mail(email, "/register/confirm/"))
        guest.submit()
        guest.expect_text("Ole Brandt")
        guest.open("/account")
        guest.expect_text("ole.brandt")

    with arriving(browser, maker, JOURNEY, "de") as guest:
        guest.open("/signin?next=/account")
        guest.expect_text("12 Stunden angemeldet bleiben")
        guest.expect_text("Nur auf einem Gerät, das nur Sie verwenden.")
        guest.look("sign-in")
        guest.page.check("[name=remember]")
        guest.fill(email="OLE.Brandt")
        guest.submit(password=PASSWORD)
        guest.expect_at(f"{maker.issuer}/account")
        remembered = max(cookie["expires"] for cookie in guest.page.context.cookies() if "remember" in cookie["name"])
        assert remembered <= datetime.now(UTC).timestamp() + 12 * 3600
        guest.close_and_open()
        guest.open("/account")
        guest.expect_text(email)

    with arriving(browser, maker, JOURNEY, "de") as other:
        register(other, email, "XY997X")
        other.expect_text(f"{day_in(days=14)}")
        assert other.link_in_mail(email, "/register/account?portal=messwerk")
        assert other.link_in_mail(email, "/password-reset?portal=messwerk")


def test_who_has_forgotten_the_password_gets_a_link_or_support_reads_one_out(browser: Browser, maker: House) -> None:
    """Confirmed by hand before, since the mail did not arrive."""
    email, chosen = "kai@umspannwerk.example", "Drossel-Kante-71"
    with arriving(browser, maker, JOURNEY, "de", "phone") as guest:
        register(guest, email, HAND_SERIAL)
        (waiting,) = json.loads(maker.run("registrations", "list", "--search", email, "--json"))
        maker.run("registrations", "confirm", waiting["id"], "--reason", "Rückruf unter der bekannten Nummer")
        guest.open("/password-reset")
        guest.submit(email=email)
        guest.expect_text("Falls es zu dieser Adresse ein Konto gibt")
        guest.page.get_by_text("Keine E‑Mail erhalten?").click()
        guest.expect_text("Bitte prüfen Sie auch den Spam-Ordner.")
        link = guest.link_in_mail(email, "/password-reset/link/")
        assert "gilt bis" in Mailbox(maker.database, maker.box).to(email)[-1].text
        guest.open(link)
        guest.submit(password=chosen)
        sign_in(guest, email, chosen)
        guest.expect_at(f"{maker.issuer}/account")

    given = json.loads(maker.run("users", "temporary-password", email, "--reason", "Rückruf", "--json"))["password"]
    with arriving(browser, maker, JOURNEY, "de") as guest:
        sign_in(guest, email, given)
        guest.expect_text("Sie haben sich mit einem vorläufigen Passwort angemeldet.")
        guest.submit(password="Trafo-Nebel-29")
        guest.expect_at(f"{maker.issuer}/account")


def test_a_person_of_the_old_customer_area_comes_in_with_the_old_password(
    browser: Browser, maker: House, tmp_path: Path
) -> None:
    """The form answers as ever; the mail leads past the sign-in to what is missing, and another one proves the
    address."""
    email = "alt@umspannwerk.example"
    file = tmp_path / "people.csv"
    file.write_text(f'email,name,password_hash\n{email},Ada Lang,"{FOREIGN_HASHES["bcrypt"]}"\n', encoding="utf-8")
    maker.run("users", "import", str(file), "--portal", "messwerk", "--no-access")

    with arriving(browser, maker, JOURNEY, "de", "phone") as guest:
        register(guest, email, OLD_SERIAL)
        guest.expect_text(f"{day_in(days=14)}")
        guest.open(guest.link_in_mail(email, "/register/account?portal=messwerk"))
        guest.fill(email=email)
        guest.submit(password=OLD_PASSWORD)
        guest.look("claim")
        guest.fill(evidence_serial_number=OLD_SERIAL)
        guest.submit(profile_company="Umspannwerk Nord")
        guest.open(guest.link_in_mail(email, "/register/confirm/"))
        guest.leave_for("https://kunden.messwerk.example/*")
        guest.open("/account")
        guest.expect_text(email)
    # The serial number that was entered twice is the person's all the same.
    waiting = json.loads(maker.run("registrations", "list", "--search", email, "--json"))
    assert "awaiting_approval" not in {each["state"] for each in waiting}


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
