"""Threat 25: learning from the answer or its work which clients there are; two methods at once (RFC 6749 2.3)."""

import base64
import sys
from collections import Counter
from datetime import timedelta

import pytest

from idp.clients.models import ClientSecret
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest
from tests.factories.relying_parties import create_relying_party, machine
from tests.security.answers import json_error_of

pytestmark = pytest.mark.threat(25)
ENDPOINTS = ["/par", "/token", "/introspect", "/revoke"]
FORM = {"grant_type": "refresh_token", "refresh_token": "x", "token": "x"}


def basic(user, password):
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def ask(rp, path="/token", headers=None, **credentials):
    return machine(rp.browser).post(path, data=FORM | credentials, headers=headers)


def same_answer(*answers):
    """Equal to the byte, but for the name that each request has in the log."""
    own = {"x-request-id", "request-id"}
    told = {
        (answer.status, answer.data, tuple(pair for pair in answer.headers if pair[0].lower() not in own))
        for answer in answers
    }
    assert len(told) == 1, told
    return True


@pytest.mark.parametrize("path", ENDPOINTS)
def test_unknown_known_and_disabled_clients_are_told_the_same(rp, database, client, path):
    disabled = create_relying_party(database, client)
    database.change(disabled.registered.record, disabled_at=current_time())
    answers = [
        ask(rp, path, client_id=client_id, client_secret="wrong")
        for client_id in (rp.client_id, "unknown", disabled.client_id, "acc_1", "' OR 1=1 --", "x" * 5000)
    ]
    answers.append(ask(rp, path, client_id=disabled.client_id, client_secret=disabled.registered.secret))
    answers.append(ask(rp, path, client_id=rp.client_id))
    answers.append(ask(rp, path, client_id="unknown"))

    assert {json_error_of(answer) for answer in answers} == {(401, "invalid_client")}
    assert same_answer(*answers)


@pytest.mark.parametrize("path", ENDPOINTS)
def test_in_the_header_too(rp, path):
    answers = [ask(rp, path, basic(client_id, "wrong")) for client_id in (rp.client_id, "unknown", "%00", "ä")]

    assert {json_error_of(answer) for answer in answers} == {(401, "invalid_client")}
    assert same_answer(*answers)
    assert answers[0].headers["WWW-Authenticate"].startswith("Basic ")


def test_the_work_is_the_same(rp):
    """Comparisons and hashes are counted where they run, in the interpreter."""
    ask(rp, client_id=rp.client_id, client_secret="wrong")
    known = work_of(lambda: ask(rp, client_id=rp.client_id, client_secret="wrong"))
    unknown = work_of(lambda: ask(rp, client_id="unknown", client_secret="wrong"))
    nothing = work_of(lambda: ask(rp, client_id="unknown"))

    assert known["compare_digest"] == 1
    assert known == unknown == nothing


def test_every_secret_is_compared_whichever_matches(rp, database):
    """The first of two that hold must not answer faster than the second."""
    other = "another secret that holds"
    database.save(ClientSecret(client_id=rp.client_id, secret_hash=digest(other)))
    database.change(rp.registered.record, client_name="Other")
    counts = [
        work_of(lambda secret=secret: ask(rp, client_id=rp.client_id, client_secret=secret))["compare_digest"]
        for secret in (rp.registered.secret, other, "wrong")
    ]

    assert len(set(counts)) == 1


def test_an_expired_secret_does_not_hold(rp, database, clock):
    ending = "a secret that ends"
    database.save(
        ClientSecret(
            client_id=rp.client_id, secret_hash=digest(ending), expires_at=current_time() + timedelta(seconds=5)
        )
    )
    assert json_error_of(ask(rp, client_id=rp.client_id, client_secret=ending)) == (400, "invalid_grant")
    clock.shift(5)

    assert json_error_of(ask(rp, client_id=rp.client_id, client_secret=ending)) == (401, "invalid_client")


@pytest.mark.parametrize("path", ENDPOINTS)
def test_two_methods_at_once_are_refused(rp, path):
    """Even where both are right: a proxy may have looked at one, and we at the other."""
    header, secret = basic(rp.client_id, rp.registered.secret), rp.registered.secret
    answers = [
        ask(rp, path, header, client_id=rp.client_id, client_secret=secret),
        ask(rp, path, header, client_secret=secret),
        ask(rp, path, basic(rp.client_id, "wrong"), client_id=rp.client_id, client_secret=secret),
        ask(rp, path, header, client_id="other"),
    ]

    assert {json_error_of(answer) for answer in answers} == {(400, "invalid_request")}


def test_a_public_client_has_no_secret_to_guess(database, client):
    public = create_relying_party(database, client, token_endpoint_auth_method="none")

    assert json_error_of(ask(public, client_id=public.client_id)) == (400, "invalid_grant")
    for secret in ("x", digest("")):
        assert json_error_of(ask(public, client_id=public.client_id, client_secret=secret)) == (401, "invalid_client")
    assert json_error_of(ask(public, headers=basic(public.client_id, ""))) == (401, "invalid_client")


def test_the_stored_hash_is_no_secret(rp):
    stolen = digest(rp.registered.secret)

    assert json_error_of(ask(rp, client_id=rp.client_id, client_secret=stolen)) == (401, "invalid_client")


@pytest.mark.parametrize(
    "change", [str.upper, str.lower, lambda secret: secret[:-1], lambda secret: f"{secret} ", lambda secret: secret * 2]
)
def test_a_secret_that_is_nearly_right_is_wrong(rp, change):
    wrong = change(rp.registered.secret)

    assert json_error_of(ask(rp, client_id=rp.client_id, client_secret=wrong)) == (401, "invalid_client")
    assert json_error_of(ask(rp, client_id=rp.client_id.upper(), client_secret=rp.registered.secret)) == (
        401,
        "invalid_client",
    )


@pytest.mark.parametrize(
    "header", ["Basic", "Basic ", "Basic !", "Basic Og==", "Basic /////w==", "Digest x", "Bearer x", "", "é"]
)
def test_a_bad_header_is_a_401_and_never_a_way_round(database, client, header):
    public = create_relying_party(database, client, token_endpoint_auth_method="none")

    assert json_error_of(ask(public, headers={"Authorization": header}, client_id=public.client_id)) == (
        401,
        "invalid_client",
    )


def work_of(act):
    """How often secrets are compared and hashed meanwhile."""
    counted = Counter()

    def look(_frame, event, function):
        name = getattr(function, "__name__", "")
        if event == "c_call" and name in {"compare_digest", "openssl_sha256"}:
            counted[name] += 1

    sys.setprofile(look)
    try:
        act()
    finally:
        sys.setprofile(None)
    return counted
