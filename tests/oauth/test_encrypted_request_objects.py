"""Request objects that are encrypted to a key of the provider (RFC 9101 6.1, OpenID Connect Core 1.0 6.1, 10.2)."""

import json
from base64 import urlsafe_b64encode

import pytest
from joserfc.jwk import ECKey, OctKey, import_key
from joserfc.util import json_b64decode

from idp.infrastructure.clock import current_time
from idp.oauth.provider_keys import rotate, withdraw
from idp.protocol.encryption import ALGORITHMS, METHODS
from tests.factories.actors import operator
from tests.factories.assertions import Signer, key_set, make_key
from tests.factories.clients import change_client
from tests.factories.encrypted_objects import encrypt_to_provider, keys_to_encrypt_to, make_missing_keys
from tests.factories.relying_parties import answer_of, machine
from tests.oauth.test_request_objects import send, unsigned

pytestmark = [pytest.mark.only_on("sqlite"), pytest.mark.usefixtures("session", "clock")]
ECDH, RSA = "ECDH-ES", "RSA-OAEP-256"


@pytest.fixture
def make_app(make_app):
    """An installation with a key for each algorithm, ``algorithms`` where only some are wanted."""

    def make(algorithms=tuple(ALGORITHMS), **changes):
        return make_app(keys={"encryption_algorithms": list(algorithms)}, **changes)

    return make


@pytest.fixture(autouse=True)
def keys(database, app):
    make_missing_keys(database, app)


@pytest.fixture
def signer(rp, database):
    """A client that signs and may encrypt."""
    key = make_key()
    change_client(database, rp.registered, jwks=key_set(key), request_object_encryption_alg=ECDH)
    return Signer(rp, key)


def is_refused(answer):
    return answer["error"] in {"invalid_request_object", "request_not_supported"}


# What is encrypted is answered ----------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_signed_object_may_be_encrypted(signer, client, algorithm, method):
    text = encrypt_to_provider(client, signer.request_object(state="inside"), algorithm, method)
    answer = send(signer, text)

    assert (answer["state"], "code" in answer) == ("inside", True)


def test_it_may_be_pushed(signer, client):
    text = encrypt_to_provider(client, signer.request_object())
    pushed = signer.rp.post("/par", {"request": text})

    assert pushed.status_code == 201
    assert "code" in answer_of(signer.rp.open_pushed(pushed.get_json()["request_uri"]))


def test_a_client_that_may_encrypt_need_not(signer):
    assert "code" in send(signer, signer.request_object())


def test_an_unsigned_object_may_be_encrypted_by_a_client_that_is_registered_for_those(database, signer, client):
    change_client(database, signer.rp.registered, request_object_signing_alg="none")
    text = encrypt_to_provider(client, unsigned(**signer.rp.request()))

    assert "code" in send(signer, text)


@pytest.mark.parametrize(
    "header", [{"kid": None}, {"cty": None}, {"typ": "JWT"}, {"iss": "shop"}], ids=lambda header: next(iter(header))
)
def test_members_of_the_header_that_may_be_missing_or_more(signer, client, header):
    assert "code" in send(signer, encrypt_to_provider(client, signer.request_object(), **header))


def test_an_error_within_goes_where_the_object_says(signer, client):
    answer = send(
        signer, encrypt_to_provider(client, signer.request_object(prompt="none", max_age="x", state="inside"))
    )

    assert (answer["error"], answer["state"]) == ("invalid_request", "inside")


# What is not opened, and not taken ------------------------------------------------------------------------


def test_a_client_that_is_not_registered_for_it_is_refused(database, signer, client, capsys):
    text = encrypt_to_provider(client, signer.request_object())
    change_client(database, signer.rp.registered, request_object_encryption_alg=None)

    assert is_refused(answer_of(signer.rp.authorize(request=text)))
    assert "--request-object-encryption-alg" in capsys.readouterr().err


def test_what_is_encrypted_must_be_signed_all_the_same(signer, client):
    assert is_refused(
        answer_of(signer.rp.authorize(request=encrypt_to_provider(client, unsigned(**signer.rp.request()))))
    )
    stranger = signer.request_object(key=make_key())
    assert is_refused(answer_of(signer.rp.authorize(request=encrypt_to_provider(client, stranger))))


@pytest.mark.threat(19)
@pytest.mark.parametrize("inside", ["", "ü", "x", json.dumps({"scope": "openid"}), "a.b.c.d.e", "a.b.c"])
def test_what_is_no_jwt_within_is_refused(signer, client, inside):
    assert is_refused(answer_of(signer.rp.authorize(request=encrypt_to_provider(client, inside))))


def test_an_object_is_not_encrypted_twice(signer, client):
    once = encrypt_to_provider(client, signer.request_object())
    assert is_refused(answer_of(signer.rp.authorize(request=encrypt_to_provider(client, once))))


@pytest.mark.threat(19)
def test_one_for_another_key_is_refused(signer, client):
    stranger = ECKey.generate_key("P-256", {"use": "enc"})
    named = keys_to_encrypt_to(client, ECDH)[0].kid
    for header in ({"kid": None}, {"kid": named}, {"kid": "unknown"}):
        text = encrypt_to_provider(client, signer.request_object(), key=stranger, **header)
        assert is_refused(answer_of(signer.rp.authorize(request=text)))


def test_one_that_names_another_key_is_refused(signer, client):
    text = encrypt_to_provider(client, signer.request_object(), kid="unknown")
    assert is_refused(answer_of(signer.rp.authorize(request=text)))


@pytest.mark.threat(19)
def test_a_key_opens_by_its_own_algorithm_alone(signer, client):
    """All of a kind look alike, and each would open it."""
    key = keys_to_encrypt_to(client, ECDH)[0].as_dict(private=False)
    del key["alg"]
    text = encrypt_to_provider(client, signer.request_object(), "ECDH-ES+A256KW", key=import_key(key))

    assert is_refused(answer_of(signer.rp.authorize(request=text)))


@pytest.mark.threat(19)
def test_a_method_that_is_not_offered_is_refused(signer, client):
    assert is_refused(
        answer_of(signer.rp.authorize(request=encrypt_to_provider(client, signer.request_object(), method="A192GCM")))
    )


def test_compressed_content_is_refused(signer, client):
    """A few bytes could become megabytes."""
    assert is_refused(
        answer_of(signer.rp.authorize(request=encrypt_to_provider(client, signer.request_object(), zip="DEF")))
    )


def test_a_shared_secret_opens_nothing(signer, client):
    key = OctKey.generate_key(256)
    text = encrypt_to_provider(client, signer.request_object(), "dir", key=key, kid=None)
    assert is_refused(answer_of(signer.rp.authorize(request=text)))


def mangled(text):
    """Texts with the five parts of an encrypted one, each part wrong in turn, and headers of any shape."""
    parts = text.split(".")
    for position in range(5):
        for wrong in {"", "!", "é", "AAAA", parts[position][:-8], parts[position] + "AAAA"} - {parts[position]}:
            yield ".".join([*parts[:position], wrong, *parts[position + 1 :]])
    header = json_b64decode(parts[0].encode())
    for name in header:
        for wrong in (None, 1, [], {}, "", True, "\ud800"):
            yield ".".join([encoded(header | {name: wrong}), *parts[1:]])
    for epk in ({"kty": "EC"}, {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}, {"kty": "oct", "k": "AA"}):
        yield ".".join([encoded(header | {"epk": epk}), *parts[1:]])
    for whole in ([], 1, None, "x", [["a"]], {}):
        yield ".".join([encoded(whole), *parts[1:]])
    yield ".".join([urlsafe_b64encode(b"[" * 4998).decode(), *parts[1:]])


def encoded(part):
    return urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


@pytest.mark.parametrize("algorithm", [ECDH, "ECDH-ES+A128KW", RSA])
def test_nothing_malformed_is_opened_or_an_internal_error(signer, client, algorithm):
    for text in mangled(encrypt_to_provider(client, signer.request_object(), algorithm)):
        assert is_refused(answer_of(signer.rp.authorize(request=text))), text


def test_all_that_is_not_opened_is_told_alike(signer, client, capsys):
    """So that an answer says nothing about what would have been within."""
    text = encrypt_to_provider(client, signer.request_object(), RSA)
    parts = text.split(".")
    short_key = urlsafe_b64encode(bytes(10)).decode()
    for changed in (text[:-4] + "AAAA", ".".join([parts[0], short_key, *parts[2:]])):
        assert is_refused(answer_of(signer.rp.authorize(request=changed)))
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    refusals = [line["why"] for line in lines if line["event"] == "request refused"]
    assert refusals == ["the request object does not hold: no key of the provider opens it"] * 2


# The keys -------------------------------------------------------------------------------------------------


def test_without_the_setting_nothing_is_offered_and_nothing_opened(database, make_app, signer):
    app = make_app(algorithms=())
    browser = app.test_client()
    metadata = machine(browser).get("/.well-known/openid-configuration").get_json()
    assert not [name for name in metadata if name.startswith("request_object_encryption")]
    stranger = ECKey.generate_key("P-256", {"use": "enc"})
    signer.rp.browser = browser
    assert is_refused(
        answer_of(signer.rp.authorize(request=encrypt_to_provider(browser, signer.request_object(), key=stranger)))
    )


def test_a_key_that_was_replaced_is_not_published_and_still_opens(database, app, signer, client):
    old = encrypt_to_provider(client, signer.request_object())
    before = keys_to_encrypt_to(client, ECDH)
    with database.transaction() as session:
        rotate(session, ECDH, app.settings, app.secret_box, current_time(), operator())

    assert {key.kid for key in keys_to_encrypt_to(client, ECDH)}.isdisjoint(key.kid for key in before)
    assert len(keys_to_encrypt_to(client, ECDH)) == 1
    assert "code" in send(signer, old)
    for key in (before[0], None):
        assert "code" in send(signer, encrypt_to_provider(client, signer.request_object(), key=key, kid=None))


def test_a_key_that_was_withdrawn_opens_nothing(database, app, signer, client):
    old = encrypt_to_provider(client, signer.request_object())
    kid = keys_to_encrypt_to(client, ECDH)[0].kid
    with database.transaction() as session:
        withdraw(session, kid, app.settings, app.secret_box, current_time(), operator())

    assert is_refused(answer_of(signer.rp.authorize(request=old)))
    assert "code" in send(signer, encrypt_to_provider(client, signer.request_object()))


def test_a_key_that_another_worker_made_a_moment_ago_opens(database, make_app, signer, client):
    """Its copy of the keys is younger than that of this worker."""
    other = make_app(database={"cache_check_seconds": 60})
    signer.rp.browser = browser = other.test_client()
    machine(browser).get("/jwks.json")
    with database.transaction() as session:
        rotate(session, ECDH, other.settings, other.secret_box, current_time(), operator())

    text = encrypt_to_provider(client, signer.request_object())
    assert "error" not in answer_of(signer.rp.authorize(request=text))


def test_keys_that_sign_come_first_in_the_key_set(client):
    """An old relying party takes the first key that it can read."""
    uses = [key["use"] for key in machine(client).get("/jwks.json").get_json()["keys"]]
    assert uses == sorted(uses, reverse=True)


def test_no_key_to_encrypt_to_signs_or_verifies(signer, client, app):
    metadata = machine(client).get("/.well-known/openid-configuration").get_json()
    assert not set(metadata["id_token_signing_alg_values_supported"]) & set(ALGORITHMS)
    assert signer.rp.read_id_token(signer.rp.obtain_tokens()["id_token"])
