"""Access tokens that only the provider reads, and everything that they do as JWTs do."""

import base64
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet

from idp.infrastructure.secrets import MasterKey, SecretBox
from idp.oauth.tokens.opaque_tokens import open_claims, seal_claims
from tests.factories.clients import change_client
from tests.factories.proofs import Prover
from tests.factories.relying_parties import create_relying_party, machine
from tests.provisioning.applications import ISSUER

# Nothing is stored or looked up for them that is not for JWTs.
pytestmark = [pytest.mark.only_on("sqlite"), pytest.mark.usefixtures("session", "clock")]


@pytest.fixture
def rp(database, client):
    return create_relying_party(database, client, access_token_format="opaque", scope="openid email offline_access")


@pytest.fixture
def tokens(rp):
    return rp.obtain_tokens(scope="openid email offline_access")


def test_nothing_can_be_read_from_it(tokens, person):
    token = tokens["access_token"]
    assert "." not in token
    assert person.id.encode() not in base64.urlsafe_b64decode(token)


def test_it_opens_userinfo_and_is_introspected(rp, tokens, person):
    assert rp.userinfo(tokens["access_token"]).get_json()["email"] == person.email
    told = rp.introspect(tokens["access_token"])
    assert (told["active"], told["sub"], told["aud"]) == (True, person.id, ISSUER)


def test_the_id_token_names_it_as_it_names_a_jwt(rp, tokens):
    assert "at_hash" in rp.read_id_token(tokens["id_token"])


def test_a_refresh_gives_another_one(rp, tokens):
    again = rp.refresh(tokens["refresh_token"]).get_json()["access_token"]
    assert "." not in again
    assert rp.introspect(again)["active"] is True


@pytest.mark.threat(17)
def test_it_ends_at_once(rp, tokens):
    rp.revoke(tokens["access_token"])
    assert rp.introspect(tokens["access_token"]) == {"active": False}
    assert rp.userinfo(tokens["access_token"]).status_code == 401


def test_it_expires(rp, tokens, clock):
    clock.shift(timedelta(seconds=tokens["expires_in"]))
    assert rp.userinfo(tokens["access_token"]).status_code == 401


def test_it_holds_after_the_client_has_changed_to_jwts(rp, tokens, database):
    change_client(database, rp.registered, access_token_format="jwt")
    assert rp.introspect(tokens["access_token"])["active"] is True
    assert rp.obtain_tokens()["access_token"].count(".") == 2


def test_it_is_bound_to_a_key_as_a_jwt_is(rp):
    prover = Prover()
    token = rp.redeem(rp.obtain_code(), headers=prover.prove()).get_json()["access_token"]

    assert rp.userinfo(token).status_code == 401
    assert machine(rp.browser).get("/userinfo", headers=prover.present(token)).status_code == 200


@pytest.mark.threat(19)
@pytest.mark.parametrize("change", ["another key", "one bit", "shorter", "nothing"])
def test_what_was_made_elsewhere_opens_nothing(rp, tokens, change):
    token = tokens["access_token"]
    forged = {
        "another key": Fernet(Fernet.generate_key()).encrypt(b'{"iss": "x"}').decode(),
        "one bit": token[:40] + ("A" if token[40] != "A" else "B") + token[41:],
        "shorter": token[:-8],
        "nothing": "A",
    }[change]
    assert rp.userinfo(forged).status_code == 401
    assert rp.introspect(forged) == {"active": False}


def test_a_replaced_master_key_still_opens_what_it_has_sealed():
    old, new = MasterKey(b"1" * 32), MasterKey(b"2" * 32)
    token = seal_claims({"sub": "a"}, SecretBox([old]))

    assert open_claims(token, SecretBox([new, old])) == {"sub": "a"}
    assert open_claims(token, SecretBox([new])) is None
