"""Confirming who one is: asked when something sensitive is saved, which then happens without being typed again."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from idp.accounts.models import Account, EmailChange
from idp.factors.totp.models import TotpSecret
from idp.infrastructure.clock import current_time
from idp.infrastructure.retention import retention_rules
from idp.interactions import Interaction
from idp.interactions.held_forms import HeldForm, find_held_form
from idp.sessions import SignedIn, SsoSession
from idp.signin.confirmation import hold_until_confirmed
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.factors import MULTI, create_app_of
from tests.factories.registration_pages import NEW_PASSWORD
from tests.factories.sessions import sign_in
from tests.provisioning.pages import forms_of

LONG_AGO = timedelta(minutes=11)
PAGES = ["/account/password", "/account/email", "/account/recovery-email", "/account/deletion", "/account/security"]


@pytest.fixture
def person(client, database, clock):
    """Signed in, some time ago."""
    account = create_account(database)
    sign_in(client, database, account)
    clock.shift(LONG_AGO)
    return account


def entry_of(page, name):
    return next(at for at, form in enumerate(forms_of(page)) if name in form.fields or name in form.boxes)


def send(client, path, **typed):
    """Fill in the form of a page of the account, and what comes of it."""
    page = client.get(path)
    return client.submit(page, typed, form=entry_of(page, next(iter(typed))))


def confirm(client, answer, password=PASSWORD):
    page = client.get(answer.location)
    return client.submit(page, {"password": password}, form=entry_of(page, "password"))


def carry_on(client, answer):
    """What a browser does with the redirect: it sends the same form to the other address."""
    assert answer.status_code == 307
    sent = {"csrf_token": forms_of(client.get("/account"))[0].fields["csrf_token"], "password": PASSWORD}
    answer = client.post(answer.location, data=sent)
    return client.get(answer.location, follow_redirects=True) if answer.status_code == 303 else answer


@pytest.mark.parametrize("path", [*PAGES, "/account/security/passkeys"])
def test_looking_takes_no_confirmation(client, person, path):
    """Trial, pages: improvement 1."""
    assert client.get(path).status_code == 200


def test_a_new_password_is_saved_by_the_confirmation(client, database, person):
    """Trial, pages: improvement 1."""
    answer = send(client, "/account/password", password=NEW_PASSWORD)
    assert answer.location.endswith("/confirm")
    assert database.one(select(Account.password_hash)) == person.password_hash

    answer = carry_on(client, confirm(client, answer))

    assert "Ihr Passwort wurde geändert" in answer.text
    assert database.one(select(Account.password_hash)) != person.password_hash


def test_what_waits_can_not_be_read_from_the_database(client, database, person):
    answer = send(client, "/account/password", password=NEW_PASSWORD)

    row = database.one(select(Interaction))
    assert row.wrapped_form and NEW_PASSWORD not in row.wrapped_form
    assert NEW_PASSWORD not in answer.location
    assert NEW_PASSWORD not in client.get(answer.location).text
    carry_on(client, confirm(client, answer))
    assert database.one(select(Interaction.wrapped_form)) is None


def test_what_waits_is_not_sent_by_a_link(client, database, person):
    """The sign-in of the confirmation is complete; its last page was a link's, as after new recovery codes."""
    send(client, "/account/password", password=NEW_PASSWORD)
    row = database.one(select(Interaction))
    row.begin(person.id, ["pwd"], current_time())
    database.save(row)

    assert client.get(f"/signin/{row.id}/complete").status_code == 303
    assert database.one(select(Account.password_hash)) == person.password_hash


def test_a_new_address_is_asked_for_by_the_confirmation(client, person, mailbox):
    answer = send(client, "/account/email", email="new@example.test")
    assert len(mailbox) == 0

    answer = carry_on(client, confirm(client, answer))

    assert "new@example.test" in answer.text.replace("<wbr>", "")
    assert len(mailbox) > 0


def test_a_deletion_is_requested_by_the_confirmation(client, database, person):
    answer = send(client, "/account/deletion", confirm="y")
    assert database.one(select(Account.delete_after)) is None
    carry_on(client, confirm(client, answer))

    assert database.one(select(Account.delete_after)) is not None


def test_a_factor_is_removed_by_the_confirmation_with_that_factor(app, client, database, person, clock):
    """A form that has no page of its own, and a confirmation in two steps."""
    phone = create_app_of(database, app.secret_box, person)
    sign_in(client, database, person, **MULTI)
    clock.shift(LONG_AGO)
    page = client.get("/account/security")
    answer = client.submit(page, form=entry_of(page, "id"))
    answer = confirm(client, answer)
    page = client.get(answer.location, follow_redirects=True)
    assert page.request.path.endswith("/factor/totp")
    assert database.count(TotpSecret) == 1

    answer = carry_on(client, client.submit(page, {"code": phone.code()}, form=entry_of(page, "code")))

    assert answer.request.path == "/account/security"
    assert database.count(TotpSecret) == 0


def test_the_page_shows_whom_it_asks_and_offers_nobody_else(client, person):
    page = client.get(send(client, "/account/password", password=NEW_PASSWORD).location)

    assert "Bestätigen Sie, dass Sie es sind" in page.text
    assert person.email in page.text.replace("<wbr>", "")
    assert "/register" not in page.text
    assert "not-you" not in page.text


def test_a_wrong_password_is_said_at_the_field_and_keeps_what_waits(client, database, person):
    answer = send(client, "/account/password", password=NEW_PASSWORD)
    refused = confirm(client, answer, "wrong")
    assert refused.status_code == 422
    assert "Dieses Passwort ist falsch" in refused.text

    assert "Ihr Passwort wurde geändert" in carry_on(client, confirm(client, answer)).text


def test_an_entry_that_is_wrong_is_said_before_anything_is_asked(client, person):
    assert send(client, "/account/password", password="short").status_code == 422
    assert send(client, "/account/email", email="nobody").status_code == 422


def test_a_recent_sign_in_saves_at_once(client, database, clock):
    account = create_account(database)
    sign_in(client, database, account)

    assert send(client, "/account/password", password=NEW_PASSWORD).location == "/account/password?changed=1"


def test_what_waits_is_carried_on_with_once(client, database, person):
    answer = confirm(client, send(client, "/account/password", password=NEW_PASSWORD))
    assert answer.status_code == 307
    sent = {"csrf_token": forms_of(client.get("/account"))[0].fields["csrf_token"], "password": PASSWORD}
    assert client.post(answer.location, data=sent).location == "/account/password?changed=1"
    changed = database.one(select(Account.password_hash))

    again = client.post(answer.location, data=sent)

    assert (again.status_code, again.location) == (303, "/account/password")
    assert database.one(select(Account.password_hash)) == changed


def test_what_one_account_sent_is_not_saved_by_another(app, client, database, person):
    answer = confirm(client, send(client, "/account/password", password=NEW_PASSWORD))
    other = create_account(database)
    sign_in(client, database, other)
    token = forms_of(client.get("/account"))[0].fields["csrf_token"]

    refused = client.post(answer.location, data={"csrf_token": token})

    assert (refused.status_code, refused.location) == (303, "/account/password")
    assert {each.password_hash for each in database.rows(select(Account))} >= {other.password_hash}


def test_it_is_of_no_use_in_another_browser(app, client, database, person):
    answer = confirm(client, send(client, "/account/password", password=NEW_PASSWORD))
    thief = app.test_client()
    sign_in(thief, database, person)
    token = forms_of(thief.get("/account"))[0].fields["csrf_token"]

    refused = thief.post(answer.location, data={"csrf_token": token})

    assert (refused.status_code, refused.location) == (303, "/")
    assert database.one(select(Account.password_hash)) == person.password_hash


def test_it_is_of_no_use_without_the_confirmation(client, database, person):
    send(client, "/account/password", password=NEW_PASSWORD)
    interaction = database.one(select(Interaction))
    token = forms_of(client.get("/account"))[0].fields["csrf_token"]

    answer = client.post(f"/account/password?held={interaction.id}", data={"csrf_token": token})

    assert answer.location.endswith("/confirm")
    assert database.one(select(Account.password_hash)) == person.password_hash


def test_a_sign_in_that_demands_no_confirmation_is_led_to_its_own_page(client, database, person):
    send(client, "/account/password", password=NEW_PASSWORD)
    interaction = database.one(select(Interaction))
    assert client.get(f"/signin/{interaction.id}/confirm").status_code == 200

    database.change(interaction, is_fresh_sign_in_needed=False)

    assert client.get(f"/signin/{interaction.id}/confirm").location == f"/signin/{interaction.id}"


def test_back_after_the_confirmation_leads_to_the_page(client, person):
    answer = send(client, "/account/password", password=NEW_PASSWORD)
    carry_on(client, confirm(client, answer))

    assert client.get(answer.location).location == "/account/password"


def test_what_was_left_alone_is_deleted(app, client, database, person, clock):
    send(client, "/account/password", password=NEW_PASSWORD)
    clock.shift(timedelta(hours=2))
    with app.app_context():
        for rule in retention_rules(app):
            rule()

    assert [each.wrapped_form for each in database.rows(select(Interaction))] in ([], [None])


def test_it_is_of_no_use_at_another_page(client, database, person):
    answer = confirm(client, send(client, "/account/email", email="new@example.test"))
    held = answer.location.partition("?")[2]
    token = forms_of(client.get("/account"))[0].fields["csrf_token"]

    refused = client.post(f"/account/recovery-email?{held}", data={"csrf_token": token})

    assert (refused.status_code, refused.location) == (303, "/account/email")
    assert database.count(EmailChange) == 0


def test_every_value_of_a_field_waits_and_the_name_is_filled_in(app, client, database, person):
    """A form has as many values of a field as boxes of it are ticked."""
    signed_in = SignedIn.of(database.one(select(SsoSession)))
    sent = MultiDict([("csrf_token", "x"), ("box", "one"), ("box", "two"), ("name", "y")])
    with app.test_request_context("/account/email", method="POST", data=sent, base_url=app.settings.issuer):
        answer = hold_until_confirmed(signed_in)

    interaction = database.one(select(Interaction))
    assert (answer.status_code, answer.location) == (303, f"/signin/{interaction.id}/confirm")
    assert (interaction.identifier, interaction.is_fresh_sign_in_needed) == (person.email, True)
    held = find_held_form(interaction, app.secret_box)
    assert held == HeldForm(person.id, "/account/email", (("box", "one"), ("box", "two"), ("name", "y")))
