"""The cookie of the people who are signed in beside the active one."""

from datetime import timedelta

import pytest

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import new_token
from idp.sessions.browser_accounts import MOST_OTHERS
from idp.sessions.lifecycle import find_session, find_sessions, resume_session
from idp.sessions.web import others_cookie_name, session_cookie_name
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.sessions import create_session, hold, lose, other_tokens, sign_in, sign_in_beside
from tests.factories.sign_in_pages import try_password
from tests.provisioning.work import counted_work

CHOOSER = "/signin?account=choose"


@pytest.fixture
def ada(client, database, clock):
    person = create_account(database, given_name="Ada", family_name="Lovelace")
    sign_in(client, database, person)
    return person


def create_grace(database):
    return create_account(database, given_name="Grace", family_name="Hopper")


def shown(client):
    """The given names on the chooser, in their order."""
    text = client.get(CHOOSER, follow_redirects=True).text
    found = {name: text.find(f"<strong>{name} ") for name in ("Ada", "Grace", "Eve")}
    return sorted((name for name in found if found[name] >= 0), key=lambda name: found[name])


@pytest.mark.threat(34)
def test_it_is_as_hard_as_the_sessions_own_and_holds_nothing_plain(client, database, ada):
    other = create_grace(database)

    answer = try_password(client, other.email, PASSWORD, account="other")

    (cookie,) = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith("__Host-idp-others=")]
    flags = {part.strip() for part in cookie.split(";")[1:]}
    assert flags == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}
    assert other_tokens(client) == [cookie.partition("=")[2].partition(";")[0]]
    assert ada.id not in cookie


def test_everybody_who_lives_is_shown_the_active_one_first(client, database, ada):
    sign_in_beside(client, database, create_grace(database))
    sign_in_beside(client, database, create_account(database, given_name="Eve"))

    assert shown(client) == ["Ada", "Grace", "Eve"]


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"ended_at": timedelta()}, id="ended"),
        pytest.param({"expires_at": timedelta()}, id="expired"),
        pytest.param({"last_seen_at": timedelta(minutes=-120)}, id="idle"),
    ],
)
def test_who_would_not_be_let_in_alone_is_not_there_beside_either(app, client, database, ada, values):
    grace = create_grace(database)
    moments = {name: current_time() + shift for name, shift in values.items()}
    row = sign_in_beside(client, database, grace, **moments)
    token = other_tokens(client)[0]

    assert shown(client) == ["Ada"]
    with app.app_context(), database.transaction() as transaction:
        assert find_session(token, app.settings.sessions, current_time()) is None
        assert not resume_session(transaction, row.id, token, app.settings.sessions)


def test_a_disabled_person_is_gone_at_once(app, client, database, ada):
    grace = create_grace(database)
    row = sign_in_beside(client, database, grace)
    assert shown(client) == ["Ada", "Grace"]

    database.change(grace, disabled_at=current_time())

    assert shown(client) == ["Ada"]
    with app.app_context(), database.transaction() as transaction:
        assert not resume_session(transaction, row.id, other_tokens(client)[0], app.settings.sessions)


def test_a_session_is_claimed_with_its_own_value_only(app, database):
    row = create_session(database, create_account(database), token := new_token())

    with app.app_context(), database.transaction() as transaction:
        assert not resume_session(transaction, row.id, new_token(), app.settings.sessions)
        assert resume_session(transaction, row.id, token, app.settings.sessions)


@pytest.mark.parametrize(
    "value",
    [".", "....", "x", "x" * 3000, "a b.c", "%00.%ff", ".".join(["y" * 43] * 80), "é" * 43, '"' * 60, "=.=;"],
)
def test_garbage_is_nobody(client, database, ada, value):
    hold(client, others_cookie_name, value)

    assert shown(client) == ["Ada"]


def test_between_garbage_a_real_value_still_counts(client, database, ada):
    sign_in_beside(client, database, create_grace(database))
    (token,) = other_tokens(client)
    hold(client, others_cookie_name, f"..x.{token}.{token}.{'z' * 200}")

    assert shown(client) == ["Ada", "Grace"]


def test_a_person_is_there_once(client, database, ada):
    grace = create_grace(database)
    for person in (grace, ada, grace):
        sign_in_beside(client, database, person)

    text = client.get(CHOOSER, follow_redirects=True).text

    assert [text.count(f"<strong>{name} ") for name in ("Ada", "Grace")] == [2, 2], "to be chosen, and to be signed out"


def test_more_than_there_is_room_for_are_not_even_looked_at(client, database, ada):
    for _ in range(MOST_OTHERS):
        sign_in_beside(client, database, create_account(database, given_name="Eve"))
    sign_in_beside(client, database, create_grace(database))

    assert "Grace" not in shown(client)


def test_all_of_them_are_looked_up_by_one_statement(app, database):
    tokens = [new_token() for _ in range(MOST_OTHERS)]
    for token in tokens:
        create_session(database, create_account(database), token)

    with app.app_context(), counted_work(app.extensions["sqlalchemy"].engine) as work:
        found = find_sessions([*reversed(tokens), new_token()], app.settings.sessions, current_time())

    assert list(found) == list(reversed(tokens))
    assert len(work.statements) == 1


def test_a_page_costs_two_statements_more_whoever_many_there_are(app, client, database, ada):
    def cost():
        with app.app_context():
            engine = app.extensions["sqlalchemy"].engine
        with counted_work(engine) as work:
            assert client.get("/account").status_code == 200
        return len(work.statements)

    alone = cost()
    sign_in_beside(client, database, create_grace(database))
    one = cost()
    for _ in range(MOST_OTHERS - 1):
        sign_in_beside(client, database, create_account(database))

    assert (one, cost()) == (alone + 2, alone + 2)


def test_who_has_just_been_used_keeps_being_found_without_the_active_one(client, database, ada):
    sign_in_beside(client, database, create_grace(database))
    lose(client, session_cookie_name)

    assert shown(client) == ["Grace"]
    assert database.count(Account) == 2
