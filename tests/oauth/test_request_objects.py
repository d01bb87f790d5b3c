"""Requests as objects of their client (RFC 9101, OpenID Connect Core 6.1), and the way back of those that are refused.

Trial row C2.
"""

import json
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import urlsplit

import pytest
from joserfc.jwk import OctKey
from sqlalchemy import select

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.interactions import Interaction
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.protocol.client_keys import ALGORITHMS, SECRET_ALGORITHMS
from idp.sessions.models import SsoSession
from tests.factories.assertions import Signer, key_set, make_key, register_keys, register_secret
from tests.factories.clients import REDIRECT_URI, change_client
from tests.factories.relying_parties import RelyingParty, answer_of, create_relying_party, machine
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of

pytestmark = pytest.mark.usefixtures("clock")
NOTHING = {"response_type": None, "redirect_uri": None, "scope": None, "state": None, "nonce": None}
NO_PKCE = {"code_challenge": None, "code_challenge_method": None}


def unsigned(**members: object) -> str:
    parts = [urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in ({"alg": "none"}, members)]
    return ".".join([*parts, ""])


@pytest.fixture
def signer(rp: RelyingParty, database: Database) -> Signer:
    """The relying party with a key of its own beside its secret."""
    key = make_key()
    change_client(database, rp.registered, jwks=key_set(key))
    return Signer(rp, key)


def send(signer: Signer, request_object: str, **beside: Any) -> dict[str, str]:
    """The answer to an object, with nothing beside it but what is named."""
    return answer_of(signer.rp.authorize(**(NOTHING | NO_PKCE | {"request": request_object} | beside)))


# What is signed is answered -------------------------------------------------------------------------------


def test_all_of_a_request_may_stand_in_the_object(signer: Signer, session: SsoSession) -> None:
    answer = send(signer, signer.request_object(scope="openid email", state="inside"))

    assert answer["state"] == "inside"
    tokens = signer.rp.redeem(answer["code"]).get_json()
    assert tokens["scope"] == "openid email"
    assert signer.rp.read_id_token(tokens["id_token"])["nonce"] == "nonce-1"


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_each_algorithm_of_discovery_is_taken(
    rp: RelyingParty, database: Database, session: SsoSession, algorithm: str
) -> None:
    metadata = rp.browser.get("/.well-known/openid-configuration").get_json()
    assert metadata["request_parameter_supported"] is True
    assert set(metadata["request_object_signing_alg_values_supported"]) == {*ALGORITHMS, *SECRET_ALGORITHMS, "none"}
    key = make_key(algorithm)
    change_client(database, rp.registered, jwks=key_set(key), request_object_signing_alg=algorithm)

    assert "code" in send(Signer(rp, key), Signer(rp, key).request_object())


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("algorithm", SECRET_ALGORITHMS)
def test_a_client_whose_secret_signs_makes_objects_with_it(
    app: Application, rp: RelyingParty, database: Database, session: SsoSession, algorithm: str
) -> None:
    signer = register_secret(database, app.secret_box, rp)
    request_object = signer.request_object({"alg": algorithm})
    assert "code" in send(signer, request_object)

    change_client(database, rp.registered, request_object_signing_alg="ES256")
    assert answer_of(rp.authorize(request=request_object))["error"] == "invalid_request_object"


@pytest.mark.threat(19)
def test_a_secret_that_is_only_sent_signs_nothing(app: Application, rp: RelyingParty, database: Database) -> None:
    signer = register_secret(database, app.secret_box, rp)
    change_client(database, rp.registered, token_endpoint_auth_method="client_secret_basic")
    answer = answer_of(rp.authorize(request=signer.request_object()))
    assert answer["error"] == "invalid_request_object"


def test_members_that_are_no_text_are_read(signer: Signer, session: SsoSession, database: Database) -> None:
    claims = {"userinfo": {"email": {"essential": True}}}
    answer = send(signer, signer.request_object(max_age=86400, claims=claims, resource=["https://id.example.test"]))

    assert "code" in answer
    assert json.loads(database.one(select(AuthorizationRecord)).claims_request or "") == claims


def test_the_object_goes_above_and_the_rest_counts_beside_it(signer: Signer, session: SsoSession) -> None:
    """Core 6.1."""
    beside = {
        "redirect_uri": "https://evil.example/",
        "state": "outside",
        "response_type": "code",
        "scope": "openid email",
    }

    answer = send(signer, signer.request_object(scope=None, response_type=None), **beside)

    assert answer["state"] == "state-1"
    assert signer.rp.redeem(answer["code"]).get_json()["scope"] == "openid email"


def test_of_a_client_that_must_sign_the_object_counts_alone(
    signer: Signer, session: SsoSession, database: Database
) -> None:
    """RFC 9101 5."""
    change_client(database, signer.rp.registered, require_signed_request_object=True)
    beside = {
        "state": "outside",
        "response_type": "token",
        "scope": "openid email",
        "redirect_uri": "https://evil.example/",
    }

    answer = send(signer, signer.request_object(state=None), **beside)

    assert "state" not in answer
    assert signer.rp.redeem(answer["code"]).get_json()["scope"] == "openid"
    assert send(signer, signer.request_object(scope=None), scope="openid")["error"] == "invalid_scope"
    assert send(signer, signer.request_object(exp=None))["error"] == "invalid_request_object"
    assert answer_of(signer.rp.authorize())["error"] == "invalid_request"
    assert signer.rp.push().get_json()["error"] == "invalid_request"


def test_an_object_is_pushed(signer: Signer, session: SsoSession) -> None:
    """RFC 9126 3: nothing but the object counts, and the client's authentication."""
    beside = {"state": "beside", "response_type": "token", "scope": "openid email"}
    pushed = signer.rp.post("/par", beside | {"request": signer.request_object(state=None)})
    assert pushed.status_code == 201

    answer = answer_of(signer.rp.open_pushed(pushed.get_json()["request_uri"]))

    assert "state" not in answer
    assert signer.rp.redeem(answer["code"]).get_json()["scope"] == "openid"


def test_a_person_who_has_to_sign_in_is_led_back_by_the_object(
    signer: Signer, person: Account, database: Database
) -> None:
    answer = signer.rp.authorize(**(NOTHING | {"request": signer.request_object(state="inside")}))

    assert answer.location.startswith("/signin/")
    stored = database.one(select(Interaction)).request
    assert stored is not None
    assert stored["state"] == "inside"


# What is not is refused -----------------------------------------------------------------------------------


def forge(signer: Signer, **options: Any) -> str:
    return signer.request_object(**options)


FORGED = {
    "by a foreign key": lambda signer: forge(signer, key=make_key()),
    "by a foreign key of another kid": lambda signer: forge(signer, key=make_key(kid="key-2")),
    "by an unknown secret": lambda signer: forge(
        signer, key=OctKey.generate_key(256, {"kid": "key-1", "alg": "HS256"})
    ),
    "with another signature": lambda signer: forge(signer)[:-6] + "AAAAAA",
    "with another content": lambda signer: _with_state(forge(signer), "forged"),
    "of a kid that the client has not": lambda signer: forge(signer, header={"kid": "key-2"}),
    "of another type": lambda signer: forge(signer, header={"typ": "dpop+jwt"}),
    "encrypted": lambda _: "a.b.c.d.e",
    "no JWT": lambda _: "a.b.c",
}


def _with_state(request_object: str, state: str) -> str:
    header, _, signature = request_object.split(".")
    payload = urlsafe_b64encode(json.dumps({"state": state}).encode()).rstrip(b"=").decode()
    return f"{header}.{payload}.{signature}"


@pytest.mark.threat(22)
@pytest.mark.parametrize("how", FORGED)
def test_an_object_that_the_client_has_not_signed_says_nothing(signer: Signer, session: SsoSession, how: str) -> None:
    """The refusal goes where the parameters beside it say, or nowhere."""
    request_object = FORGED[how](signer)

    answer = answer_of(signer.rp.authorize(state="outside", request=request_object))
    alone = signer.rp.authorize(**(NOTHING | {"request": request_object}))

    assert (answer["error"], answer["state"]) == ("invalid_request_object", "outside")
    assert alone.status_code == 400
    assert "invalid_request_object" in alone.text
    pushed = signer.rp.post("/par", {"request": request_object})
    assert (pushed.status_code, pushed.get_json()["error"]) == (400, "invalid_request_object")


@pytest.mark.threat(22)
@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://other.example"},
        {"aud": None},
        {"iss": "app_other"},
        {"exp": 1},
        {"request_uri": "https://shop.example.test/request"},
        {"request": "a.b.c"},
    ],
)
def test_one_that_does_not_hold_says_where_the_refusal_goes(
    signer: Signer, session: SsoSession, changes: dict[str, Any]
) -> None:
    request_object = signer.request_object(response_mode="fragment", state="inside", **changes)

    answer = signer.rp.authorize(**(NOTHING | {"request": request_object}))

    assert answer.location.startswith(f"{REDIRECT_URI}#")
    assert answer_of(answer)["error"] == "invalid_request_object"
    assert answer_of(answer)["state"] == "inside"


@pytest.mark.threat(22)
def test_a_client_that_must_sign_can_not_leave_it(signer: Signer, session: SsoSession, database: Database) -> None:
    change_client(database, signer.rp.registered, require_signed_request_object=True)
    now = int(current_time().timestamp())
    request_object = unsigned(**signer.claims(sub=None, nbf=now, **signer.rp.request()))

    assert answer_of(signer.rp.authorize(request=request_object))["error"] == "invalid_request_object"


def test_what_is_pushed_and_does_not_hold_is_logged_with_its_client(
    rp: RelyingParty, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also of a client that names itself in its assertion alone."""
    signer = register_keys(database, rp)
    machine(rp.browser).post("/par", data=signer.form(request="a.b.c"))

    refused = [json.loads(line) for line in capsys.readouterr().err.splitlines() if '"request refused"' in line]
    assert [line["client_id"] for line in refused] == [rp.client_id]


@pytest.mark.threat(22)
def test_the_assertion_of_a_client_is_no_request(signer: Signer, session: SsoSession) -> None:
    """RFC 9101 10.8."""
    assert answer_of(signer.rp.authorize(request=signer.sign()))["error"] == "invalid_request_object"


@pytest.mark.parametrize("changes", [{"client_id": "app_other"}, {"response_type": "token"}])
def test_what_must_be_the_same_outside_is(signer: Signer, session: SsoSession, changes: dict[str, Any]) -> None:
    answer = answer_of(signer.rp.authorize(request=signer.request_object(**changes)))

    assert answer["error"] == "invalid_request_object"


def test_the_rules_of_a_request_hold_for_an_object_too(signer: Signer, session: SsoSession) -> None:
    """The refusal goes the way that the object names."""
    assert send(signer, signer.request_object(scope="nonsense", state="inside")) == {
        "error": "invalid_scope",
        "error_description": "None of the requested scopes is available to this client.",
        "iss": "https://id.example.test",
        "state": "inside",
    }
    evil = signer.rp.authorize(**(NOTHING | {"request": signer.request_object(redirect_uri="https://evil.example/")}))
    assert evil.status_code == 400


def test_the_one_algorithm_that_is_registered_is_enforced(
    signer: Signer, session: SsoSession, database: Database
) -> None:
    change_client(database, signer.rp.registered, request_object_signing_alg="RS256")

    assert send(signer, signer.request_object(), redirect_uri=REDIRECT_URI)["error"] == "invalid_request_object"
    answer = answer_of(signer.rp.authorize(request=unsigned(state="inside"), state="outside"))
    assert (answer["error"], answer["state"]) == ("invalid_request_object", "outside")


# Unsigned objects -----------------------------------------------------------------------------------------


def test_an_unsigned_object_of_a_client_that_is_registered_so(
    client: PageClient, database: Database, session: SsoSession
) -> None:
    rp = create_relying_party(database, client, request_object_signing_alg="none")

    answer = answer_of(rp.authorize(state="outside", request=unsigned(state="inside", client_id=rp.client_id)))

    assert answer["state"] == "inside"
    assert "code" in answer
    assert answer_of(rp.authorize(request=unsigned(iss="app_other")))["error"] == "invalid_request_object"
    assert answer_of(rp.authorize(request=f"{unsigned()}c2ln"))["error"] == "invalid_request_object"


def test_the_operator_is_told_how_unsigned_objects_are_taken(
    rp: RelyingParty, capsys: pytest.CaptureFixture[str]
) -> None:
    rp.authorize(request=unsigned(scope="openid"))
    assert f"`idp clients edit {rp.client_id} --request-object-alg none`" in capsys.readouterr().err


def test_a_form_post_named_in_the_object_alone(rp: RelyingParty) -> None:
    page = rp.authorize(state=None, request=unsigned(response_mode="form_post", state="inside"))
    form = forms_of(page)[0]
    assert (form.action, form.method) == (REDIRECT_URI, "post")
    assert (form.fields["error"], form.fields["state"]) == ("request_not_supported", "inside")


def test_a_fragment_named_in_the_object_alone(rp: RelyingParty) -> None:
    answer = rp.authorize(request=unsigned(response_mode="fragment"))
    assert "error=request_not_supported" in urlsplit(answer.headers["Location"]).fragment


def test_without_a_mode_it_goes_to_the_query(rp: RelyingParty) -> None:
    assert answer_of(rp.authorize(request=unsigned(scope="openid")))["error"] == "request_not_supported"


def test_a_redirect_uri_in_the_object_alone(rp: RelyingParty) -> None:
    answer = answer_of(rp.authorize(redirect_uri=None, request=unsigned(redirect_uri=REDIRECT_URI)))
    assert answer["error"] == "request_not_supported"


def test_one_that_is_not_registered_is_never_gone_to(rp: RelyingParty) -> None:
    evil = "https://evil.example/"
    alone = rp.authorize(redirect_uri=None, request=unsigned(redirect_uri=evil, response_mode="form_post"))
    assert alone.status_code == 400
    beside = rp.authorize(request=unsigned(redirect_uri=evil, response_mode="form_post"))
    assert beside.headers["Location"].startswith(f"{REDIRECT_URI}?")
