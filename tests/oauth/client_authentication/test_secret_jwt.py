"""Clients that authenticate with a JWT that they sign with their secret (OpenID Connect Core 1.0 9).

What an assertion must say is the same as for a key: see ``test_private_key_jwt``.
"""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from idp.clients.models import ClientSecret
from idp.clients.registry import CACHE_NAME
from idp.infrastructure.cache_versions import raise_version
from idp.infrastructure.clock import current_time
from idp.protocol.client_keys import SECRET_ALGORITHMS
from tests.factories.assertions import Signer, register_keys, register_secret, secret_key
from tests.factories.clients import change_client
from tests.factories.relying_parties import create_relying_party, machine
from tests.provisioning.shell import Shell

pytestmark = pytest.mark.threat(21)


@pytest.fixture
def rp(database, client):
    return create_relying_party(database, client)


@pytest.fixture
def signer(app, database, rp, clock):
    return register_secret(database, app.secret_box, rp)


@pytest.fixture
def ask(client):
    return lambda form, **options: machine(client).post("/introspect", data=form, **options)


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("algorithm", SECRET_ALGORITHMS)
def test_each_algorithm_of_discovery_is_taken(client, signer, ask, algorithm):
    metadata = client.get("/.well-known/openid-configuration").get_json()

    assert algorithm in metadata["token_endpoint_auth_signing_alg_values_supported"]
    assert ask(signer.form(signer.sign({"alg": algorithm}))).status_code == 200


def test_an_assertion_authenticates_once(signer, ask):
    form = signer.form()

    assert [ask(form).status_code for _ in range(2)] == [200, 401]


def test_another_secret_is_refused(signer, ask):
    assert ask(signer.form(signer.sign(key=secret_key("wrong" * 10)))).status_code == 401


def test_the_digest_that_is_stored_does_not_sign(database, signer, ask):
    stored = database.one(select(ClientSecret.secret_hash))

    assert ask(signer.form(signer.sign(key=secret_key(stored)))).status_code == 401


def test_a_secret_that_was_copied_from_another_client_s_row_is_of_no_use(app, database, client, signer, ask):
    other = create_relying_party(database, client)
    row = database.one(select(ClientSecret).where(ClientSecret.client_id == other.client_id))
    foreign = database.one(select(ClientSecret.wrapped_secret).where(ClientSecret.client_id == signer.rp.client_id))
    database.change(row, wrapped_secret=foreign)
    change_client(database, other.registered, token_endpoint_auth_method="client_secret_jwt")

    assert ask(signer.form(signer.sign(iss=other.client_id, sub=other.client_id))).status_code == 401


@pytest.mark.threat(19, 21)
def test_a_client_with_a_key_is_not_let_in_by_a_secret(app, database, client, signer, ask):
    register_keys(database, signer.rp)

    assert ask(signer.form()).status_code == 401


@pytest.mark.threat(19, 21)
def test_a_client_with_a_secret_is_not_let_in_by_a_key(app, database, client, signer, ask):
    keyed = register_keys(database, signer.rp)
    change_client(database, signer.rp.registered, token_endpoint_auth_method="client_secret_jwt")

    assert ask(keyed.form()).status_code == 401


@pytest.mark.threat(25)
def test_an_unknown_client_is_answered_as_a_wrong_signature(signer, ask):
    wrong = ask(signer.form(signer.sign(key=secret_key("wrong" * 10))))
    unknown = ask(signer.form(signer.sign(iss="app_unknown", sub="app_unknown")))

    assert (unknown.status_code, unknown.data) == (wrong.status_code, wrong.data)


def test_the_secret_itself_is_not_taken_from_a_client_that_signs(signer, ask):
    secret = signer.key.raw_value.decode()

    assert ask({"token": "x"}, auth=(signer.rp.client_id, secret)).status_code == 401
    assert ask({"token": "x", "client_id": signer.rp.client_id, "client_secret": secret}).status_code == 401


def test_a_secret_that_has_ended_signs_no_more(database, signer, ask, clock):
    with database.transaction() as session:
        session.execute(update(ClientSecret).values(expires_at=current_time() + timedelta(seconds=10)))
        raise_version(session, CACHE_NAME)
    assert ask(signer.form()).status_code == 200
    clock.shift(10)

    assert ask(signer.form()).status_code == 401


class TestTheCommand:
    """Secrets that are made, and what is kept of them."""

    CREATE = ("clients", "create", "Shop", "--redirect-uri", "https://shop.example/callback")

    @pytest.fixture
    def created(self, shell: Shell, clock) -> dict:
        return shell.answer(*self.CREATE, "--auth-method", "client_secret_jwt")

    @pytest.fixture
    def authenticate(self, database, client, ask):
        def authenticate(secret: str) -> int:
            signer = Signer(create_relying_party(database, client), secret_key(secret))
            client_id = database.rows(select(ClientSecret.client_id).where(ClientSecret.wrapped_secret.is_not(None)))[0]
            return ask(signer.form(signer.sign(iss=client_id, sub=client_id))).status_code

        return authenticate

    def test_makes_one_that_signs_and_is_as_long_as_the_longest_hash(self, created, authenticate):
        assert len(created["client_secret"]) >= 64
        assert authenticate(created["client_secret"]) == 200

    def test_keeps_it_wrapped_and_of_others_a_digest_alone(self, shell, database, created):
        plain = shell.answer(*self.CREATE)

        rows = {row.client_id: row.wrapped_secret for row in database.rows(select(ClientSecret))}
        assert created["client_secret"] not in json.dumps(rows)
        assert rows[created["client_id"]]
        assert rows[plain["client_id"]] is None

    def test_rotates_it(self, shell, created, authenticate):
        rotated = shell.answer("clients", "rotate-secret", created["client_id"])

        assert [authenticate(each["client_secret"]) for each in (created, rotated)] == [200, 200]

    def test_makes_another_for_a_client_that_begins_to_sign(self, shell, database, authenticate, clock):
        plain = shell.answer(*self.CREATE)
        edited = shell.answer("clients", "edit", plain["client_id"], "--auth-method", "client_secret_jwt")

        assert edited["client_secret"] != plain["client_secret"]
        assert authenticate(edited["client_secret"]) == 200
        assert database.count(ClientSecret) == 2  # and that of the relying party beside it

    def test_keeps_the_secret_of_a_client_that_signs_no_more_as_a_digest(self, shell, database, ask, created):
        edited = shell.answer("clients", "edit", created["client_id"], "--auth-method", "client_secret_basic")

        assert "client_secret" not in edited
        assert database.one(select(ClientSecret.wrapped_secret)) is None
        assert ask({"token": "x"}, auth=(created["client_id"], created["client_secret"])).status_code == 200
