"""A remembered sign-in at several portals: whose rules decide, and what is written of what it opens."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.signals import sessions_ended
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.interactions import Interaction
from idp.mail.models import OutboxMail
from idp.sessions import SsoSession
from idp.sessions.models import Device, RememberedSignIn
from idp.sessions.remembered import GRACE
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.admissions import create_admission
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.remembering import close, come_back, copy_cookies, is_back, tick
from tests.factories.sign_in_pages import PASSWORD_FORM

REMEMBER = {"remember_me": {"offered": True, "hours": 100}}


@pytest.fixture
def person(database, clock):
    return create_account(database, given_name="Ada", family_name="Beispiel")


@pytest.fixture
def at_forum(make_app, database, person):
    """A browser that was ticked at the second portal, which alone offers that."""
    client = make_app(portals={"forum": REMEMBER}).test_client()
    page = client.get(create_relying_party(database, client, portal="forum").authorize().location)
    page = client.submit(page, {"email": person.email}, follow_redirects=True)
    client.submit(page, {"password": PASSWORD, "remember": "y"}, form=PASSWORD_FORM, follow_redirects=False)
    close(client)
    return client


def test_it_lasts_as_long_as_the_page_said_before_it_knew_the_account(make_app, database, person):
    """Which was the shortest time of all portals; the account's own one grants more."""
    shorter = {"remember_me": {"offered": True, "hours": 12}}
    client = make_app(portals={"shop": REMEMBER, "forum": shorter}).test_client()
    create_admission(database, person, "shop")
    tick(client, person)

    assert database.one(select(RememberedSignIn.expires_at)) == current_time() + timedelta(hours=12)


@pytest.mark.parametrize(("portal", "opens"), [("forum", "code"), ("shop", "error")])
def test_the_portal_of_the_application_decides(database, at_forum, portal, opens):
    rp = create_relying_party(database, at_forum, portal=portal)
    assert opens in answer_of(rp.authorize(prompt="none"))


@pytest.mark.parametrize(("portal", "opens"), [("forum", True), ("shop", False)])
def test_for_a_page_of_ours_the_portals_of_the_account_decide(database, at_forum, person, portal, opens):
    create_admission(database, person, portal)
    assert is_back(come_back(at_forum)) is opens


def test_what_it_opens_is_recorded_at_the_portal_and_on_the_device(database, at_forum, person, clock):
    clock.shift(timedelta(minutes=1))
    create_relying_party(database, at_forum, portal="forum").authorize(prompt="none")

    event = database.one(select(AuditEvent).where(AuditEvent.action == "sign_in.remembered"))
    assert (event.portal, event.actor_id, event.subject) == ("forum", person.id, person.id)
    row = database.one(select(SsoSession).where(SsoSession.id == event.details["session_id"]))
    assert (row.device_id, row.enrolment_put_off_at) == (database.one(select(Device.id)), None)


def test_a_replay_is_told_by_the_portal_to_its_owner_by_name(database, at_forum, person, mailbox, clock):
    """It ends the session of the tick and the one that the memory opened."""
    create_admission(database, person, "forum")
    thief, ended = at_forum.application.test_client(), []
    copy_cookies(thief, at_forum)
    assert is_back(come_back(at_forum))
    clock.shift(GRACE + timedelta(seconds=1))

    def note(account_id, *, session_ids, **_):
        ended.append((account_id, len(session_ids)))

    with sessions_ended.connected_to(note):
        rp = create_relying_party(database, thief, portal="forum")
        assert "error" in answer_of(rp.authorize(prompt="none"))

    assert ended == [(person.id, 2)]
    assert (mailbox.only.message, "Ada Beispiel" in mailbox.only.text) == ("remembered_replay", True)
    assert database.one(select(OutboxMail.portal)) == "forum"
    event = database.one(select(AuditEvent).where(AuditEvent.action == "sign_in.remembered_replayed"))
    assert (event.portal, event.at) == ("forum", current_time())


def test_whom_the_browser_remembers_an_application_is_led_to_the_password_of(make_app, database, person, clock):
    """Where more is asked for than the memory gives: here a new password."""
    client = make_app(portals={"shop": REMEMBER}).test_client()
    tick(client, person)
    close(client)
    database.change(person, password_change_due_at=current_time(), password_change_reason="policy")
    answer = create_relying_party(database, client).authorize()

    assert answer.location.startswith("/signin/int_")
    newest = select(Interaction).where(Interaction.id == answer.location.split("/")[2])
    assert database.one(newest).identifier == person.email
