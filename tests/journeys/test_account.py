"""A person's own pages, from one end to the other; each with and without scripts."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from idp.accounts.models import Account
from idp.consent.models import Consent
from idp.infrastructure.clock import current_time
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.clients import create_client
from tests.factories.registration_pages import NEW_PASSWORD
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House
from tests.provisioning.mailbox import Mailbox

pytestmark = pytest.mark.journey

ways = pytest.mark.parametrize(("language", "has_scripts"), [("de", True), ("en", False)])
STALE = timedelta(minutes=30)


def expect_signed_out(guest: Guest) -> None:
    guest.open("/account")
    guest.expect_at(f"{guest.place.issuer}/signin/")


@ways
def test_a_new_password_signs_everybody_else_out(
    browser: Browser, house: House, language: str, has_scripts: bool
) -> None:
    person = create_account(house.database)
    with (
        arriving(browser, house, "account", language) as elsewhere,
        arriving(browser, house, "account", language, has_scripts=has_scripts) as guest,
    ):
        house.let_in(elsewhere, person)
        house.let_in(guest, person)
        guest.open("/account/password")
        guest.submit(password=NEW_PASSWORD)
        expect(guest.page.get_by_role("status")).to_be_visible()
        guest.open("/account")
        guest.expect_at(f"{house.issuer}/account")
        expect_signed_out(elsewhere)


@ways
def test_a_sensitive_page_asks_who_is_there_when_it_saves(
    browser: Browser, house: House, language: str, has_scripts: bool
) -> None:
    """Trial, pages: improvement 1."""
    with arriving(browser, house, "asked-again", language, "phone", has_scripts=has_scripts) as guest:
        person = house.let_in(guest, authenticated_at=current_time() - STALE)
        guest.open("/account/password")
        guest.submit(password=NEW_PASSWORD)
        guest.expect_at(f"{house.issuer}/signin/")
        guest.look("confirm")
        guest.submit(password=PASSWORD)
        guest.expect_at(f"{house.issuer}/account/password?changed=1")
        assert len(house.sessions_of(person)) == 1


@ways
def test_another_address_and_back_again(browser: Browser, house: House, language: str, has_scripts: bool) -> None:
    with arriving(browser, house, "account", language, has_scripts=has_scripts) as guest:
        person = house.let_in(guest)
        new = f"new.{person.email}"
        guest.open("/account/email")
        guest.submit(email=new)
        guest.open("/account")
        guest.expect_text(new)  # waiting for its confirmation
        guest.open(guest.link_in_mail(new, "/account/email/link/"))
        guest.submit()
        guest.open("/account")
        assert address_of(house, person) == new
        guest.open(guest.link_in_mail(person.email, "/account/email/undo/link/"))
        guest.submit()
        assert address_of(house, person) == person.email
        expect_signed_out(guest)


def address_of(house: House, person: Account) -> str:
    with house.database.transaction() as session:
        return session.get_one(Account, person.id).email


@ways
def test_a_recovery_address_leads_back_in(browser: Browser, house: House, language: str, has_scripts: bool) -> None:
    with arriving(browser, house, "account", language, has_scripts=has_scripts) as guest:
        person = house.let_in(guest)
        second = f"second.{person.email}"
        guest.open("/account/recovery-email")
        guest.submit(email=second)
        guest.open(guest.link_in_mail(second, "/account/recovery-email/link/"))
        guest.submit()
        guest.expect_text(second)
        messages = [mail.message for mail in Mailbox(house.database, house.box).to(person.email)]
        assert messages == ["recovery_email_changed"]


@ways
def test_signing_out_one_browser_then_all(browser: Browser, house: House, language: str, has_scripts: bool) -> None:
    person = create_account(house.database)
    with (
        arriving(browser, house, "account", language) as first,
        arriving(browser, house, "account", language) as second,
        arriving(browser, house, "account", language, has_scripts=has_scripts) as guest,
    ):
        house.let_in(first, person, user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0")
        house.let_in(second, person)
        house.let_in(guest, person)
        guest.open("/account/sessions")
        guest.page.locator("main .rows > li", has_text="Firefox").locator("form button").click()
        guest.page.wait_for_url("**ended=1")
        expect_signed_out(first)
        second.open("/account")
        second.expect_at(f"{house.issuer}/account")
        guest.page.locator("main .card-actions summary").click()
        guest.follow("main .card-actions .btn-danger")
        guest.expect_at(f"{house.issuer}/signed-out")
        expect_signed_out(second)
        expect_signed_out(guest)


@ways
def test_an_application_loses_its_access(browser: Browser, house: House, language: str, has_scripts: bool) -> None:
    maps = create_client(house.database, client_name="Kartenwerkstatt", consent="explicit")
    with arriving(browser, house, "account", language, has_scripts=has_scripts) as guest:
        person = house.let_in(guest)
        house.database.save(Consent(account_id=person.id, client_id=maps.client_id, scopes=["openid", "email"]))
        guest.open("/account/applications")
        guest.expect_text("Kartenwerkstatt")
        guest.page.locator("main .ask summary").click()
        guest.follow("main .ask .btn-danger")
        expect(guest.page.locator("main")).not_to_contain_text("Kartenwerkstatt")
        assert house.database.count(Consent) == 0


@ways
def test_the_language_is_the_persons(browser: Browser, house: House, language: str, has_scripts: bool) -> None:
    other = {"de": "en", "en": "de"}[language]
    with arriving(browser, house, "account", language, has_scripts=has_scripts) as guest:
        person = house.let_in(guest)
        guest.open("/account")
        guest.page.locator("[name=language]").first.select_option(other)
        guest.follow("main form .btn-primary")
        expect(guest.page.locator("html")).to_have_attribute("lang", other)
    with arriving(browser, house, "account", language, has_scripts=has_scripts) as elsewhere:
        house.let_in(elsewhere, person)
        elsewhere.open("/account")
        expect(elsewhere.page.locator("html")).to_have_attribute("lang", other)


@ways
def test_the_history_tells_of_a_sign_in(browser: Browser, house: House, language: str, has_scripts: bool) -> None:
    with arriving(browser, house, "account", language, has_scripts=has_scripts) as guest:
        guest.open("/signin?next=/account/history")
        guest.sign_in(create_account(house.database).email, PASSWORD)
        guest.expect_at(f"{house.issuer}/account/history")
        expect(guest.page.locator("main .rows > li")).to_have_count(1)
        guest.expect_text("127.0.0.1")


@ways
def test_the_data_to_take_along(
    browser: Browser, house: House, tmp_path: Path, language: str, has_scripts: bool
) -> None:
    with arriving(browser, house, "account", language, has_scripts=has_scripts) as guest:
        person = house.let_in(guest)
        guest.open("/account/export")
        with guest.page.expect_download() as download:
            guest.page.locator("main a[download]").click()
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        data = json.loads(file.read_text())
        assert (file.name, data["accounts"][0]["email"]) == ("einlass.json", person.email)
        assert [session["amr"] for session in data["sessions"]] == [["pwd"]]
        guest.follow("main .btn-primary")
        guest.expect_text(person.email)
        # Every fact is named in words, not by its column.
        names = guest.page.locator(".record dt").all_text_contents()
        assert [name for name in names if re.search("_|^[a-z]+$", name)] == []


@ways
def test_leaving_and_staying_after_all(browser: Browser, house: House, language: str, has_scripts: bool) -> None:
    with arriving(browser, house, "account", language, has_scripts=has_scripts) as guest:
        person = house.let_in(guest)
        guest.open("/account/deletion")
        guest.page.locator("[name=confirm]").check()
        guest.follow("main .btn-danger")
        guest.open("/account")
        guest.follow("section:has(#deletion-pending) button")
        guest.expect_at(f"{house.issuer}/account")
        expect(guest.page.locator("#deletion-pending")).to_have_count(0)
        messages = [mail.message for mail in Mailbox(house.database, house.box).to(person.email)]
        assert messages == ["deletion_requested", "deletion_cancelled"]
