"""Another e-mail address: asked for, confirmed by the new one, taken back by the old one."""

import pytest
from sqlalchemy import select, update

from idp.accounts.models import Account, EmailChange
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.sessions.models import SsoSession
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.registration_pages import NEW_PASSWORD, open_link, request_reset
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import create_session, sign_in
from tests.factories.sign_in_pages import try_password
from tests.provisioning.crowd import all_at_once
from tests.provisioning.meanwhile import at_once, meanwhile, moments
from tests.provisioning.pages import forms_of, ways_on

PAGE = "/account/email"
NEW = "neu@example.test"


@pytest.fixture
def person(database, clock):
    return create_account(database, language="en")


def ask(client, email=NEW):
    page = client.get(PAGE)
    number = next(number for number, form in enumerate(forms_of(page)) if "email" in form.fields)
    return client.submit(page, {"email": email}, form=number)


def link_to(mailbox, address, part="/account/email/"):
    """The newest link of this kind that was mailed to an address."""
    texts = [mail.text for mail in mailbox.to(address) if part in mail.text]
    return next(line for line in texts[-1].splitlines() if part in line)


def change(client, mailbox, email=NEW):
    ask(client, email)
    return client.submit(open_link(client, link_to(mailbox, email)))


def email_of(database, person):
    return database.one(select(Account.email).where(Account.id == person.id))


def test_it_holds_once_the_new_address_has_confirmed(app, client, database, person, mailbox):
    sign_in(client, database, person)

    assert NEW.replace("@", "<wbr>@") in ask(client).text
    page = open_link(client, link_to(mailbox, NEW))
    assert email_of(database, person) == person.email
    assert client.submit(page).status_code == 200

    assert email_of(database, person) == NEW
    assert try_password(app.test_client(), NEW, PASSWORD).status_code == 303
    actions = {event.action for event in database.rows(select(AuditEvent).where(AuditEvent.subject == person.id))}
    assert {"email_change.requested", "email_change.confirmed"} <= actions


def test_the_mail_to_the_new_address_has_no_words_of_the_asker(client, database, mailbox):
    person = create_account(database, given_name="Gewinn", family_name="unter evil.example", language="en")
    sign_in(client, database, person)
    ask(client)

    assert "evil.example" not in mailbox.only.text


@pytest.mark.threat(64)
def test_the_old_address_is_told_and_can_take_it_back(app, client, database, person, mailbox):
    sign_in(client, database, person)
    change(client, mailbox)
    notice = mailbox.to(person.email)[-1]
    assert notice.message == "email_change_notice"
    assert NEW in notice.text
    other = app.test_client()

    page = open_link(other, link_to(mailbox, person.email, "/undo/"))
    assert email_of(database, person) == NEW
    assert other.submit(page).status_code == 200

    assert email_of(database, person) == person.email
    assert client.get("/").location.startswith("/signin")
    assert other.submit(page).status_code == 410


def test_taking_it_back_has_an_end(client, database, person, mailbox, clock):
    sign_in(client, database, person)
    change(client, mailbox)
    clock.shift(3 * 24 * 3600 + 1)

    assert open_link(client, link_to(mailbox, person.email, "/undo/")).status_code == 410


@pytest.mark.threat(64)
def test_the_first_address_takes_back_a_chain_of_changes(app, client, database, person, mailbox):
    sign_in(client, database, person)
    change(client, mailbox)
    change(client, mailbox, "weiter@example.test")
    other = app.test_client()

    other.submit(open_link(other, link_to(mailbox, person.email, "/undo/")))

    assert email_of(database, person) == person.email
    assert open_link(other, link_to(mailbox, NEW, "/undo/")).status_code == 410
    assert email_of(database, person) == person.email


@pytest.mark.threat(35)
def test_everything_else_ends_and_this_browser_stays(app, client, database, person, mailbox):
    elsewhere = app.test_client()
    sign_in(elsewhere, database, person)
    there = create_relying_party(database, elsewhere)
    tokens = there.obtain_tokens(scope="openid offline_access")
    stranger = create_session(database, create_account(database))
    sign_in(client, database, person)

    change(client, mailbox)

    assert elsewhere.get("/").location.startswith("/signin")
    assert there.userinfo(tokens["access_token"]).status_code == 401
    assert client.get("/").status_code == 200
    assert database.one(select(SsoSession.ended_at).where(SsoSession.id == stranger.id)) is None


@pytest.mark.threat(43)
def test_an_address_that_is_taken_gets_the_same_answer(app, client, database, person, mailbox):
    owner = create_account(database, language="en")
    sign_in(client, database, person)

    taken = ask(client, owner.email).text.replace(owner.email, NEW).replace(owner.email.replace("@", "<wbr>@"), "X")
    free = ask(client).text.replace(NEW.replace("@", "<wbr>@"), "X")

    assert strip_tokens(taken) == strip_tokens(free)
    assert mailbox.to(owner.email)[-1].message == "address_taken"
    assert "/account/email/link/" not in mailbox.to(owner.email)[-1].text


def strip_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrf_token" not in line]


def test_who_got_the_address_first_keeps_it(client, database, person, mailbox):
    sign_in(client, database, person)
    ask(client)
    create_account(database, email=NEW)

    answer = client.submit(open_link(client, link_to(mailbox, NEW)))

    assert answer.status_code == 409
    assert email_of(database, person) == person.email


def test_of_two_people_one_gets_the_address(app, database, mailbox, clock):
    pages = []
    for _ in range(2):
        client, account = app.test_client(), create_account(database)
        sign_in(client, database, account)
        ask(client)
        pages.append((client, open_link(client, link_to(mailbox, NEW))))

    statuses = all_at_once([lambda pair=pair: pair[0].submit(pair[1]).status_code for pair in pages])

    assert sorted(statuses) == [200, 409]


@pytest.mark.threat(64)
def test_a_newer_wish_voids_the_older_one(client, database, person, mailbox):
    sign_in(client, database, person)
    ask(client)
    older = link_to(mailbox, NEW)
    ask(client, "weiter@example.test")

    assert open_link(client, older).status_code == 410


@pytest.mark.threat(63)
@pytest.mark.threat(64)
def test_a_reset_in_between_voids_it(app, client, database, person, mailbox):
    sign_in(client, database, person)
    ask(client)
    page = open_link(client, link_to(mailbox, NEW))
    owner = app.test_client()
    request_reset(owner, person.email)
    owner.submit(open_link(owner, link_to(mailbox, person.email, "/password-reset/link/")), {"password": NEW_PASSWORD})

    assert client.submit(page).status_code == 410
    assert email_of(database, person) == person.email


@pytest.mark.threat(53)
def test_a_link_of_another_kind_is_worth_nothing(client, database, person, mailbox):
    sign_in(client, database, person)
    ask(client)
    token = link_to(mailbox, NEW).rsplit("/", 1)[1]

    assert open_link(client, f"https://id.example.test/account/email/undo/link/{token}").status_code == 404
    assert open_link(client, f"https://id.example.test/password-reset/link/{token}").status_code == 404


def test_the_link_has_an_end_and_works_once(app, client, database, person, mailbox, clock):
    sign_in(client, database, person)
    ask(client)
    link = link_to(mailbox, NEW)
    page = open_link(client, link)
    client.submit(page)

    assert open_link(app.test_client(), link).status_code == 410
    ask(client, "weiter@example.test")
    clock.shift(24 * 3600 + 1)
    assert open_link(app.test_client(), link_to(mailbox, "weiter@example.test")).status_code == 410


@pytest.mark.threat(64)
@pytest.mark.parametrize(
    "change", [{"disabled_at": current_time()}, {"email": "x@example.test"}], ids=["disabled", "moved"]
)
def test_what_has_become_of_the_account_voids_it(client, database, person, mailbox, change):
    sign_in(client, database, person)
    ask(client)
    page = open_link(client, link_to(mailbox, NEW))
    database.change(person, **change)

    assert client.submit(page).status_code == 410
    assert email_of(database, person) == person.email


@pytest.mark.threat(64)
def test_a_reset_link_to_the_old_address_stays_void_when_that_is_taken_back(app, client, database, person, mailbox):
    request_reset(app.test_client(), person.email)
    reset_link = mailbox.only.link
    sign_in(client, database, person)
    change(client, mailbox)
    owner = app.test_client()
    owner.submit(open_link(owner, link_to(mailbox, person.email)))

    assert email_of(database, person) == person.email
    assert open_link(app.test_client(), reset_link).status_code == 410


def test_the_new_address_counts_as_confirmed_from_then_on(client, database, person, mailbox, clock):
    sign_in(client, database, person)
    clock.shift(60)
    change(client, mailbox)

    assert database.one(select(Account.email_verified_at).where(Account.id == person.id)) == current_time()


def test_the_wish_can_be_taken_back_on_the_profile(client, database, person, mailbox):
    sign_in(client, database, person)
    ask(client)
    page = client.get("/account")
    assert NEW.replace("@", "<wbr>@") in page.text
    number = next(number for number, form in enumerate(forms_of(page)) if form.action.endswith("/cancel"))

    client.submit(page, form=number)

    assert open_link(client, link_to(mailbox, NEW)).status_code == 410


@pytest.mark.threat(65)
def test_spellings_are_one_address(client, database, person, mailbox):
    sign_in(client, database, person)

    assert ask(client, person.email.upper()).status_code == 422
    ask(client, " NEU@Example.TEST ")

    assert mailbox.only.recipient == NEW


@pytest.mark.threat(65)
@pytest.mark.parametrize("email", ["", "neu", "neu@", "neu@ex\u200bample.test", "a\x00b@example.test", "neu\uff20@x"])
def test_what_is_no_address_is_refused(client, database, person, mailbox, email):
    sign_in(client, database, person)

    assert ask(client, email).status_code == 422
    assert len(mailbox) == 0


def test_mails_have_an_end(client, database, person, mailbox):
    sign_in(client, database, person)
    statuses = [ask(client, f"neu{number}@example.test").status_code for number in range(7)]

    assert statuses == [200] * 5 + [422] * 2
    assert len(mailbox) == 5


def test_so_have_those_to_one_address_whoever_asks(make_app, database, mailbox):
    app = make_app(throttle={"mails_per_address": 1})
    statuses = []
    for _ in range(2):
        sign_in(client := app.test_client(), database, create_account(database))
        statuses.append(ask(client).status_code)

    assert statuses == [200, 422]
    assert len(mailbox.to(NEW)) == 1


@pytest.mark.threat(59)
def test_it_asks_for_a_recent_sign_in(client, database, person, mailbox, clock):
    sign_in(client, database, person)
    page = client.get(PAGE)
    number = next(number for number, form in enumerate(forms_of(page)) if "email" in form.fields)
    clock.shift(11 * 60)

    assert client.submit(page, {"email": NEW}, form=number).location.endswith("/confirm")
    assert len(mailbox) == 0


def test_a_newer_wish_is_the_only_one_that_the_profile_tells_of(client, database, person, mailbox, clock):
    sign_in(client, database, person)
    ask(client)
    clock.shift(60)
    ask(client, "weiter@example.test")

    assert database.rows(select(EmailChange.state).order_by(EmailChange.requested_at)) == ["void", "pending"]
    assert NEW.replace("@", "<wbr>@") not in client.get("/account").text


@pytest.mark.threat(64)
@pytest.mark.only_on("postgresql")
def test_an_address_that_was_put_back_is_filled_in_on_the_way_on(app, client, database, person, mailbox):
    """A sibling of improvement 2."""
    sign_in(client, database, person)
    change(client, mailbox)
    other = app.test_client()
    done = other.submit(open_link(other, link_to(mailbox, person.email, "/undo/")))

    ways = [way.replace("&amp;", "&") for way in ways_on(done)]
    assert [forms_of(other.get(way, follow_redirects=True))[0].fields["email"] for way in ways] == [person.email] * 2


def test_a_change_that_becomes_void_while_its_link_is_redeemed_is_not_undone(app, database, mailbox, clock):
    """Its account is held by another request until then. SQLite lets no other request write meanwhile."""
    undone = []
    for moment in moments():
        person, client, owner = create_account(database, language="en"), app.test_client(), app.test_client()
        sign_in(client, database, person)
        new = f"neu{moment.number}@example.test"
        change(client, mailbox, new)
        page = open_link(owner, link_to(mailbox, person.email, "/undo/"))
        holding = select(Account.id).where(Account.id == person.id).with_for_update()
        voiding = update(EmailChange).where(EmailChange.account_id == person.id)
        done = []

        def void(holding=holding, voiding=voiding, done=done):
            done.append(at_once(database, holding, voiding.values(state="void", voided_at=current_time())))

        with meanwhile(app, moment, void):
            answer = owner.submit(page)

        is_void = done == [True]
        assert answer.status_code == (410 if is_void else 200)
        assert email_of(database, person) == (new if is_void else person.email)
        undone.append(not is_void)
    assert set(undone) == {False, True}
