"""What the tokens of an authorization say."""

import pytest
from prometheus_client import REGISTRY

from idp.infrastructure.clock import current_time
from idp.oauth.tokens.issuing import issue
from idp.protocol.confirmation import NOTHING_TO_PROVE, Confirmation
from idp.protocol.errors import InvalidTarget
from idp.protocol.tokens import half_hash
from tests.factories.authorizations import create_authorization

pytestmark = pytest.mark.usefixtures("clock")


KINDS = ("access", "id", "refresh")


def counted_tokens():
    """How many of each kind this process has issued."""
    return {kind: REGISTRY.get_sample_value("idp_tokens_issued_total", {"kind": kind}) or 0 for kind in KINDS}


@pytest.fixture
def issued(app, database, rp, person):
    """``issued(access=False, audience=…)``: the answer for an authorization with these values."""

    def make(access=True, code=None, binding=NOTHING_TO_PROVE, **values):
        given = {"account_id": person.id, "subject": "pairwise-1", "scope": ("openid", "email")}
        authorization = create_authorization(database, rp.registered, **given | values)
        with app.app_context():
            client = app.extensions["idp.clients"].find(rp.client_id).metadata
            return issue(authorization, client, current_time(), binding=binding, access=access, code=code)

    return make


def test_every_token_names_the_subject_that_the_client_sees(rp, issued):
    answer = issued()

    assert rp.read_id_token(answer["access_token"])["sub"] == "pairwise-1"
    assert rp.read_id_token(answer["id_token"])["sub"] == "pairwise-1"
    assert rp.userinfo(answer["access_token"]).get_json()["sub"] == "pairwise-1"
    assert rp.introspect(answer["access_token"])["sub"] == "pairwise-1"


@pytest.mark.usefixtures("session")
def test_each_token_is_counted_by_its_kind(rp):
    before = counted_tokens()
    rp.obtain_tokens(scope="openid offline_access")

    assert {kind: number - before[kind] for kind, number in counted_tokens().items()} == dict.fromkeys(KINDS, 1)


def test_both_tokens_say_how_the_person_was_authenticated(rp, issued):
    answer = issued(acr="https://refeds.org/profile/mfa", amr=("pwd", "otp", "mfa"))

    for claims in (rp.read_id_token(answer[name]) for name in ("access_token", "id_token")):
        assert (claims["acr"], claims["amr"]) == ("https://refeds.org/profile/mfa", ["pwd", "otp", "mfa"])


def test_an_access_token_says_which_key_it_is_bound_to(rp, issued):
    claims = rp.read_id_token(issued(binding=Confirmation("abc"))["access_token"])

    assert claims["cnf"] == {"jkt": "abc"}


def test_there_is_none_for_a_resource_server_that_was_taken_out_of_the_settings(issued):
    with pytest.raises(InvalidTarget):
        issued(audience=("https://api.example.test",))


def test_an_id_token_beside_a_code_names_it_and_says_what_the_scopes_stand_for(rp, issued, person):
    answer = issued(access=False, code="the-code")
    claims = rp.read_id_token(answer["id_token"])

    assert set(answer) == {"id_token"}
    assert claims["c_hash"] == half_hash("the-code", "ES256")
    assert claims["email"] == person.email
    assert "at_hash" not in claims
