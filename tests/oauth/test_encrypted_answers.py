"""Answers that are encrypted to a key of their client (OpenID Connect Core 10.2, JARM 2.2, RFC 9701 5)."""

import json
import time

import pytest
from joserfc import jwe
from joserfc.jwk import ECKey, OKPKey, RSAKey
from sqlalchemy import select

from idp.clients.registry import find_client
from idp.infrastructure.database import current_session
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.oauth.backchannel_logout.models import LogoutDelivery
from idp.oauth.backchannel_logout.sending import send_due_logouts
from idp.oauth.client_jwts.keys import find_encryption_key
from idp.protocol.encryption import ALGORITHMS, METHODS
from tests.factories.assertions import key_set, make_key
from tests.factories.clients import change_client
from tests.factories.logout_receivers import LogoutReceiver
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sign_in_pages import follow_local
from tests.infrastructure.outbound_http.servers import Server, say

pytestmark = [pytest.mark.only_on("sqlite"), pytest.mark.usefixtures("session", "clock")]
ENC = {"use": "enc", "kid": "enc-1"}
EC = ECKey.generate_key("P-256", ENC)
KEYS = {"RSA": RSAKey.generate_key(2048, ENC), "EC": EC, "OKP": OKPKey.generate_key("X25519", ENC)}
SIGNING = make_key()
INTROSPECTION = "application/token-introspection+jwt"


def encrypting(answer, algorithm="ECDH-ES", key=EC, **metadata):
    """The metadata of a client whose answers of a kind are encrypted."""
    return {f"{answer}_encrypted_response_alg": algorithm, "jwks": key_set(SIGNING, key), **metadata}


def open_answer(text, key=EC, algorithm="ECDH-ES", method=METHODS[0]):
    """The content of an encrypted answer, and what its header says beside the algorithms."""
    opened = jwe.decrypt_compact(text, key, algorithms=[algorithm, method])
    assert (opened.protected["alg"], opened.protected["enc"], opened.protected["kid"]) == (algorithm, method, "enc-1")
    return opened.plaintext.decode(), opened.protected.get("cty")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("algorithm", "kind"), [(name, kind) for name, kinds in ALGORITHMS.items() for kind in sorted(kinds)]
)
def test_an_id_token_is_signed_and_then_encrypted(database, client, person, algorithm, kind, method):
    metadata = encrypting("id_token", algorithm, KEYS[kind], id_token_encrypted_response_enc=method)
    rp = create_relying_party(database, client, **metadata)
    tokens = rp.obtain_tokens()

    for answer in (tokens, rp.refresh(tokens["refresh_token"]).get_json()):
        signed, content_type = open_answer(answer["id_token"], KEYS[kind], algorithm, method)
        assert content_type == "JWT"
        assert rp.read_id_token(signed)["sub"] == person.id
    assert "code" in answer_of(rp.authorize(prompt="none", id_token_hint=signed))


@pytest.mark.parametrize(
    ("algorithm", "kind", "operation"),
    [("ECDH-ES", "EC", "deriveKey"), ("ECDH-ES", "EC", "deriveBits"), ("RSA-OAEP-256", "RSA", "wrapKey")],
)
def test_a_key_may_name_its_operations(database, client, algorithm, kind, operation):
    key = KEYS[kind].as_dict(private=False) | {"key_ops": [operation]}
    metadata = encrypting("id_token", algorithm) | {"jwks": json.dumps({"keys": [key]})}
    rp = create_relying_party(database, client, **metadata)
    assert open_answer(rp.obtain_tokens()["id_token"], KEYS[kind], algorithm)


def test_a_key_without_a_name_is_not_named(database, client):
    key = ECKey.generate_key("P-256", {"use": "enc"})
    rp = create_relying_party(database, client, **encrypting("id_token", key=key))
    opened = jwe.decrypt_compact(rp.obtain_tokens()["id_token"], key, algorithms=["ECDH-ES", METHODS[0]])
    assert opened.protected.keys() == {"alg", "enc", "cty", "epk"}


def test_one_that_comes_through_the_browser_too(database, client, person):
    grants = ["authorization_code", "implicit"]
    rp = create_relying_party(
        database, client, response_types=["id_token"], grant_types=grants, **encrypting("id_token")
    )
    signed, _ = open_answer(answer_of(rp.authorize(response_type="id_token"))["id_token"])
    assert rp.read_id_token(signed)["sub"] == person.id


@pytest.mark.parametrize("algorithm", [None, "ES256"])
def test_userinfo_is_encrypted_and_signed_only_where_that_is_asked(database, client, person, algorithm):
    """Core 5.3.2."""
    signing = {"userinfo_signed_response_alg": algorithm} if algorithm else {}
    rp = create_relying_party(database, client, **encrypting("userinfo", **signing))

    answer = rp.userinfo(rp.obtain_tokens()["access_token"])

    content, content_type = open_answer(answer.text)
    assert (answer.mimetype, content_type) == ("application/jwt", "JWT" if algorithm else None)
    claims = rp.read_signed_answer(content, algorithm) if algorithm else json.loads(content)
    assert claims["sub"] == person.id


@pytest.mark.parametrize("mode", ["query.jwt", "fragment.jwt"])
def test_an_authorization_response_is_signed_and_then_encrypted(database, client, mode):
    rp = create_relying_party(database, client, **encrypting("authorization"))
    for changes, member in (({}, "code"), ({"scope": "nonsense"}, "error")):
        response = answer_of(rp.authorize(response_mode=mode, **changes))["response"]
        signed, _ = open_answer(response)
        assert member in rp.read_signed_answer(signed, "RS256")
    assert "code" in answer_of(rp.authorize())


def test_an_introspection_answer_is_signed_and_then_encrypted(database, client):
    rp = create_relying_party(database, client, **encrypting("introspection"))
    answer = rp.post("/introspect", {"token": "x"}, headers={"Accept": INTROSPECTION})
    signed, _ = open_answer(answer.text)
    assert answer.mimetype == INTROSPECTION
    told = rp.read_signed_answer(signed, "RS256", "token-introspection+jwt")
    assert told["token_introspection"] == {"active": False}
    assert rp.introspect("x") == {"active": False}


# Without a key -----------------------------------------------------------------------------------------------


UNFIT = {
    "none at all": None,
    "one for signatures": key_set(SIGNING),
    "one without a use": key_set(ECKey.generate_key("P-256")),
    "one of another type": key_set(KEYS["RSA"]),
    "one of another curve": key_set(OKPKey.generate_key("Ed25519", ENC)),
    "one for another algorithm": key_set(ECKey.generate_key("P-256", {**ENC, "alg": "ECDH-ES+A128KW"})),
    "one for other operations": json.dumps({"keys": [EC.as_dict(private=False) | {"key_ops": ["verify"]}]}),
    "one for operations that are no list": json.dumps({"keys": [EC.as_dict(private=False) | {"key_ops": 1}]}),
    "one of no curve": '{"keys": [{"kty": "EC", "use": "enc", "crv": ["P-256"], "x": "a", "y": "b"}]}',
    "one of no type": '{"keys": [{"kty": {}, "use": "enc", "crv": "P-256", "x": "a", "y": "b"}]}',
    "a point that gives no secret": f'{{"keys": [{{"kty": "OKP", "use": "enc", "crv": "X25519", "x": "{"A" * 43}"}}]}}',
    "one that can't be read": '{"keys": [{"kty": "EC", "use": "enc", "crv": "P-256", "x": "a", "y": "b"}]}',
}


@pytest.mark.parametrize("keys", UNFIT.values(), ids=UNFIT)
def test_a_client_without_a_key_is_refused_before_anything_is_used_up(database, client, keys):
    rp = create_relying_party(database, client)
    tokens, code = rp.obtain_tokens(), rp.obtain_code()
    change_client(database, rp.registered, id_token_encrypted_response_alg="ECDH-ES", jwks=keys or '{"keys": []}')

    for answer in (rp.redeem(code), rp.refresh(tokens["refresh_token"])):
        assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_request")
    assert set(database.rows(select(AuthorizationRecord.refresh_count))) == {0}

    change_client(database, rp.registered, jwks=key_set(EC))
    assert rp.redeem(code).status_code == rp.refresh(tokens["refresh_token"]).status_code == 200


def test_nothing_is_sent_that_could_not_be_encrypted(database, client):
    rp = create_relying_party(database, client, authorization_encrypted_response_alg="ECDH-ES")
    for changes in ({}, {"scope": "nonsense"}):
        page = rp.authorize(response_mode="jwt", **changes)
        assert (page.status_code, "can&#39;t be encrypted" in page.text) == (400, True)
    assert database.count(AuthorizationRecord) == 0

    both = create_relying_party(database, client, userinfo_encrypted_response_alg="ECDH-ES")
    answer = both.userinfo(both.obtain_tokens()["access_token"])
    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_request")


def test_nor_of_a_request_that_its_client_may_not_make_any_more(database, client, session):
    database.change(session, ended_at=session.created_at)
    rp = create_relying_party(database, client, **encrypting("authorization"))
    page = follow_local(client, rp.authorize(response_mode="jwt"))
    change_client(database, rp.registered, scope="email", jwks=key_set(SIGNING))

    page = client.get(page.request.full_path)
    assert (page.status_code, "can&#39;t be encrypted" in page.text) == (400, True)


def test_a_front_channel_answer_is_refused_where_it_would_go(database, client):
    grants = ["authorization_code", "implicit"]
    rp = create_relying_party(
        database, client, response_types=["id_token"], grant_types=grants, id_token_encrypted_response_alg="ECDH-ES"
    )
    assert answer_of(rp.authorize(response_type="id_token"))["error"] == "invalid_request"
    assert database.count(AuthorizationRecord) == 0


# Keys that are fetched, and logout tokens ----------------------------------------------------------------------


def test_a_new_key_at_the_jwks_uri_is_taken(make_app, database, person, clock):
    server = Server(say(key_set(SIGNING).encode()))
    try:
        app = make_app(
            server={"issuer": "http://localhost:8000"}, outbound={"development_loopback": [f"localhost:{server.port}"]}
        )
        address = f"http://localhost:{server.port}/keys"
        rp = create_relying_party(database, app.test_client(), **encrypting("introspection"))
        change_client(database, rp.registered, jwks=None, jwks_uri=address)
        accept = {"Accept": INTROSPECTION}
        assert rp.post("/introspect", {"token": "x"}, headers=accept).status_code == 400
        server.answer = say(key_set(SIGNING, EC).encode())
        clock.shift(60)
        open_answer(rp.post("/introspect", {"token": "x"}, headers=accept).text)
    finally:
        server.close()


def test_a_logout_token_is_encrypted_as_id_tokens_are(make_app, database, person):
    """Back-Channel Logout 2.6."""
    receiver = LogoutReceiver()
    try:
        app = make_app(
            server={"issuer": "http://localhost:8000"}, outbound={"development_loopback": [receiver.authority]}
        )
        rp = create_relying_party(database, app.test_client(), **encrypting("id_token"))
        keyless = create_relying_party(database, app.test_client(), id_token_encrypted_response_alg="ECDH-ES")
        for each in (rp, keyless):
            change_client(database, each.registered, backchannel_logout_uri=receiver.url)
            database.save(LogoutDelivery(client_id=each.client_id, subject=person.id, session_id="ses_1"))
        with app.app_context():
            send_due_logouts()

        (token,) = receiver.tokens
        assert rp.read_signed_answer(open_answer(token)[0], "RS256", "logout+jwt")["sub"] == person.id
        refused = select(LogoutDelivery.last_error).where(LogoutDelivery.client_id == keyless.client_id)
        assert "no key with use enc" in database.one(refused)
    finally:
        receiver.stop()


@pytest.mark.threat(31)
def test_a_client_whose_keys_are_slow_to_fetch_keeps_no_other_waiting_for_a_logout_token(make_app, database, person):
    receiver = LogoutReceiver()

    def answer(connection):
        until = time.monotonic() + 2
        while not receiver.tokens and time.monotonic() < until:
            time.sleep(0.01)
        say(key_set(EC).encode() if receiver.tokens else b"too late")(connection)

    server = Server(answer)
    try:
        app = make_app(
            server={"issuer": "http://localhost:8000"},
            outbound={"development_loopback": [receiver.authority, f"localhost:{server.port}"]},
        )
        slow, other = (create_relying_party(database, app.test_client()) for _ in range(2))
        keys = {"id_token_encrypted_response_alg": "ECDH-ES", "jwks_uri": f"http://localhost:{server.port}/keys"}
        for rp, metadata in ((slow, keys), (other, {})):
            change_client(database, rp.registered, backchannel_logout_uri=receiver.url, **metadata)
            database.save(LogoutDelivery(client_id=rp.client_id, subject=person.id, session_id="ses_1"))
        with app.app_context():
            send_due_logouts()
        assert set(database.rows(select(LogoutDelivery.state))) == {"delivered"}
    finally:
        receiver.stop()
        server.close()


@pytest.fixture
def key_server():
    server = Server(say(key_set(EC).encode()))
    yield server
    server.close()


@pytest.fixture
def fetching(make_app, database, person, key_server):
    """The metadata of a client whose keys are fetched, in a request."""
    app = make_app(
        own=True,
        server={"issuer": "http://localhost:8000"},
        outbound={"development_loopback": [f"localhost:{key_server.port}"]},
    )
    rp = create_relying_party(database, app.test_client(), **encrypting("id_token"))
    change_client(database, rp.registered, jwks=None, jwks_uri=f"http://localhost:{key_server.port}/keys")
    with app.test_request_context():
        yield find_client(rp.client_id)


def test_within_a_transaction_a_copy_of_the_keys_is_old_enough(fetching, key_server, clock):
    """Other requests may wait for its end, and the client's server may be slow."""
    assert find_encryption_key(fetching, "ECDH-ES").kid == "enc-1"
    clock.shift(86_400)
    current_session().scalar(select(1))
    assert find_encryption_key(fetching, "ECDH-ES").kid == "enc-1"
    assert key_server.connections == 1
    current_session().rollback()
    find_encryption_key(fetching, "ECDH-ES")
    assert key_server.connections == 2


def test_within_a_transaction_keys_are_fetched_of_which_there_is_no_copy(fetching):
    current_session().scalar(select(1))
    assert find_encryption_key(fetching, "ECDH-ES").kid == "enc-1"
