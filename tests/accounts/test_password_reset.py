"""A new password by a mailed link."""

import pytest
from sqlalchemy import select, update

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.sessions import SsoSession
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.devices import device_token, give_device_token
from tests.factories.factors import create_app_of, type_code
from tests.factories.registration_pages import NEW_PASSWORD, open_link, request_reset
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import session_token, sign_in
from tests.factories.sign_in_pages import PASSWORD_FORM, follow_local, open_password_page, try_password
from tests.provisioning.databases import Database
from tests.provisioning.meanwhile import at_once, meanwhile, moments
from tests.provisioning.pages import forms_of, ways_on


@pytest.fixture
def person(database):
    return create_account(database)


def test_the_mailed_link_leads_to_a_new_password(client, person, mailbox):
    request_reset(client, person.email)
    client.submit(open_link(client, mailbox.only.link), {"password": NEW_PASSWORD})

    assert try_password(client, person.email, PASSWORD, account="other").status_code == 422
    assert try_password(client, person.email, NEW_PASSWORD, account="other").status_code == 303


def test_the_mail_says_until_when_the_link_holds(client, person, mailbox, clock):
    request_reset(client, person.email)

    assert "14:00" in mailbox.only.text


def test_the_owner_is_told_of_the_change(client, person, mailbox):
    request_reset(client, person.email)
    client.submit(open_link(client, mailbox.only.link), {"password": NEW_PASSWORD})

    assert mailbox.mails[-1].message == "password_changed"


def test_the_link_proves_the_address(client, database, mailbox):
    account = create_account(database, email_verified_at=None)
    request_reset(client, account.email)
    client.submit(open_link(client, mailbox.only.link), {"password": NEW_PASSWORD})

    assert database.one(select(Account.email_verified_at)) is not None


def test_the_waiting_application_gets_its_person(client, database, person, mailbox):
    rp = create_relying_party(database, client)
    interaction = rp.authorize().location.removeprefix("/signin/")
    request_reset(client, person.email, f"/password-reset?interaction_id={interaction}")
    answer = client.submit(open_link(client, mailbox.only.link), {"password": NEW_PASSWORD})

    assert "code" in answer_of(follow_local(client, answer))


def live_sessions(database: Database) -> list[tuple[str, list[str]]]:
    """Account and methods of each."""
    rows = database.rows(select(SsoSession).where(SsoSession.ended_at.is_(None)))
    return [(row.account_id, list(row.amr)) for row in rows]


def test_the_browser_that_asked_is_signed_in_at_once(client, database, person, mailbox):
    """The mailed link adds nothing to the password. Trial, pages: improvement 2."""
    request_reset(client, person.email)
    answer = client.submit(open_link(client, mailbox.only.link), {"password": NEW_PASSWORD})

    assert follow_local(client, answer).request.path == "/"
    assert live_sessions(database) == [(person.id, ["pwd"])]


@pytest.mark.threat(32, 40)
def test_another_browser_signs_in_by_hand_with_the_address_filled_in(app, client, database, person, mailbox):
    """The reader of a link that was passed on must not find themself in another person's account.
    Trial, pages: improvement 2."""
    request_reset(client, person.email)
    other = app.test_client()
    answer = other.submit(open_link(other, mailbox.only.link), {"password": NEW_PASSWORD})

    done = follow_local(other, answer)
    assert (done.request.path, session_token(other), live_sessions(database)) == ("/password-reset/done", None, [])
    start = next(way for way in ways_on(done) if way.startswith("/signin/"))
    assert forms_of(other.get(start))[0].fields["email"] == person.email


def test_a_browser_that_the_account_was_used_in_is_signed_in_at_once(app, client, database, person, mailbox):
    """The link is asked for on one device and opened on another. A sibling of improvement 2."""
    own = app.test_client()
    try_password(own, person.email, PASSWORD)
    request_reset(client, person.email)
    own.submit(open_link(own, mailbox.only.link), {"password": NEW_PASSWORD}, follow_redirects=True)

    assert live_sessions(database) == [(person.id, ["pwd"])]
    assert own.get("/account").status_code == 200


@pytest.mark.threat(32)
def test_a_copy_of_its_device_cookie_is_not_that_browser(app, client, database, person, mailbox):
    own, thief = app.test_client(), app.test_client()
    try_password(own, person.email, PASSWORD)
    give_device_token(thief, device_token(own))
    thief.browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
    request_reset(client, person.email)

    answer = thief.submit(open_link(thief, mailbox.only.link), {"password": NEW_PASSWORD})

    assert follow_local(thief, answer).request.path == "/password-reset/done"


@pytest.mark.threat(32)
def test_the_session_before_the_reset_is_worth_nothing_after_it(app, client, database, person, mailbox):
    before = sign_in(client, database, person)
    stolen = session_token(client)
    request_reset(client, person.email)
    client.submit(open_link(client, mailbox.only.link), {"password": NEW_PASSWORD}, follow_redirects=True)

    assert session_token(client) not in {None, stolen}
    assert database.rows(select(SsoSession.id).where(SsoSession.ended_at.is_(None))) != [before.id]


@pytest.mark.threat(54, 58)
def test_the_second_factor_is_still_asked_for(app, client, database, person, mailbox):
    """Trial, pages: improvement 2."""
    device = create_app_of(database, app.secret_box, person)
    request_reset(client, person.email)
    answer = client.submit(open_link(client, mailbox.only.link), {"password": NEW_PASSWORD})

    page = follow_local(client, answer)
    assert (page.request.path.endswith("/factor/totp"), live_sessions(database)) == (True, [])
    type_code(client, page, device.code())
    assert live_sessions(database) == [(person.id, ["pwd", "otp", "mfa"])]


@pytest.mark.threat(88)
def test_what_the_portal_demands_is_asked_for_all_the_same(make_app, database, person, mailbox):
    """A second factor that has yet to be set up."""
    portals = {"shop": {"second_factor": {"policy": "all", "grace_days": 0}}}
    client = make_app(portals=portals).test_client()
    location = create_relying_party(database, client).authorize().location
    request_reset(client, person.email, f"/password-reset?interaction_id={location.removeprefix('/signin/')}")
    answer = client.submit(open_link(client, mailbox.only.link), {"password": NEW_PASSWORD})

    assert follow_local(client, answer).request.path == f"{location}/enrol"
    assert live_sessions(database) == []


def test_in_another_browser_the_application_does_not_go_on(app, client, database, person, mailbox):
    interaction = create_relying_party(database, client).authorize().location.removeprefix("/signin/")
    request_reset(client, person.email, f"/password-reset?interaction_id={interaction}")
    other = app.test_client()
    answer = other.submit(open_link(other, mailbox.only.link), {"password": NEW_PASSWORD})

    assert interaction not in other.get(answer.location).text


@pytest.mark.parametrize("password", ["", "short-7", "passwort123", "x-Y7" * 300, "a\x00b-Turm-lampe-9"])
def test_a_weak_password_is_refused_and_the_link_stays(client, database, person, mailbox, password):
    request_reset(client, person.email)
    page = open_link(client, mailbox.only.link)

    assert client.submit(page, {"password": password}).status_code == 422
    assert client.submit(page, {"password": NEW_PASSWORD}).status_code == 303


def test_a_locked_account_opens_with_the_new_password(make_app, person, mailbox):
    client = make_app(throttle={"account_attempts": 3}).test_client()
    page = open_password_page(client, person.email)
    for _ in range(4):
        locked = client.submit(page, {"password": "wrong"}, form=PASSWORD_FORM)
    assert locked.status_code == 429
    request_reset(client, person.email)
    client.submit(open_link(client, mailbox.only.link), {"password": NEW_PASSWORD})

    assert try_password(client, person.email, NEW_PASSWORD).status_code == 303


def test_a_disabled_account_gets_no_mail(client, database, mailbox):
    request_reset(client, create_account(database, disabled_at=current_time()).email)

    assert len(mailbox) == 0


@pytest.mark.threat(53)
def test_a_link_from_before_the_account_was_disabled_opens_nothing(client, database, person, mailbox):
    request_reset(client, person.email)
    page = open_link(client, mailbox.only.link)
    database.change(person, disabled_at=current_time())

    assert client.submit(page, {"password": NEW_PASSWORD}).status_code == 404
    database.change(person, disabled_at=None)
    assert try_password(client, person.email, NEW_PASSWORD).status_code == 422


@pytest.mark.threat(44)
def test_one_network_gets_so_many_links_whoever_they_are_for(make_app, database, mailbox):
    client = make_app(throttle={"address_attempts": 3}).test_client()
    for person in [create_account(database) for _ in range(4)]:
        assert request_reset(client, person.email).status_code == 200

    assert len(mailbox) == 3


def test_mails_to_one_address_have_an_end(client, person, mailbox):
    for _ in range(8):
        assert request_reset(client, person.email).status_code == 200

    assert len(mailbox) == 5


def test_it_signs_its_own_browser_out(client, database, person, mailbox):
    sign_in(client, database, person)
    request_reset(client, person.email)

    client.submit(open_link(client, mailbox.only.link), {"password": NEW_PASSWORD})

    assert database.one(select(SsoSession.ended_at)) is not None
    assert session_token(client) is None


@pytest.mark.threat(37)
def test_it_leaves_a_session_of_another_account_alone(client, database, person, mailbox):
    sign_in(client, database, create_account(database))
    request_reset(client, person.email)

    client.submit(open_link(client, mailbox.only.link), {"password": NEW_PASSWORD})

    assert client.get("/account").status_code == 200


@pytest.mark.threat(53)
@pytest.mark.parametrize("change", [{"disabled_at": current_time()}, {"email": "other@example.test"}])
def test_an_account_that_changes_while_the_password_is_hashed_keeps_its_own(app, database, mailbox, change):
    """After each statement in turn, as long as the account is not held."""
    changed = []
    for moment in moments():
        person, client = create_account(database), app.test_client()
        request_reset(client, person.email)
        page = open_link(client, mailbox.to(person.email)[-1].link)
        values = change | ({"email": f"other{moment.number}@example.test"} if "email" in change else {})
        changing = update(Account).where(Account.id == person.id).values(values)
        done = []

        with meanwhile(app, moment, lambda changing=changing, done=done: done.append(at_once(database, changing))):
            answer = client.submit(page, {"password": NEW_PASSWORD})

        kept = database.one(select(Account.password_hash).where(Account.id == person.id)) == person.password_hash
        assert (answer.status_code, kept) == ((404, True) if done == [True] else (303, False))
        changed.append(done == [True])
    assert set(changed) == {False, True}
