"""Threat 46: keeping somebody out by guessing at their password."""

import pytest

from idp.accounts.signals import credentials_changed
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.registration_pages import NEW_PASSWORD, open_link, request_reset
from tests.factories.sign_in_pages import try_password, try_password_anew
from tests.provisioning.pages import forms_of

pytestmark = pytest.mark.threat(46)


@pytest.fixture
def app(make_app):
    return make_app(throttle={"account_attempts": 3})


@pytest.fixture
def person(database, clock):
    return create_account(database)


def attack(client, person):
    """Guess until the budget is used up."""
    answers = [try_password_anew(client, person.email, "wrong-Password-1").status_code for _ in range(5)]
    assert answers[-1] == 429


def test_a_known_device_still_enters(app, client, person):
    try_password(client, person.email, PASSWORD)
    attack(app.test_client(), person)

    assert try_password_anew(client, person.email, PASSWORD).status_code == 303


def test_an_unknown_device_does_not(app, client, person):
    attack(app.test_client(), person)

    assert try_password(client, person.email, PASSWORD).status_code == 429


def test_a_device_of_somebody_else_does_not(app, client, database, person):
    try_password(client, create_account(database).email, PASSWORD)
    attack(app.test_client(), person)

    assert try_password_anew(client, person.email, PASSWORD).status_code == 429


def test_a_known_device_has_a_budget_too_and_locks_nobody_else(app, client, person):
    try_password(client, person.email, PASSWORD)
    attack(client, person)

    assert try_password_anew(client, person.email, PASSWORD).status_code == 429
    assert try_password(app.test_client(), person.email, PASSWORD).status_code == 303


@pytest.mark.parametrize("budget", ["address_attempts", "global_attempts"])
def test_a_known_device_enters_however_many_accounts_are_attacked(make_app, database, clock, budget):
    """From the same network, or from everywhere."""
    app = make_app(throttle={budget: 10})
    client, person = app.test_client(), create_account(database)
    try_password(client, person.email, PASSWORD)
    answers = [try_password(app.test_client(), f"{n}@example.test", "wrong-Password-1").status_code for n in range(11)]

    assert answers[-1] == 429
    assert try_password(app.test_client(), person.email, PASSWORD).status_code == 429
    assert try_password_anew(client, person.email, PASSWORD).status_code == 303


@pytest.mark.threat(44)
def test_a_browser_that_many_people_use_has_no_more_guesses_than_an_address(make_app, database, clock):
    app = make_app(throttle={"address_attempts": 4})
    client, people = app.test_client(), [create_account(database) for _ in range(5)]
    for person in people:
        assert try_password_anew(client, person.email, PASSWORD).status_code == 303
    answers = [try_password_anew(client, person.email, "wrong-Password-1").status_code for person in people]

    assert answers == [422, 422, 422, 422, 429]


def test_a_new_password_opens_a_locked_device(app, client, database, person):
    try_password(client, person.email, PASSWORD)
    attack(client, person)
    with app.app_context(), database.transaction() as session:
        credentials_changed.send(person.id, session=session)

    assert try_password_anew(client, person.email, PASSWORD).status_code == 303


# A mailed link (that a passkey enters is shown in tests/factors/passkeys)


def open_reset_page(client, person, mailbox):
    request_reset(client, person.email)
    return open_link(client, mailbox.mails[-1].link)


def test_a_mailed_link_lets_its_reader_in_at_once(app, client, person, mailbox):
    attack(app.test_client(), person)
    client.submit(open_reset_page(client, person, mailbox), {"password": NEW_PASSWORD})

    assert try_password(client, person.email, NEW_PASSWORD).status_code == 303


def test_after_the_link_the_device_is_known_and_guessing_anew_keeps_nobody_out(app, client, person, mailbox):
    attack(app.test_client(), person)
    client.submit(open_reset_page(client, person, mailbox), {"password": NEW_PASSWORD})
    try_password(client, person.email, NEW_PASSWORD)
    attack(app.test_client(), person)

    assert try_password_anew(client, person.email, NEW_PASSWORD).status_code == 303


def test_asking_for_links_gives_no_more_guesses(client, person):
    attack(client, person)
    for _ in range(3):
        request_reset(client, person.email)

    assert try_password_anew(client, person.email, PASSWORD).status_code == 429


def test_a_made_up_link_gives_no_more_guesses(app, client, person, mailbox):
    """Nor does the form behind a true one, sent without what was mailed."""
    attack(app.test_client(), person)
    page = open_reset_page(client, person, mailbox)
    stranger = app.test_client()
    assert open_link(stranger, "https://id.example.test/password-reset/link/made-up").status_code == 404
    token = forms_of(stranger.get("/password-reset"))[0].fields["csrf_token"]
    answer = stranger.post(
        page.request.path,
        data={"csrf_token": token, "password": NEW_PASSWORD},
        headers={"Origin": "https://id.example.test", "Sec-Fetch-Site": "same-origin"},
    )

    assert answer.status_code == 404
    assert try_password(stranger, person.email, PASSWORD).status_code == 429


def test_opening_the_link_and_a_weak_password_give_no_more_guesses(app, client, person, mailbox):
    attack(app.test_client(), person)
    page = open_reset_page(client, person, mailbox)
    assert client.submit(page, {"password": "short"}).status_code == 422

    assert try_password(app.test_client(), person.email, PASSWORD).status_code == 429


def test_a_used_link_gives_no_more_guesses(app, client, person, mailbox):
    page = open_reset_page(client, person, mailbox)
    assert client.submit(page, {"password": NEW_PASSWORD}).status_code == 303
    attack(app.test_client(), person)
    assert client.submit(page, {"password": NEW_PASSWORD}).status_code in {404, 410}

    assert try_password(app.test_client(), person.email, NEW_PASSWORD).status_code == 429
