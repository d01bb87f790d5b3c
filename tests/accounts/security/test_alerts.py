"""What follows a sign-in on a device or from a place that the account was never used on."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.accounts.security.securing import secure_account
from idp.accounts.signals import credentials_changed
from idp.audit.models import AuditEvent
from idp.factors.changes import note_added
from idp.factors.passkeys.models import Passkey
from idp.factors.recovery_codes.models import RecoveryCode
from idp.factors.registry import get_factor
from idp.factors.totp.models import TotpSecret
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.ids import digest
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink
from idp.sessions import SsoSession
from idp.sessions.models import Device, KnownPlace
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.actors import person_actor
from tests.factories.authenticator import create_passkey
from tests.factories.devices import device_token, give_device_token
from tests.factories.factors import create_app_of, create_recovery_codes
from tests.factories.places import HAMBURG, LISBON, MUNICH, write_place_file
from tests.factories.sessions import session_token, sign_in
from tests.factories.sign_in_pages import try_password, try_password_anew
from tests.provisioning.applications import ISSUER

NEW_PASSWORD = "ziegel-Lampe-rot-77"


@pytest.fixture
def person(database, clock):
    """Somebody who has signed in before."""
    return create_account(database, last_sign_in_at=current_time() - timedelta(days=30))


@pytest.fixture
def stranger(app):
    """Another browser."""
    return app.test_client()


@pytest.fixture
def secure_link_of_factor(app, database, person, mailbox):
    """From the mail about a passkey that a stranger has set up beside the owner's app."""
    create_app_of(database, app.secret_box, person, name="Telefon", created_at=current_time() - timedelta(days=30))
    create_passkey(database, person)
    with app.test_request_context(base_url=ISSUER), transaction() as session:
        note_added(session, person.id, get_factor("passkeys"), "Fremd", person_actor(person.id))
    [link] = re.findall(r"https://\S+/(?:it-was-me|secure-account)/link/\S+", mailbox.only.text)
    return link.removeprefix(ISSUER)


@pytest.fixture
def links(stranger, person, mailbox):
    """The local addresses in the mail about the stranger's sign-in: it was me, secure my account."""
    try_password(stranger, person.email, PASSWORD)
    return [
        each.removeprefix(ISSUER)
        for each in re.findall(r"https://\S+/(?:it-was-me|secure-account)/link/\S+", mailbox.only.text)
    ]


def test_the_owner_is_told(links, mailbox, person):
    mail = mailbox.only

    assert (mail.message, mail.recipient) == ("new_device", person.email)
    assert "203.0.113.7" in mail.text
    assert "20. November 2026, 13:00" in mail.text
    assert [each.split("/")[1] for each in links] == ["it-was-me", "secure-account"]


def test_a_known_device_is_not_worth_a_mail(client, person, mailbox):
    for _ in range(3):
        try_password_anew(client, person.email, PASSWORD)

    assert len(mailbox.mails) == 1


def test_the_very_first_sign_in_is_not_worth_a_mail(client, database, clock, mailbox):
    try_password(client, create_account(database).email, PASSWORD)

    assert not mailbox.mails


def test_a_wrong_password_is_not_worth_a_mail(client, person, mailbox):
    try_password(client, person.email, "wrong-Password-1")

    assert not mailbox.mails


def test_another_persons_known_device_is_unknown_to_this_one(client, database, person, mailbox):
    try_password(client, create_account(database).email, PASSWORD)
    try_password_anew(client, person.email, PASSWORD)

    assert mailbox.only.recipient == person.email


@pytest.mark.threat(77)
def test_opening_the_links_changes_nothing(client, database, links):
    for link in links:
        assert client.get(link, follow_redirects=True).status_code == 200

    assert database.one(select(OneTimeLink.state)) == "open"
    assert database.one(select(SsoSession.ended_at)) is None


def test_it_was_me(client, database, links):
    page = client.get(links[0], follow_redirects=True)
    done = client.submit(page)

    assert done.status_code == 200
    assert "Vielen Dank" in done.text
    assert database.one(select(SsoSession.ended_at)) is None
    assert "device.confirmed" in {each.action for each in database.rows(select(AuditEvent))}


def test_securing_the_account_ends_everything_at_once(client, database, stranger, person, links):
    page = client.get(links[1], follow_redirects=True)
    answer = client.submit(page)

    assert answer.location == "/secure-account"
    assert stranger.get("/").status_code == 303
    assert database.rows(select(Device)) == []
    assert try_password(stranger, person.email, PASSWORD).status_code == 422


def test_securing_the_account_signs_its_own_browser_out(client, database, person, links):
    sign_in(client, database, person)

    client.submit(client.get(links[1], follow_redirects=True))

    assert session_token(client) is None


@pytest.mark.threat(37)
def test_securing_the_account_leaves_a_session_of_another_one_alone(client, database, links):
    sign_in(client, database, create_account(database))

    client.submit(client.get(links[1], follow_redirects=True))

    assert client.get("/account").status_code == 200


def test_securing_the_account_ends_what_rests_on_the_old_password(client, person, links):
    told = []
    page = client.get(links[1], follow_redirects=True)
    with credentials_changed.connected_to(lambda sender, **_: told.append(sender)):
        client.submit(page)

    assert told == [person.id]


def test_securing_the_account_keeps_the_persons_own_device(client, database, stranger, person, links, mailbox):
    try_password(client, person.email, PASSWORD)
    own = database.one(select(Device).where(Device.token_hash == digest(device_token(client))))
    page = stranger.get(links[1], follow_redirects=True)
    stranger.submit(page)

    assert database.rows(select(Device.id)) == [own.id]


@pytest.mark.threat(63)
def test_securing_the_account_removes_the_factors_that_the_stranger_has_added(
    app, client, database, person, links, mailbox
):
    """A passkey alone would let the stranger in again, and an app would keep the owner out."""
    own, at_sign_in, later = (
        current_time() - timedelta(hours=1),
        current_time() - timedelta(minutes=10),
        current_time() + timedelta(minutes=1),
    )
    create_app_of(database, app.secret_box, person, name="Telefon", created_at=own)
    create_app_of(database, app.secret_box, person, name="Fremd", created_at=at_sign_in)
    create_passkey(database, person)
    database.change(database.one(select(Passkey)), created_at=later)
    create_recovery_codes(database, person)

    client.submit(client.get(links[1], follow_redirects=True))

    assert database.rows(select(TotpSecret.name)) == ["Telefon"]
    assert (database.count(Passkey), database.count(RecoveryCode)) == (0, 0)
    assert [mail.message for mail in mailbox.to(person.email)].count("factor_removed") == 3


@pytest.mark.threat(54, 63)
def test_the_mail_about_an_added_factor_takes_it_away_again(client, database, person, secure_link_of_factor):
    """A new password would leave it in place, and a stranger's passkey opens the account by itself."""
    page = client.get(secure_link_of_factor, follow_redirects=True)
    assert "Zweiter Faktor hinzugefügt" in page.text

    choose = client.submit(page, follow_redirects=True)

    assert "Neues Passwort wählen" in choose.text
    assert (database.count(Passkey), database.count(TotpSecret)) == (0, 1)
    assert database.one(select(Account.password_hash)) is None


def test_a_factor_that_was_there_before_stays(client, database, secure_link_of_factor):
    client.submit(client.get(secure_link_of_factor, follow_redirects=True))

    assert database.one(select(TotpSecret.name)) == "Telefon"


def test_of_two_clicks_at_one_moment_one_secures_the_account(app, database, person, links):
    """Both pages were shown and both answers were looked at before either was done."""
    token, actor = links[1].split("/")[3], person_actor(person.id)
    with app.app_context(), database.transaction() as session:
        assert [secure_account(session, token, actor) for _ in range(2)] == [None, None]

    assert [each.action for each in database.rows(select(AuditEvent))].count("account.secured") == 1


@pytest.mark.parametrize("change", [{"email": "other@example.test"}, {"disabled_at": current_time()}])
def test_nor_does_it_secure_an_account_that_changed_in_between(app, database, person, links, change):
    token, actor = links[1].split("/")[3], person_actor(person.id)
    database.change(database.one(select(Account)), **change)
    with app.app_context(), database.transaction() as session:
        assert secure_account(session, token, actor) is LinkProblem.UNKNOWN


def test_the_link_expires(client, links, clock):
    clock.shift(timedelta(days=3))
    page = client.get(links[1], follow_redirects=True)

    assert page.status_code == 410
    assert "abgelaufen" in page.text


@pytest.mark.parametrize(("answer", "number"), [("it-was-me", 0), ("secure", 1)])
def test_a_mail_from_before_the_pages_moved_opens_them(client, links, answer, number):
    token = links[number].rpartition("/")[2]

    page = client.get(f"/new-device/link/{token}/{answer}", follow_redirects=True)

    assert (page.status_code, page.request.path) == (200, links[number].partition("/link/")[0])


def test_the_link_of_an_alert_that_is_no_longer_registered_names_the_device(client, database, links):
    row = database.one(select(OneTimeLink))
    database.change(row, data={name: fact for name, fact in row.data.items() if name != "alert"})

    assert client.get(links[0], follow_redirects=True).status_code == 200


def test_a_link_that_was_never_sent_is_explained(client):
    assert client.get("/secure-account/link/made-up", follow_redirects=True).status_code == 404


@pytest.mark.parametrize("change", [{"email": "other@example.test"}, {"disabled_at": current_time()}])
def test_the_link_ends_with_the_address_it_was_sent_to(client, database, person, links, change):
    database.change(database.one(select(Account)), **change)

    assert client.get(links[1], follow_redirects=True).status_code == 404


MUNICH_ADDRESS, HAMBURG_ADDRESS, LISBON_ADDRESS = "203.0.113.7", "198.51.100.7", "192.0.2.7"


@pytest.fixture
def placing_app(make_app, database, tmp_path):
    """With the operator's file of places."""
    places = {"203.0.113.0/24": MUNICH, "198.51.100.0/24": HAMBURG, "192.0.2.0/24": LISBON}
    return make_app(own=True, server={"place_database": str(write_place_file(tmp_path / "places.mmdb", places))})


@pytest.fixture
def laptop(placing_app, person):
    """Where the person has signed in, at home."""
    client = placing_app.test_client()
    try_password(client, person.email, PASSWORD)
    return client


@pytest.fixture
def sign_in_from(laptop, person):
    def act(address):
        laptop.address = address
        return try_password_anew(laptop, person.email, PASSWORD)

    return act


def place_mails(mailbox):
    return [mail for mail in mailbox.mails if mail.message == "new_place"]


def test_a_known_device_in_a_new_place_is_worth_a_mail(sign_in_from, mailbox, person):
    sign_in_from(LISBON_ADDRESS)

    (mail,) = place_mails(mailbox)
    assert mail.recipient == person.email
    assert "von einem neuen Ort" in mail.subject
    assert "Lissabon, Country PT" in mail.text and LISBON_ADDRESS in mail.text


def test_a_place_is_told_once(sign_in_from, mailbox):
    for address in (LISBON_ADDRESS, MUNICH_ADDRESS, LISBON_ADDRESS, HAMBURG_ADDRESS, MUNICH_ADDRESS):
        sign_in_from(address)

    assert [mail.text.count("Lissabon") for mail in place_mails(mailbox)] == [1, 0]


def test_a_place_known_from_another_device_is_no_news(placing_app, sign_in_from, mailbox, person):
    telephone = placing_app.test_client()
    telephone.address = LISBON_ADDRESS
    try_password(telephone, person.email, PASSWORD)
    sign_in_from(LISBON_ADDRESS)

    assert [mail.message for mail in mailbox.mails] == ["new_device", "new_device"]


def test_a_new_device_in_a_new_place_is_worth_one_mail(placing_app, laptop, mailbox, person):
    telephone = placing_app.test_client()
    telephone.address = LISBON_ADDRESS
    try_password(telephone, person.email, PASSWORD)

    assert [mail.message for mail in mailbox.mails] == ["new_device", "new_device"]
    assert "Lissabon" in mailbox.mails[-1].text


def test_the_places_language_does_not_matter(placing_app, laptop, mailbox, database, person):
    database.change(database.one(select(Account)), language="en")
    try_password_anew(laptop, person.email, PASSWORD)

    assert not place_mails(mailbox)


def test_a_copied_cookie_in_another_browser_is_a_new_device(app, client, person, mailbox):
    try_password(client, person.email, PASSWORD)
    thief = app.test_client()
    thief.browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
    give_device_token(thief, device_token(client))
    try_password(thief, person.email, PASSWORD)

    assert [mail.message for mail in mailbox.mails] == ["new_device", "new_device"]
    assert "Firefox" in mailbox.mails[-1].text


def test_the_page_behind_the_link_names_the_device(client, links):
    assert "Anmeldung auf einem neuen Gerät" in client.get(links[0], follow_redirects=True).text


def test_the_page_behind_the_link_names_the_place(client, sign_in_from, mailbox):
    sign_in_from(LISBON_ADDRESS)
    link = re.search(r"https://\S+/it-was-me/\S+", place_mails(mailbox)[0].text)[0].removeprefix(ISSUER)

    page = client.get(link, follow_redirects=True).text
    assert "Anmeldung von einem neuen Ort" in page and "Lissabon" in page


def test_what_was_not_the_person_counts_as_new_again(client, database, sign_in_from, mailbox, person):
    sign_in_from(LISBON_ADDRESS)
    link = re.search(r"https://\S+/secure-account/\S+", place_mails(mailbox)[0].text)[0].removeprefix(ISSUER)
    page = client.submit(client.get(link, follow_redirects=True), follow_redirects=True)
    client.submit(page, {"password": NEW_PASSWORD})

    assert database.rows(select(Device)) == []
    assert database.one(select(KnownPlace.country)) == "DE"
