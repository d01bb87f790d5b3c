"""Threat 26: tokens of others, and a database that is away (RFC 7662 2.2, 4; RFC 7009 2.1)."""

import contextlib
import shutil

import pytest
from sqlalchemy import select

from idp.infrastructure.database import close_held_connection, db
from idp.oauth.authorizations.models import AuthorizationRecord
from tests.factories.accounts import create_account
from tests.factories.relying_parties import create_relying_party, machine
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database, drop_postgresql_database
from tests.security.answers import json_error_of

pytestmark = pytest.mark.threat(26)
KINDS = ["access_token", "refresh_token"]


@pytest.fixture
def tokens(rp, session):
    return rp.obtain_tokens()


@pytest.mark.parametrize("kind", KINDS)
def test_a_foreign_token_is_inactive_and_nothing_more_is_said(rp, tokens, database, client, kind):
    other = create_relying_party(database, client)

    assert other.introspect(tokens[kind]) == {"active": False} == other.introspect("nonsense")
    assert rp.introspect(tokens[kind])["active"] is True


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("auth_method", ["client_secret_basic", "none"])
def test_a_foreign_token_cannot_be_revoked(rp, tokens, database, client, kind, auth_method):
    other = create_relying_party(database, client, token_endpoint_auth_method=auth_method)

    answer = other.revoke(tokens[kind])

    assert (answer.status_code, answer.data) == (200, other.revoke("nonsense").data)
    assert database.one(select(AuthorizationRecord)).revoked_at is None
    assert rp.introspect(tokens[kind])["active"] is True


@pytest.mark.parametrize("hint", ["access_token", "refresh_token", "id_token", "nonsense"])
def test_a_wrong_hint_changes_nothing(rp, tokens, hint):
    for kind in KINDS:
        assert rp.post("/introspect", {"token": tokens[kind], "token_type_hint": hint}).get_json()["active"] is True


def test_a_guessed_refresh_token_revokes_nothing(rp, tokens, database):
    """A client that knows no more than an authorization's id, as from an access token, does not own it."""
    authorization = tokens["refresh_token"].partition(".")[0]
    for secret in ("", "x", "a" * 43, database.one(select(AuthorizationRecord)).refresh_hash):
        rp.revoke(f"{authorization}.{secret}")
        assert rp.introspect(f"{authorization}.{secret}") == {"active": False}

    assert database.one(select(AuthorizationRecord)).revoked_at is None


def test_a_forged_token_revokes_nothing(rp, tokens, database):
    header, payload, signature = tokens["access_token"].split(".")
    rp.revoke(f"{header}.{payload}.{signature[::-1]}")

    assert database.one(select(AuthorizationRecord)).revoked_at is None


@pytest.mark.parametrize("path", ["/introspect", "/revoke"])
def test_nobody_without_authentication(rp, tokens, database, path):
    server = machine(rp.browser)
    form = {"token": tokens["access_token"]}
    for credentials in ({}, {"client_id": rp.client_id}, {"client_id": rp.client_id, "client_secret": "wrong"}):
        assert json_error_of(server.post(path, data=form | credentials)) == (401, "invalid_client")
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert json_error_of(server.post(path, data=form, headers=bearer)) == (401, "invalid_client")
    assert database.one(select(AuthorizationRecord)).revoked_at is None


def test_a_public_client_may_not_introspect(database, client, session):
    """Anybody can say that he is it; and then ask about every token he finds."""
    public = create_relying_party(database, client, token_endpoint_auth_method="none")
    token = public.obtain_tokens()["access_token"]

    assert json_error_of(public.post("/introspect", {"token": token})) == (401, "invalid_client")


def test_an_answer_about_a_token_is_kept_by_nobody(rp, tokens):
    answer = rp.post("/introspect", {"token": tokens["access_token"]})

    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


@pytest.fixture
def fragile(database_kind, signing_keys, tmp_path, make_app, postgresql_server, schemas):
    """An application on a database of its own, somebody's tokens, and a way to take the database away."""
    if database_kind == "sqlite":
        folder = tmp_path / "database"
        folder.mkdir()
        url = schemas.copy_to(folder / "fragile.sqlite3")
    else:
        folder = None
        url = schemas.create_on_server("einlass_fragile")
    own = Database(database_kind, url)
    own.hold_signing_keys(signing_keys)
    app = make_app(own=True, database={"url": url, "cache_check_seconds": 60})
    browser = app.test_client()
    sign_in(browser, own, create_account(own))
    rp = create_relying_party(own, browser)
    tokens = rp.obtain_tokens()
    assert rp.introspect(tokens["access_token"])["active"] is True

    def take_away():
        own.close()
        if folder is None:
            drop_postgresql_database(postgresql_server, "einlass_fragile")
        else:
            close_held_connection()
            with app.app_context():
                db.engine.dispose()
            shutil.rmtree(folder)

    yield rp, tokens, take_away
    own.close()
    close_held_connection()
    if folder is None:
        with contextlib.suppress(Exception):
            drop_postgresql_database(postgresql_server, "einlass_fragile")


def test_without_the_database_nothing_is_active_and_nothing_revoked(fragile):
    """Every check that cannot be made is a check that failed; and a client must not believe that its token is dead."""
    rp, tokens, take_away = fragile
    take_away()

    for kind in KINDS:
        for path in ("/introspect", "/revoke"):
            answer = rp.post(path, {"token": tokens[kind]})
            assert answer.status_code == 503, (path, kind, answer.text)
            assert answer.get_json()["error"] == "temporarily_unavailable"
            assert "active" not in answer.get_json()
            assert int(answer.headers["Retry-After"]) > 0
    assert rp.userinfo(tokens["access_token"]).status_code == 503
    assert rp.refresh(tokens["refresh_token"]).status_code == 503
    assert rp.redeem("x").status_code == 503
    assert rp.authorize().status_code == 503


@pytest.mark.only_on("sqlite")
def test_while_another_writer_holds_the_database_nothing_is_revoked(rp, tokens, database):
    """After the busy time-out: 503, and a second try does what the first one could not."""
    with database.engine.connect() as writer:
        writer.exec_driver_sql("INSERT INTO cache_versions (name, version) VALUES ('x', 0)")
        answer = rp.revoke(tokens["access_token"])
        assert rp.introspect(tokens["access_token"])["active"] is True, "reading goes on"
        writer.rollback()

    assert answer.status_code == 503
    assert rp.revoke(tokens["access_token"]).status_code == 200
    assert rp.introspect(tokens["access_token"]) == {"active": False}
