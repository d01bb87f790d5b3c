"""Where a person is signed in, and signing out from afar."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest
from idp.sessions.models import Device, RememberedSignIn, SsoSession
from tests.factories.accounts import create_account
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import create_session, sign_in
from tests.provisioning.pages import forms_of

PAGE = "/account/sessions"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"


@pytest.fixture
def person(database, clock):
    return create_account(database, language="en")


def remembered(person, **values):
    given = {"portal": "shop", "token_hash": "x", "authenticated_at": current_time(), "amr": ["pwd"], "acr": "1"}
    return RememberedSignIn(account_id=person.id, expires_at=current_time() + timedelta(days=30), **given | values)


def trusted(person):
    return Device(account_id=person.id, token_hash=digest("device"), trusted_until=current_time() + timedelta(days=30))


def press(client, action, values=None):
    """Send the form of the page that goes to an address with ``action`` in it."""
    page = client.get(PAGE)
    number = next(number for number, form in enumerate(forms_of(page)) if action in form.action)
    return client.submit(page, values, form=number)


def post_to(client, path):
    """Send a form of the page to another address than its own."""
    token = next(form.fields["csrf_token"] for form in forms_of(client.get(PAGE)) if "csrf_token" in form.fields)
    return client.post(path, data={"csrf_token": token}, headers={"Origin": client.application.settings.issuer})


def is_live(database, row) -> bool:
    return database.one(select(SsoSession.ended_at).where(SsoSession.id == row.id)) is None


def test_a_sign_in_says_for_which_portal_and_when_in_words(client, database, person, clock):
    """The address is folded up; a session that no application used names no portal.

    Trial, pages: improvement 7."""
    create_session(database, person, user_agent=PHONE, last_seen_at=current_time() - timedelta(minutes=1))
    sign_in(client, database, person)
    create_relying_party(database, client, portal="forum").authorize()

    page = client.get(PAGE).text
    own, other = page.split('<ul class="rows rows-top">')[1].split("</li>")[:2]
    assert "<span>Example Forum</span>" in own
    assert "Example Forum" not in other
    assert re.search(r"Signed in: <time[^>]*>today, 13:00</time>", own)
    assert re.search(r"last active: <time[^>]*>today, 12:59</time>", other)
    assert "IP address:" in own[own.index('<details class="more">') :]


def test_each_sign_in_is_listed_with_device_and_place(client, database, person):
    create_session(database, person, user_agent=PHONE, place="Bonn, Deutschland", ip="198.51.100.4")
    sign_in(client, database, person)

    page = client.get(PAGE)

    assert "Safari on an iPhone" in page.text
    assert "Bonn, Deutschland" in page.text
    assert "198.51.100.4" in page.text
    assert page.text.count(">this device<") == 1


def test_what_is_over_and_what_is_somebody_elses_is_not_listed(client, database, person):
    gone = {"user_agent": PHONE}
    create_session(database, person, ended_at=current_time(), **gone)
    create_session(database, person, **gone | {"expires_at": current_time() - timedelta(seconds=1)})
    create_session(database, person, last_seen_at=current_time() - timedelta(days=2), **gone)
    create_session(database, create_account(database), **gone)
    sign_in(client, database, person)

    assert "iPhone" not in client.get(PAGE).text


def test_one_is_signed_out_with_what_would_bring_it_back(client, database, person):
    row, device = remembered(person), trusted(person)
    database.save(row, device)
    other = create_session(database, person, remembered_id=row.id, device_id=device.id)
    kept = create_session(database, person)
    own = sign_in(client, database, person)

    assert press(client, other.id).location.startswith(PAGE)

    assert [is_live(database, each) for each in (other, kept, own)] == [False, True, True]
    assert database.one(select(RememberedSignIn.revoked_at)) is not None
    assert database.one(select(Device.trusted_until)) is None
    event = database.one(select(AuditEvent))
    assert (event.action, event.subject) == ("session.ended", person.id)


def test_its_tokens_end_even_those_that_act_while_one_is_away(app, client, database, person):
    elsewhere = app.test_client()
    other = sign_in(elsewhere, database, person)
    there = create_relying_party(database, elsewhere)
    tokens = there.obtain_tokens(scope="openid offline_access")
    sign_in(client, database, person)

    press(client, other.id)

    assert there.userinfo(tokens["access_token"]).status_code == 401


@pytest.mark.threat(59)
@pytest.mark.parametrize("whose", ["somebody else's", "ended", "invented"])
def test_only_ones_own_can_be_signed_out(client, database, person, whose):
    stranger = create_session(database, create_account(database))
    ended = create_session(database, person, ended_at=current_time())
    sign_in(client, database, person)
    named = {"somebody else's": stranger.id, "ended": ended.id, "invented": "ses_none"}[whose]

    assert post_to(client, f"{PAGE}/{named}/sign-out").status_code == 404
    assert is_live(database, stranger)


@pytest.mark.threat(59)
def test_somebody_elses_memory_and_trust_stay(client, database, person):
    stranger = create_account(database)
    row, device = remembered(stranger), trusted(stranger)
    database.save(row, device)
    sign_in(client, database, person)

    assert post_to(client, f"{PAGE}/remembered/{row.id}/forget").status_code == 404
    assert post_to(client, f"{PAGE}/trusted/{device.id}/forget").status_code == 404
    assert database.one(select(RememberedSignIn.revoked_at)) is None
    assert database.one(select(Device.trusted_until)) is not None


def test_a_browser_is_no_longer_remembered(client, database, person):
    database.save(remembered(person))
    sign_in(client, database, person)
    assert "Beispiel-Shop" in client.get(PAGE).text

    press(client, "/remembered/")

    assert database.one(select(RememberedSignIn.revoked_at)) is not None


def test_a_device_is_no_longer_trusted(client, database, person):
    database.save(trusted(person))
    sign_in(client, database, person)

    press(client, "/trusted/")

    assert database.one(select(Device.trusted_until)) is None


@pytest.mark.parametrize("scope", ["others", "all"])
def test_many_are_signed_out_at_once(client, database, person, scope):
    database.save(remembered(person))
    others = [create_session(database, person) for _ in range(2)]
    stranger = create_session(database, create_account(database))
    own = sign_in(client, database, person)

    answer = press(client, f"sign-out-{scope}")

    assert client.get(answer.location).status_code == 200
    assert [is_live(database, each) for each in others] == [False, False]
    assert is_live(database, own) == (scope == "others")
    assert is_live(database, stranger)
    assert database.one(select(RememberedSignIn.revoked_at)) is not None
