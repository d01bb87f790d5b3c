"""What people do in the trial, through pages and forms alone."""

import secrets
import time

import pytest
import requests

from tests.demo.trial import Trial
from tests.interop.http_person import HttpPerson
from tests.interop.provider import Person

MAIL_WITHIN_SECONDS = 15


def read_mails(trial: Trial, address: str, count: int = 1) -> list[dict]:
    """The mails to ``address``, newest first, once there are so many."""
    deadline = time.monotonic() + MAIL_WITHIN_SECONDS
    mails: list[dict] = []
    while time.monotonic() < deadline:
        answer = requests.get(f"{trial.facts['mailbox']}?format=json", timeout=10).json()
        mails = [mail for mail in answer if mail["to"] == address]
        if len(mails) >= count:
            return mails
        time.sleep(0.1)
    raise AssertionError(f"{len(mails)} mails to {address}, expected {count}")


def choose_if_asked(visitor: HttpPerson) -> None:
    """A person of several organizations chooses once at each portal."""
    if visitor.page.url.endswith("/organization"):
        visitor.choose_organization()


def new_person() -> Person:
    return Person(f"neu.{secrets.token_hex(4)}@kunde.example", f"Pfote-{secrets.token_urlsafe(9)}-7", "Nele", "Neumann")


def register(trial: Trial, visitor: HttpPerson, portal: str) -> str:
    """From the portal's button to the mail; returns the link in it."""
    person = visitor.person
    visitor.open(f"{portal}/register")
    form = visitor.page.find_form_with("given_name")
    assert form
    visitor.submit(
        form,
        given_name=person.given_name,
        family_name=person.family_name,
        email=person.email,
        password=person.password,
    )
    mail = read_mails(trial, person.email)[0]
    return next(link for link in mail["links"] if "/register/confirm/" in link)


@pytest.mark.parametrize("number", range(4))
def test_everybody_signs_in_once_for_both_portals(trial: Trial, number: int) -> None:
    visitor = trial.visitor(number)
    first, second = trial.portals
    visitor.open(f"{first}/sign-in")
    assert visitor.is_asked_to_sign_in
    visitor.sign_in()
    choose_if_asked(visitor)
    assert visitor.page.url == f"{first}/"
    assert visitor.person.name in visitor.page.text
    assert visitor.person.email in visitor.page.text
    visitor.open(f"{second}/sign-in")
    choose_if_asked(visitor)
    assert visitor.page.url == f"{second}/"
    assert visitor.person.name in visitor.page.text


def test_the_second_portal_may_come_first(trial: Trial) -> None:
    visitor = trial.visitor(1)
    visitor.open(f"{trial.portals[1]}/sign-in")
    visitor.sign_in()
    assert visitor.page.url == f"{trial.portals[1]}/"
    assert visitor.person.name in visitor.page.text


def test_a_portal_learns_the_organizations(trial: Trial) -> None:
    visitor = trial.visitor(3)
    visitor.open(f"{trial.portals[0]}/sign-in")
    visitor.sign_in()
    choose_if_asked(visitor)
    assert "Lindenhof eG" in visitor.page.text
    assert "Hafenwerk GmbH" in visitor.page.text


def test_organizations_are_switched_in_either_menu_and_at_one_portal_alone(trial: Trial) -> None:
    """The first of the list is Hafenwerk; what may be switched to is a button."""
    visitor = trial.visitor(3)
    first, second = trial.portals
    for portal in (first, second):
        visitor.open(f"{portal}/sign-in")
        if visitor.is_asked_to_sign_in:
            visitor.sign_in()
        choose_if_asked(visitor)
        assert "Switch to Lindenhof eG" in visitor.page.text
    visitor.choose_organization()
    assert (visitor.page.url, "Switch to Hafenwerk GmbH" in visitor.page.text) == (f"{second}/", True)

    visitor.open(f"{trial.issuer}/account")
    visitor.choose_organization()
    assert (visitor.page.url, "Switch to Lindenhof eG" in visitor.page.text) == (f"{second}/", True)
    visitor.open(f"{first}/")
    assert "Switch to Lindenhof eG" in visitor.page.text


def test_a_new_person_registers_and_arrives_at_the_portal(trial: Trial) -> None:
    visitor = HttpPerson(new_person())
    first, second = trial.portals
    visitor.open(register(trial, visitor, first))
    button = visitor.page.find_form_to("") if visitor.page.find_form_with("email") else visitor.page.forms[0]
    assert button
    visitor.submit(button)
    assert visitor.page.url == f"{first}/", visitor.page.text
    assert visitor.person.name in visitor.page.text
    visitor.open(f"{second}/sign-in")
    assert visitor.page.url == f"{second}/"


def test_opening_the_mailed_link_confirms_nothing(trial: Trial) -> None:
    visitor = HttpPerson(new_person())
    link = register(trial, visitor, trial.portals[1])
    visitor.open(link)
    stranger = HttpPerson(visitor.person)
    stranger.open(f"{trial.portals[1]}/sign-in")
    stranger.sign_in()
    assert not stranger.page.url.startswith(trial.portals[1])


def test_signing_out_at_one_portal_ends_the_other_as_well(trial: Trial) -> None:
    visitor = trial.visitor(2)
    first, second = trial.portals
    visitor.open(f"{first}/sign-in")
    visitor.sign_in()
    visitor.open(f"{second}/sign-in")
    form = visitor.page.find_form_to("/sign-out")
    assert form
    visitor.submit(form)
    assert visitor.page.url == f"{second}/"
    assert visitor.person.email not in visitor.page.text
    visitor.open(first)
    assert visitor.person.email not in visitor.page.text
    visitor.open(f"{first}/sign-in")
    assert visitor.is_asked_to_sign_in


def test_both_portals_are_told_of_a_sign_out_and_accept_the_logout_token(trial: Trial) -> None:
    """Issue 10, item 7."""
    visitor = trial.visitor(1)
    for portal in trial.portals:
        visitor.open(f"{portal}/sign-in")
        if visitor.is_asked_to_sign_in:
            visitor.sign_in()
    form = visitor.page.find_form_to("/sign-out")
    assert form
    visitor.submit(form)
    deadline = time.monotonic() + MAIL_WITHIN_SECONDS
    while (states := trial.logout_states()) != [{"delivered"}, {"delivered"}] and time.monotonic() < deadline:
        time.sleep(0.1)
    assert states == [{"delivered"}, {"delivered"}]


def test_refreshing_brings_new_tokens(trial: Trial) -> None:
    visitor = trial.visitor(0)
    visitor.open(f"{trial.portals[0]}/sign-in")
    visitor.sign_in()
    for _ in range(2):
        form = visitor.page.find_form_to("/refresh")
        assert form
        visitor.submit(form)
        assert "The tokens have been refreshed." in visitor.page.text
        assert visitor.person.email in visitor.page.text


def test_a_portal_speaks_german_and_english(trial: Trial) -> None:
    visitor = trial.visitor(0)
    assert "Sign in" in visitor.open(trial.portals[1]).text
    assert "Anmelden" in visitor.open(f"{trial.portals[1]}/language/de").text
    # The provider's page follows the portal.
    assert 'lang="de"' in visitor.open(f"{trial.portals[1]}/sign-in").text


def test_a_foreign_callback_is_a_readable_page(trial: Trial) -> None:
    page = trial.visitor(0).open(f"{trial.portals[0]}/callback?code=made-up&state=made-up")
    assert page.status == 400
    assert "Sign-in failed" in page.text
