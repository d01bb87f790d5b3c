"""The mails that a person asks for: of the portal where that was done, with links that keep to it."""

import pytest
from sqlalchemy import select

from idp.accounts.email_change.request import request_change
from idp.accounts.models import Account
from idp.accounts.password_reset.entered_number import EnteredNumber
from idp.accounts.password_reset.link import BROWSER, RULES
from idp.accounts.password_reset.request import ResetRequest, address_of, hit_request_limit, request_reset
from idp.accounts.recovery_email.change import remove_recovery_email, request_recovery_email
from idp.infrastructure.database import transaction
from idp.infrastructure.one_time_links import OneTimeLink
from idp.portals import demands_at
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.sessions import create_session

NEW, RECOVERY = "neu@example.test", "anders@example.test"


@pytest.fixture
def here(app):
    with app.test_request_context(base_url=app.settings.issuer):
        yield app


@pytest.fixture
def person(database, clock):
    return create_account(database, language="en", given_name="Ada", family_name="Beispiel")


@pytest.fixture
def actor(database, person):
    """The person, at the portal "forum"."""
    return person_actor(person.id, create_session(database, person).id).at_portal("forum")


def links(database):
    """The portal of each link, by its purpose."""
    return {link.purpose: link.portal for link in database.rows(select(OneTimeLink))}


def test_a_new_address_is_confirmed_at_the_portal(here, database, person, actor, mailbox):
    with transaction() as session:
        request_change(session, person.id, NEW, actor)

    assert set(links(database).values()) == {"forum"}
    assert mailbox.only.recipient == NEW


def test_the_owner_of_an_address_is_told_by_name_and_led_to_the_portal(here, database, person, actor, mailbox):
    create_account(database, email=NEW, language="en", given_name="Grace", family_name="Neu")
    with transaction() as session:
        request_change(session, person.id, NEW, actor)

    mail = mailbox.only
    assert (mail.message, mail.recipient) == ("address_taken", NEW)
    assert "Grace Neu" in mail.text
    assert "/signin?portal=forum" in mail.text
    assert "/password-reset?portal=forum" in mail.text


def test_a_recovery_address_is_confirmed_at_the_portal(here, database, person, actor, mailbox):
    with transaction() as session:
        request_recovery_email(session, person.id, RECOVERY, actor)

    assert set(links(database).values()) == {"forum"}


def test_whose_recovery_address_is_gone_is_told_by_name_at_both(here, database, person, actor, mailbox, clock):
    database.change(person, recovery_email=RECOVERY, recovery_email_verified_at=person.email_verified_at)
    with transaction() as session:
        remove_recovery_email(session, person.id, actor)

    assert {mail.recipient for mail in mailbox.mails} == {person.email, RECOVERY}
    assert all("Ada Beispiel" in mail.text for mail in mailbox.mails)
    [former] = mailbox.to(RECOVERY)
    assert "/password-reset?portal=forum" in former.text
    now = database.one(select(Account))
    assert (now.recovery_email, now.recovery_email_verified_at) == (None, None)


@pytest.fixture
def asked(here):
    """``asked(NEW)``: a request for a link, by a browser in which an application of "shop" waits."""

    def make(email, number=None):
        demands = demands_at(here.settings, "forum")
        entered = EnteredNumber.of(number, ["customers"], here.settings) if number else None
        return ResetRequest(email, person_actor().at_portal("forum"), demands, "browser", "int_1", "shop", entered)

    return make


def test_a_reset_link_keeps_what_it_was_asked_with(here, database, person, asked, mailbox):
    with transaction() as session:
        request_reset(session, asked(person.email), is_allowed=True)

    link = database.one(select(OneTimeLink))
    assert (link.subject, link.portal) == (person.id, "forum")
    kept = {"email": person.email, "interaction": "int_1", BROWSER: "browser", RULES: "shop"}
    assert kept.items() <= link.data.items()
    assert "Ada Beispiel" in mailbox.only.text


def test_each_customer_number_has_a_budget_of_its_own(here, database, clock, asked):
    """Wrong ones must not keep the owner out."""
    most = demands_at(here.settings, "forum").throttle.mails_per_address
    tried = [hit_request_limit(asked(NEW, "K-1")) for _ in range(most + 1)]

    assert tried == [True] * most + [False]
    assert hit_request_limit(asked(NEW, "K-2"))
    assert hit_request_limit(asked(NEW))


def test_all_names_of_an_account_count_together(here, database, person):
    database.change(person, username="ada.b")

    assert [address_of(name) for name in ("ada.b", person.email, "bob", "bob@example.test")] == [
        person.email,
        person.email,
        "bob",
        "bob@example.test",
    ]


def test_an_address_is_not_looked_up_as_a_user_name(here, database, person):
    create_account(database, username="ada@example.test")
    assert address_of("ada@example.test") == "ada@example.test"
