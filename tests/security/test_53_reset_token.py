"""Threat 53: using a reset token twice, at the same moment, after a newer one, or a token of another kind."""

import pytest
from sqlalchemy import func, select

from idp.accounts.models import Account
from idp.accounts.password_reset.completion import complete_reset
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.one_time_links import LinkProblem
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.registration_pages import NEW_PASSWORD, open_link, register, request_reset
from tests.factories.sign_in_pages import try_password
from tests.provisioning.crowd import all_at_once

pytestmark = pytest.mark.threat(53)
OTHER_PASSWORD = "ganz-anders-Turm-31"
PARALLEL = 8


def completed(database) -> int:
    return database.one(
        select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "password_reset.completed")
    )


def test_a_used_token_is_refused(client, database, person, mailbox):
    request_reset(client, person.email)
    link = mailbox.only.link
    page = open_link(client, link)
    client.submit(page, {"password": NEW_PASSWORD})

    open_link(client, link)
    again = client.submit(page, {"password": OTHER_PASSWORD})

    assert again.status_code == 410
    assert try_password(client, person.email, OTHER_PASSWORD).status_code == 422


def test_of_parallel_uses_one_succeeds(app, database, person, mailbox):
    request_reset(app.test_client(), person.email)
    browsers = [app.test_client() for _ in range(PARALLEL)]
    pages = [open_link(browser, mailbox.only.link) for browser in browsers]

    def use(number: int) -> int:
        return browsers[number].submit(pages[number], {"password": f"{NEW_PASSWORD}-{number}"}).status_code

    statuses = all_at_once([lambda number=number: use(number) for number in range(PARALLEL)])

    assert sorted(statuses) == [303] + [410] * (PARALLEL - 1)
    assert completed(database) == 1


def test_a_newer_mail_voids_the_token_before(client, database, person, mailbox, clock):
    request_reset(client, person.email)
    clock.shift(60)
    request_reset(client, person.email)
    first, second = mailbox.mails

    assert open_link(client, first.link).status_code == 410
    assert client.submit(open_link(client, second.link), {"password": NEW_PASSWORD}).status_code == 303


def test_an_expired_token_is_refused(client, database, person, mailbox, clock):
    request_reset(client, person.email)
    page = open_link(client, mailbox.only.link)
    # Within the hour for which the browser keeps the token, so that the row decides.
    clock.shift(3599)
    assert client.get("/password-reset/new").status_code == 200
    clock.shift(2)

    assert client.submit(page, {"password": NEW_PASSWORD}).status_code in {404, 410}
    assert database.one(select(Account.password_hash)) == person.password_hash


def test_a_token_of_another_kind_is_refused(client, database, person, mailbox):
    register(client, email="fremd@example.test")
    token = mailbox.only.link.rsplit("/", 1)[1]

    page = open_link(client, f"https://id.example.test/password-reset/link/{token}")

    assert page.status_code == 404


def test_a_token_is_for_its_account_alone(client, database, person, mailbox):
    other = create_account(database)
    request_reset(client, person.email)
    page = open_link(client, mailbox.only.link)
    client.submit(page, {"password": NEW_PASSWORD})

    assert try_password(client, other.email, NEW_PASSWORD).status_code == 422


@pytest.mark.parametrize(
    "change", [{"disabled_at": current_time()}, {"email": "anders@example.test"}], ids=["disabled", "moved"]
)
def test_a_token_is_judged_again_when_it_is_used(app, client, database, person, mailbox, change):
    """The page was opened before; the password is hashed between the page's look at the link and its use."""
    request_reset(client, person.email)
    token = mailbox.only.link.rpartition("/")[2]
    database.change(person, **change)

    with app.app_context(), transaction() as session:
        outcome = complete_reset(session, token, "a hash", person_actor(person.id))

    assert outcome is LinkProblem.UNKNOWN
    assert database.one(select(Account.password_hash)) == person.password_hash


def test_a_token_for_an_address_that_was_changed_is_void(client, database, person, mailbox):
    request_reset(client, person.email)
    page = open_link(client, mailbox.only.link)
    person.email = "neu@example.test"
    database.save(person)

    assert client.submit(page, {"password": NEW_PASSWORD}).status_code == 404
    assert completed(database) == 0
