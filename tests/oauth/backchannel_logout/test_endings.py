"""Whatever ends a session, or what a client was allowed in it, is told to the client."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.deletion.execution import delete_due_accounts
from idp.accounts.devices.ending import sign_out_elsewhere, sign_out_one
from idp.accounts.models import Account
from idp.accounts.security.access import withdraw_access
from idp.accounts.security.passwords import Replacement, replace_password
from idp.actors import Permission
from idp.administration.accounts import disable_account
from idp.administration.admissions import withdraw_account
from idp.clients.models import ClientRecord
from idp.consent.applications import withdraw_from
from idp.consent.service import grant
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.oauth.backchannel_logout.models import LogoutDelivery
from idp.oauth.backchannel_logout.notifying import MOST_AT_ONCE
from idp.sessions import SignedIn
from idp.signin.sign_out import sign_out
from tests.factories.accounts import create_account
from tests.factories.actors import operator, person_actor
from tests.factories.authorizations import create_authorization
from tests.factories.clients import change_client
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import create_session
from tests.provisioning.pages import forms_of

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def signed_in_there(rp, session):
    """``rp`` was given tokens in the session of the browser."""
    return rp.obtain_tokens()


@pytest.fixture
def end(app):
    """``end(call)``: in a transaction of its own."""

    def run(call):
        with app.app_context(), transaction() as session:
            call(session)

    return run


def told(deliveries):
    return [(each.client_id, each.subject, each.session_id) for each in deliveries()]


def by_the_person(db, person, session):
    sign_out(db, [SignedIn.of(session)], person_actor(person.id))


def from_afar(db, person, session):
    assert sign_out_one(db, person.id, session.id, person_actor(person.id))


def everywhere(db, person, _):
    sign_out_elsewhere(db, person.id, person_actor(person.id))


def by_a_new_password(db, person, _):
    account = db.get_one(Account, person.id)
    replace_password(db, account, "hash", person_actor(person.id), reason=Replacement.RESET)


def by_an_operator(db, person, _):
    disable_account(db, db.get_one(Account, person.id), operator(Permission.PEOPLE_DISABLE))


def by_withdrawn_access(db, person, _):
    grant(db, person.id, client_of(db), ["openid"])
    assert withdraw_from(db, person.id, client_of(db), person_actor(person.id))


def by_a_withdrawn_admission(db, person, _):
    assert withdraw_account(db, db.get_one(Account, person.id), "shop", operator(Permission.PEOPLE_CHANGE))


def client_of(db):
    return db.scalar(select(ClientRecord.client_id))


ENDINGS = (
    by_the_person,
    from_afar,
    everywhere,
    by_a_new_password,
    by_an_operator,
    by_withdrawn_access,
    by_a_withdrawn_admission,
)


@pytest.mark.usefixtures("signed_in_there")
@pytest.mark.parametrize("ending", ENDINGS, ids=lambda each: each.__name__)
def test_each_ending_is_told_once(rp, person, session, end, deliveries, ending):
    end(lambda db: ending(db, person, session))
    end(lambda db: sign_out_elsewhere(db, person.id, person_actor(person.id)))

    assert told(deliveries) == [(rp.client_id, person.id, session.id)]


def test_a_logout_that_a_client_asked_for_is_told_to_every_client(rp, other_rp, session, deliveries):
    tokens = rp.obtain_tokens()
    other_rp.obtain_tokens()
    rp.browser.get(f"/logout?id_token_hint={tokens['id_token']}")

    assert {each.client_id for each in deliveries()} == {rp.client_id, other_rp.client_id}


@pytest.mark.usefixtures("signed_in_there")
def test_the_button_of_our_page_is_told(rp, deliveries):
    page = rp.browser.get("/logout")
    form = next(number for number, each in enumerate(forms_of(page)) if "confirm" in str(each))
    rp.browser.submit(page, {"confirm": "yes"}, form=form)

    assert [each.client_id for each in deliveries()] == [rp.client_id]


@pytest.mark.usefixtures("signed_in_there")
def test_a_deletion_is_told_although_the_account_is_gone(app, database, rp, person, session, deliveries):
    database.change(person, delete_after=current_time() - timedelta(seconds=1))
    with app.app_context():
        delete_due_accounts()

    assert database.count(Account) == 0
    assert told(deliveries) == [(rp.client_id, person.id, session.id)]


def test_an_admission_is_told_to_the_clients_of_its_portal_alone(database, client, rp, person, end, deliveries):
    rp.obtain_tokens()
    at_forum = create_relying_party(database, client, portal="forum", backchannel_logout_uri="https://forum.example/")
    tokens = at_forum.obtain_tokens()
    end(lambda db: by_a_withdrawn_admission(db, person, None))

    assert [each.client_id for each in deliveries()] == [rp.client_id]
    assert at_forum.refresh(tokens["refresh_token"]).status_code == 200


def test_a_replayed_refresh_token_is_told(rp, session, deliveries, clock):
    tokens = rp.obtain_tokens(scope="openid offline_access")
    second = rp.refresh(tokens["refresh_token"]).get_json()["refresh_token"]
    third = rp.refresh(second).get_json()["refresh_token"]
    assert deliveries() == []
    clock.shift(3600)
    rp.refresh(third)
    assert rp.refresh(tokens["refresh_token"]).get_json()["error"] == "invalid_grant"

    assert [each.session_id for each in deliveries()] == [session.id]


def test_withdrawn_access_is_told_to_the_clients_that_lost_it(rp, other_rp, person, session, end, deliveries):
    rp.obtain_tokens()
    other_rp.obtain_tokens()
    end(lambda db: withdraw_access(db, person.id, [other_rp.client_id]))

    assert told(deliveries) == [(other_rp.client_id, person.id, session.id)]


def test_the_session_that_goes_on_is_not_told_of(database, rp, person, session, end, deliveries):
    """Only the sessions elsewhere end."""
    rp.obtain_tokens()
    elsewhere = create_session(database, person)
    given = {"account_id": person.id, "subject": person.id, "session_id": elsewhere.id}
    create_authorization(database, rp.registered, **given)
    end(lambda db: sign_out_elsewhere(db, person.id, person_actor(person.id, session_id=session.id)))

    assert told(deliveries) == [(rp.client_id, person.id, elsewhere.id)]


def test_permission_to_act_while_away_goes_on_but_its_session_ends(rp, person, session, end, deliveries):
    tokens = rp.obtain_tokens(scope="openid offline_access")
    end(lambda db: by_the_person(db, person, session))

    assert told(deliveries) == [(rp.client_id, person.id, session.id)]
    assert rp.refresh(tokens["refresh_token"]).status_code == 200


def test_a_new_sign_in_of_the_client_in_the_same_session_is_told_again(rp, person, session, end, deliveries, clock):
    rp.obtain_tokens()
    end(lambda db: withdraw_access(db, person.id, [rp.client_id]))
    clock.shift(60)
    rp.obtain_tokens()
    end(lambda db: by_the_person(db, person, session))

    assert told(deliveries) == [(rp.client_id, person.id, session.id)] * 2


def test_a_code_that_was_never_redeemed_signed_nobody_in(rp, person, session, end, deliveries):
    rp.obtain_code()
    end(lambda db: by_the_person(db, person, session))

    assert deliveries() == []


def test_a_client_without_an_address_is_not_told(database, rp, person, session, end, deliveries):
    rp.obtain_tokens()
    change_client(database, rp.registered, backchannel_logout_uri=None)
    end(lambda db: by_the_person(db, person, session))

    assert deliveries() == []


def test_an_ending_that_is_rolled_back_is_not_told(app, rp, person, session, deliveries):
    rp.obtain_tokens()

    def fail():
        with app.app_context(), transaction() as db:
            by_the_person(db, person, session)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert deliveries() == []


def test_other_people_and_other_sessions_are_not_told_of(database, rp, person, session, end, deliveries):
    rp.obtain_tokens()
    stranger = create_account(database)
    given = {"account_id": stranger.id, "subject": stranger.id, "session_id": create_session(database, stranger).id}
    create_authorization(database, rp.registered, **given)
    end(lambda db: by_the_person(db, person, session))

    assert told(deliveries) == [(rp.client_id, person.id, session.id)]


def test_of_very_many_sessions_the_latest_are_told(database, rp, person, end, deliveries):
    for number in range(MOST_AT_ONCE + 3):
        given = {"account_id": person.id, "subject": person.id, "session_id": f"ses_{number:03}"}
        create_authorization(database, rp.registered, created_at=current_time() - timedelta(hours=number), **given)
    end(lambda db: everywhere(db, person, None))

    assert {each.session_id for each in deliveries()} == {f"ses_{number:03}" for number in range(MOST_AT_ONCE)}


def test_the_deliveries_of_a_client_go_with_it(database, rp, person, session, end, deliveries):
    rp.obtain_tokens()
    end(lambda db: by_the_person(db, person, session))
    with database.transaction() as db:
        db.delete(db.merge(rp.registered.record))

    assert database.count(LogoutDelivery) == 0
