"""What an account has allowed a client: that account, and that client, alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from idp.accounts.signals import access_withdrawn
from idp.audit.models import AuditEvent
from idp.consent.applications import granted_consents, withdraw_from, withdraw_granted_since
from idp.consent.models import Consent
from idp.consent.service import answer, grant, granted_scopes, withdraw
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.interactions import Interaction
from idp.sessions import SignedIn
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.clients import create_client
from tests.factories.sessions import create_session

MINUTE = timedelta(minutes=1)


@pytest.fixture
def granted(app, database):
    """The ids of two accounts and two clients; each account has allowed each client a scope of its own."""
    accounts = [create_account(database).id for _ in range(2)]
    clients = [create_client(database).client_id for _ in range(2)]
    with app.app_context():
        with transaction() as session:
            for number, account_id in enumerate(accounts):
                for other, client_id in enumerate(clients):
                    grant(session, account_id, client_id, [f"scope-{number}-{other}"])
        yield accounts, clients


def scopes_of(granted):
    accounts, clients = granted
    return [[sorted(granted_scopes(account_id, client_id)) for client_id in clients] for account_id in accounts]


def test_each_client_has_what_each_account_has_allowed_it(granted):
    assert scopes_of(granted) == [[["scope-0-0"], ["scope-0-1"]], [["scope-1-0"], ["scope-1-1"]]]


def test_what_is_allowed_later_comes_beside_what_was_allowed_before(granted):
    (ada, _), (shop, _) = granted
    with transaction() as session:
        grant(session, ada, shop, ["email", "scope-0-0"])

    assert granted_scopes(ada, shop) == {"email", "scope-0-0"}


def test_what_was_allowed_meanwhile_counts_whatever_was_read_before(granted):
    (ada, _), (shop, _) = granted
    with transaction() as session:
        before = session.get_one(Consent, (ada, shop))
        change = update(Consent).where(Consent.account_id == ada, Consent.client_id == shop).values(scopes=["phone"])
        session.execute(change, execution_options={"synchronize_session": False})
        assert "phone" not in before.scopes
        grant(session, ada, shop, ["email"])

    assert granted_scopes(ada, shop) == {"email", "phone"}


def test_taking_it_back_from_one_client_leaves_the_others_theirs(granted):
    (ada, _), (shop, _) = granted
    with transaction() as session:
        assert withdraw(session, ada, shop)

    assert scopes_of(granted) == [[[], ["scope-0-1"]], [["scope-1-0"], ["scope-1-1"]]]


def test_there_is_nothing_to_take_back_twice(granted):
    (ada, _), (shop, _) = granted
    with transaction() as session:
        assert withdraw(session, ada, shop)
        assert not withdraw(session, ada, shop)


@pytest.fixture
def ask(app, database, clock):
    """``ask(["email"], is_allowed=True)``: the person answers for the shop; returns the account, the client and what
    the interaction says is settled by the person's session, in order."""
    account, client = create_account(database), create_client(database)
    signed_in = SignedIn.of(create_session(database, account))
    interaction = Interaction(portal="shop", client_id=client.client_id)

    def act(scopes, *, is_allowed):
        with app.app_context(), transaction() as session:
            actor = person_actor(account.id)
            answer(session, interaction, scopes, is_allowed=is_allowed, signed_in=signed_in, actor=actor)
        return account.id, client.client_id, interaction.settled_by(signed_in.session_id)

    return act


def recorded(database):
    found = database.rows(select(AuditEvent).order_by(AuditEvent.at))
    return [(each.action, each.subject, each.client_id, each.details) for each in found]


def test_a_yes_is_kept_and_settles_the_question(app, database, ask):
    account_id, client_id, settled = ask(["email", "openid"], is_allowed=True)

    assert settled == {"consented"}
    with app.app_context():
        assert granted_scopes(account_id, client_id) == {"email", "openid"}
    assert recorded(database) == [("consent.granted", account_id, client_id, {"scopes": ["email", "openid"]})]


def test_a_no_settles_the_question_and_allows_nothing(app, database, ask):
    account_id, client_id, settled = ask(["email"], is_allowed=False)

    assert settled == {"consent_denied"}
    with app.app_context():
        assert granted_scopes(account_id, client_id) == frozenset()
    assert recorded(database) == [("consent.denied", account_id, client_id, {"scopes": ["email"]})]


@pytest.mark.parametrize(("first", "settled"), [(True, "consent_denied"), (False, "consented")])
def test_a_second_answer_takes_the_place_of_the_first(ask, first, settled):
    ask(["email"], is_allowed=first)

    assert ask(["email"], is_allowed=not first)[2] == {settled}


@pytest.fixture
def dated(database, clock):
    """An account that has allowed four clients something, the second and the third at the same time; when that began,
    and the ids of the clients."""
    account, began_at = create_account(database), current_time()
    clients = sorted(create_client(database).client_id for _ in range(4))
    for minutes, client_id in zip((0, 1, 1, 2), clients, strict=True):
        row = {"client_id": client_id, "scopes": ["openid"], "granted_at": began_at + minutes * MINUTE}
        database.save(Consent(account_id=account.id, **row))
    return account.id, began_at, clients


def test_the_latest_stands_first(database, dated):
    account_id, _, (first, second, third, latest) = dated
    with database.transaction() as session:
        assert [each.client_id for each in granted_consents(session, account_id)] == [latest, second, third, first]


def test_what_was_taken_back_is_told_of_and_recorded_once(app, database, dated):
    account_id, _, (shop, *_) = dated
    told = []

    def note(sender, client_ids, **_):
        told.append((sender, client_ids))

    with app.app_context(), transaction() as session, access_withdrawn.connected_to(note):
        assert withdraw_from(session, account_id, shop, person_actor(account_id))
        assert not withdraw_from(session, account_id, shop, person_actor(account_id))

    assert told == [(account_id, [shop])]
    assert recorded(database) == [("consent.withdrawn", account_id, shop, {})]


def test_what_was_allowed_after_a_moment_is_taken_back(app, database, dated):
    account_id, began_at, (*before, _) = dated
    with app.app_context(), transaction() as session:
        withdraw_granted_since(session, account_id, began_at + MINUTE, person_actor(account_id))

    assert sorted(database.rows(select(Consent.client_id))) == before
