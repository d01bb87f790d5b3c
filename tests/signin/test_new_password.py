"""A sign-in that leads to a new password first: the rules were raised, or the password was given away."""

import hashlib

import pytest
from sqlalchemy import select, update

from idp.accounts.models import Account, FormerPassword
from idp.infrastructure.clock import current_time
from idp.interactions import Interaction
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.factors import create_app_of, finish, type_code
from tests.factories.registration_pages import open_link, request_reset
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sign_in_pages import PASSWORD_FORM, follow_sign_in
from tests.provisioning.meanwhile import at_once, meanwhile, moments
from tests.provisioning.pages import forms_of

NEW = "Zwölf-Boote-auf-See-9"


@pytest.fixture
def rp(database, client):
    return create_relying_party(database, client)


@pytest.fixture
def strict_client(make_app):
    portal = {"name": "Beispiel-Shop", "password": {"minimum_length": 30, "former_passwords": 3}}
    return make_app(portals={"shop": portal}).test_client()


def choose(browser, page, password):
    number = next(i for i, form in enumerate(forms_of(page)) if "password" in form.fields)
    response = browser.submit(page, {"password": password}, number)
    while response.status_code == 303 and response.headers["Location"].startswith("/"):
        response = browser.get(response.headers["Location"])
    return response


def test_whose_password_no_longer_meets_the_rules_is_led_to_a_new_one(database, strict_client):
    person = create_account(database)
    rp = create_relying_party(database, strict_client)
    page = follow_sign_in(strict_client, rp.authorize(), person.email, PASSWORD)

    assert page.request.path.endswith("/new-password")
    assert "code" in answer_of(choose(strict_client, page, NEW * 2))
    assert database.one(select(Account)).password_change_due_at is None


def test_nothing_is_opened_before_that(database, strict_client):
    person = create_account(database)
    rp = create_relying_party(database, strict_client)
    follow_sign_in(strict_client, rp.authorize(), person.email, PASSWORD)

    assert answer_of(rp.authorize(prompt="none"))["error"] == "login_required"


def test_a_weak_choice_is_refused_there_too(database, strict_client):
    person = create_account(database)
    rp = create_relying_party(database, strict_client)
    page = follow_sign_in(strict_client, rp.authorize(), person.email, PASSWORD)

    assert choose(strict_client, page, "short").status_code == 422


@pytest.mark.threat(51)
def test_a_temporary_password_cannot_be_taken_again(database, client, rp):
    person = create_account(database, password_change_due_at=current_time(), password_change_reason="temporary")
    page = follow_sign_in(client, rp.authorize(), person.email, PASSWORD)

    refused = choose(client, page, PASSWORD)

    assert refused.status_code == 422
    assert "bereits verwendet" in refused.text
    assert "code" in answer_of(choose(client, page, NEW))


def test_the_replaced_password_is_kept_to_compare_with(database, client, rp):
    person = create_account(database, password_change_due_at=current_time(), password_change_reason="policy")
    old_hash = person.password_hash
    choose(client, follow_sign_in(client, rp.authorize(), person.email, PASSWORD), NEW)

    assert [former.password_hash for former in database.rows(select(FormerPassword))] == [old_hash]


def test_a_password_from_a_break_in_has_to_be_replaced(database, make_app, tmp_path):
    listed = tmp_path / "breached.txt"
    listed.write_text(hashlib.sha1(PASSWORD.encode()).hexdigest().upper() + ":3\n")
    browser = make_app(passwords={"breached_list": str(listed)}).test_client()
    person = create_account(database)
    rp = create_relying_party(database, browser)
    page = follow_sign_in(browser, rp.authorize(), person.email, PASSWORD)

    assert page.request.path.endswith("/new-password")
    assert choose(browser, page, PASSWORD).status_code == 422


def test_without_cause_nobody_sees_the_page(database, client, rp):
    person = create_account(database)

    assert "code" in answer_of(follow_sign_in(client, rp.authorize(), person.email, PASSWORD))


def second_tab(client, page, person):
    """Another person types name and password into the same sign-in."""
    start = client.get(page.request.path.rpartition("/")[0])
    named = client.submit(start, {"email": person.email}, follow_redirects=True)
    return client.submit(named, {"password": PASSWORD}, form=PASSWORD_FORM)


@pytest.mark.threat(58)
def test_the_password_alone_does_not_replace_itself_where_a_second_factor_is_due(app, client, database, clock, rp):
    person = create_account(database, password_change_due_at=current_time(), password_change_reason="leaked")
    phone = create_app_of(database, app.secret_box, person)
    code_page = follow_sign_in(client, rp.authorize(), person.email, PASSWORD)
    path = code_page.request.path.replace("/factor/totp", "/new-password")

    assert client.get(path, follow_redirects=True).request.path == code_page.request.path
    sent = forms_of(code_page)[0].fields | {"password": NEW}
    client.post(path, data=sent, headers={"Origin": "https://id.example.test"})

    assert database.one(select(Account.password_hash)) == person.password_hash
    page = finish(client, type_code(client, code_page, phone.code()))
    assert "code" in answer_of(choose(client, page, NEW))


@pytest.mark.threat(58)
@pytest.mark.parametrize("is_overtaken", ["reset", "disabled", "another person"])
def test_a_sign_in_that_holds_no_more_sets_no_password(app, client, database, clock, rp, is_overtaken):
    """Its page is still open when something else has become of the sign-in."""
    person = create_account(database, password_change_due_at=current_time(), password_change_reason="policy")
    page = follow_sign_in(client, rp.authorize(), person.email, PASSWORD)
    clock.shift(60)
    if is_overtaken == "reset":
        database.change(person, password_changed_at=current_time())
    elif is_overtaken == "disabled":
        database.change(person, disabled_at=current_time())
    else:
        other = create_account(database)
        create_app_of(database, app.secret_box, other)
        second_tab(client, page, other)
    before = database.rows(select(Account.password_hash).where(Account.id == person.id))

    choose(client, page, NEW)

    assert database.rows(select(Account.password_hash).where(Account.id == person.id)) == before
    assert answer_of(rp.authorize(prompt="none"))["error"] == "login_required"


def test_a_reset_link_from_before_is_void(client, database, rp, mailbox):
    person = create_account(database, password_change_due_at=current_time(), password_change_reason="leaked")
    request_reset(client, person.email)
    link = mailbox.only.link
    choose(client, follow_sign_in(client, rp.authorize(), person.email, PASSWORD), NEW)

    assert "password" not in {name for form in forms_of(open_link(client, link)) for name in form.fields}


def stored_hash(database, account):
    return database.one(select(Account.password_hash).where(Account.id == account.id))


@pytest.mark.threat(58)
def test_a_person_who_takes_the_place_of_another_while_a_password_is_hashed_keeps_the_own_one(app, database):
    """Another tab signs another account in, after each statement in turn."""
    replaced = []
    for moment in moments():
        client = app.test_client()
        rp = create_relying_party(database, client)
        person = create_account(database, password_change_due_at=current_time(), password_change_reason="policy")
        other = create_account(database, password_change_due_at=current_time(), password_change_reason="policy")
        page = follow_sign_in(client, rp.authorize(), person.email, PASSWORD)
        taking = (
            update(Interaction)
            .where(Interaction.id == page.request.path.split("/")[2])
            .values(pending_account_id=other.id, pending_since=current_time())
        )

        with meanwhile(app, moment, lambda taking=taking: at_once(database, taking)):
            choose(client, page, NEW)

        assert database.one(select(Account.password_hash).where(Account.id == other.id)) == other.password_hash
        replaced.append(
            database.one(select(Account.password_hash).where(Account.id == person.id)) != person.password_hash
        )
    assert {False, True} == set(replaced)


def test_a_password_that_was_demanded_is_not_asked_for_once_more(database, strict_client):
    """The page has compared it with the rules of each portal."""
    person = create_account(database)
    rp = create_relying_party(database, strict_client)
    page = follow_sign_in(strict_client, rp.authorize(), person.email, PASSWORD)
    assert "code" in answer_of(choose(strict_client, page, NEW * 2))

    assert "code" in answer_of(rp.authorize(prompt="none"))
