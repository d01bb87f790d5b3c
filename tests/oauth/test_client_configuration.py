"""Clients that read, replace and delete their registration (RFC 7592)."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.clients.models import ClientRecord, ClientSecret
from idp.infrastructure.clock import current_time
from idp.oauth.authorizations.models import AuthorizationRecord
from tests.factories.accounts import create_account
from tests.factories.assertions import key_set, make_key
from tests.factories.clients import create_client
from tests.factories.dynamic_clients import (
    METADATA,
    PATH,
    allow,
    bearer,
    issue_token,
    manage,
    register,
    relying_party,
    send,
)
from tests.factories.relying_parties import machine
from tests.factories.sessions import sign_in
from tests.provisioning.shell import Shell
from tests.security.answers import json_error_of

# What a registration answer says beside the metadata (RFC 7592 2.2).
ISSUED = ("client_id_issued_at", "client_secret_expires_at", "registration_access_token", "registration_client_uri")


@pytest.fixture
def token(database):
    return issue_token(database)


@pytest.fixture
def registered(client, token):
    return register(client, token)


def metadata_of(registered):
    """What a client sends that changes nothing."""
    return {name: value for name, value in registered.items() if name not in {*ISSUED, "client_secret"}}


def change(registered, **changes):
    return {name: value for name, value in (metadata_of(registered) | changes).items() if value is not None}


# Reading ---------------------------------------------------------------------------------------------------------


def test_a_client_reads_what_it_has_registered(client, registered):
    """A secret that is stored as a digest is not told again."""
    answer = manage(client, registered, "GET")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    secret = {"client_secret", "client_secret_expires_at"}
    assert answer.get_json() == {name: value for name, value in registered.items() if name not in secret}


# Replacing -------------------------------------------------------------------------------------------------------


@pytest.mark.threat(24)
def test_what_was_read_can_be_written_back_whatever_operators_have_set(client, registered, shell, database):
    """Nothing of it is lost, nothing becomes more."""
    client_id = registered["client_id"]
    operator = ("--scope", "organizations", "--web-origin", "https://shop.example.test", "--pkce", "required")
    shell.answer("clients", "edit", client_id, *operator, "--portal", "forum", "--no-id-token-claims")
    before, secrets = database.one(select(ClientRecord)).values, database.one(select(ClientSecret.secret_hash))
    read = manage(client, registered, "GET").get_json()

    answer = manage(client, registered, "PUT", read)

    assert answer.get_json() == read
    assert "organizations" in read["scope"].split()
    assert database.one(select(ClientRecord)).values == before
    assert database.one(select(ClientSecret.secret_hash)) == secrets


def test_what_is_left_out_has_its_default_again(client, token, database):
    registered = register(client, token, **{"client_name#de": "X", "logo_uri": "https://shop.example.test/logo.png"})
    registered = register(
        client, token, contacts=["a"], default_max_age=1, scope="openid", **{"tos_uri#de": "https://x.example"}
    )

    answer = manage(client, registered, "PUT", METADATA | {"client_id": registered["client_id"], "contacts": None})

    assert metadata_of(answer.get_json()) == metadata_of(register(client, token)) | {
        "client_id": registered["client_id"]
    }


def test_a_client_that_names_no_scopes_keeps_those_that_an_operator_gave_it(client, registered, shell):
    edit = ("clients", "edit", registered["client_id"])
    shell.answer(*edit, "--scope", "organizations")
    shell.answer(*edit, "--remove-scope", "phone", "--remove-scope", "address")

    answer = manage(client, registered, "PUT", change(registered, scope=None))

    assert answer.get_json()["scope"] == "openid profile email offline_access organizations"
    assert shell.answer(*edit[:1], "show", edit[-1])["permitted_scope"] == answer.get_json()["scope"]


def test_a_scope_that_an_operator_took_away_is_not_taken_back(client, registered, shell):
    shell.answer("clients", "edit", registered["client_id"], "--remove-scope", "phone")

    assert json_error_of(manage(client, registered, "PUT", metadata_of(registered))) == (400, "invalid_client_metadata")
    answer = manage(client, registered, "PUT", change(registered, scope="openid"))
    assert answer.get_json()["scope"] == "openid"
    assert "email" in manage(client, registered, "PUT", change(registered, scope=None)).get_json()["scope"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "app_other"}, "invalid_client_metadata"),
        ({"client_id": None}, "invalid_client_metadata"),
        ({"client_secret": "chosen"}, "invalid_client_metadata"),
        ({"client_secret": 1}, "invalid_client_metadata"),
        ({"scope": "openid organizations"}, "invalid_client_metadata"),
        ({"redirect_uris": ["https://shop.example.test/#"]}, "invalid_redirect_uri"),
        ({"software_statement": "eyJ"}, "unapproved_software_statement"),
    ],
)
def test_what_cannot_be_registered_changes_nothing(client, registered, database, changes, error):
    before = database.one(select(ClientRecord)).values
    answer = manage(client, registered, "PUT", change(registered, **changes) | {"client_name": "Other"})

    assert json_error_of(answer) == (400, error)
    assert database.one(select(ClientRecord)).values == before


def test_a_client_may_send_its_own_secret(client, registered, database):
    document = metadata_of(registered) | {"client_secret": registered["client_secret"], "client_name": "Other"}

    assert manage(client, registered, "PUT", document).get_json()["client_name"] == "Other"
    row = database.one(select(ClientSecret))
    database.change(row, expires_at=current_time() - timedelta(seconds=1))
    assert manage(client, registered, "PUT", document).status_code == 400


def test_the_secret_of_another_client_is_refused(client, token, registered):
    document = metadata_of(registered) | {"client_secret": register(client, token)["client_secret"]}

    assert json_error_of(manage(client, registered, "PUT", document)) == (400, "invalid_client_metadata")


def test_the_secret_follows_the_authentication_method(client, registered, database):
    public = manage(client, registered, "PUT", change(registered, token_endpoint_auth_method="none")).get_json()
    assert "client_secret" not in public
    assert database.count(ClientSecret) == 0

    again = manage(client, registered, "PUT", metadata_of(registered)).get_json()
    assert again["client_secret"] != registered["client_secret"]
    assert again["client_secret_expires_at"] == 0


def test_a_security_profile_that_an_operator_asks_for_cannot_be_left(client, token, shell):
    keys = {"token_endpoint_auth_method": "private_key_jwt", "jwks": json.loads(key_set(make_key()))}
    registered = register(client, token, id_token_signed_response_alg="ES256", **keys)
    shell.answer("clients", "edit", registered["client_id"], "--profile", "fapi2")
    read = manage(client, registered, "GET").get_json()

    assert manage(client, registered, "PUT", read).get_json() == read
    assert read["require_pushed_authorization_requests"] is True
    for weaker in ({"token_endpoint_auth_method": "client_secret_basic"}, {"id_token_signed_response_alg": "RS256"}):
        assert json_error_of(manage(client, registered, "PUT", read | weaker)) == (400, "invalid_client_metadata")


def test_pkce_that_an_operator_asks_for_cannot_be_changed_back(client, registered, shell):
    """Whether it is needed follows from the authentication method, which the client may change."""
    shell.answer("clients", "edit", registered["client_id"], "--pkce", "required")
    for method in ("none", "client_secret_basic"):
        assert (
            manage(client, registered, "PUT", change(registered, token_endpoint_auth_method=method)).status_code == 200
        )

    assert shell.answer("clients", "show", registered["client_id"])["pkce"] == "required"


def test_a_change_is_written_down_for_operators(client, registered, database):
    manage(client, registered, "PUT", change(registered, client_name="Other"))

    event = database.one(select(AuditEvent).where(AuditEvent.action == "client.edited"))
    assert (event.actor_kind, event.actor_id) == ("client", registered["client_id"])
    assert event.details == {"fields": ["client_name"]}


# Deleting --------------------------------------------------------------------------------------------------------


def test_a_client_that_deletes_itself_ends_all_that_it_was_issued(client, registered, database):
    sign_in(client, database, create_account(database))
    rp = relying_party(client, database, registered)
    tokens = rp.redeem(allow(client, rp)).get_json()
    assert rp.userinfo(tokens["access_token"]).status_code == 200

    answer = manage(client, registered, "DELETE")

    assert (answer.status_code, answer.data) == (204, b"")
    assert rp.userinfo(tokens["access_token"]).status_code == 401
    assert rp.redeem("x").status_code == 401
    assert database.count(AuthorizationRecord) == database.count(ClientSecret) == 0
    assert json_error_of(manage(client, registered, "GET")) == (401, "invalid_token")
    assert database.one(select(AuditEvent.actor_id).where(AuditEvent.action == "client.deleted")) == rp.client_id


# Who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.threat(24)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_token_is_for_its_own_client_alone(client, token, registered, database, method):
    """The same answer for a client of another, one of an operator, and one that does not exist."""
    other = register(client, token, client_name="Other")
    by_operator = create_client(database).client_id
    document = metadata_of(other) | {"client_name": "Taken"}
    rows = {record.client_id: record.values for record in database.rows(select(ClientRecord))}
    answers = [
        send(client, method, f"{PATH}?client_id={client_id}", registered["registration_access_token"], document)
        for client_id in (other["client_id"], by_operator, "unknown", "")
    ]
    answers.append(send(client, method, PATH, registered["registration_access_token"], document))
    answers.append(send(client, method, registered["registration_client_uri"], token, document))

    assert {json_error_of(answer) for answer in answers} == {(401, "invalid_token")}
    assert len({answer.data for answer in answers}) == 1
    assert all(answer.headers["WWW-Authenticate"].startswith('Bearer error="invalid_token"') for answer in answers)
    assert {record.client_id: record.values for record in database.rows(select(ClientRecord))} == rows


def test_a_disabled_client_can_do_nothing_with_its_token(client, registered, shell: Shell):
    shell.answer("clients", "disable", registered["client_id"])

    answers = [manage(client, registered, method, metadata_of(registered)) for method in ("GET", "PUT", "DELETE")]
    assert {json_error_of(answer) for answer in answers} == {(401, "invalid_token")}
    shell.answer("clients", "enable", registered["client_id"])
    assert manage(client, registered, "GET").status_code == 200


def test_without_a_token_there_is_a_challenge(client, registered):
    answer = machine(client).get(registered["registration_client_uri"])

    assert json_error_of(answer) == (401, "invalid_token")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("query", ["access_token={token}&client_id={id}", "client_id={id}&client_id={id}"])
def test_a_request_that_is_ambiguous_is_refused(client, registered, query):
    token = registered["registration_access_token"]
    url = f"{PATH}?{query.format(token=token, id=registered['client_id'])}"
    answer = machine(client).get(url, headers={} if "access_token" in query else bearer(token))

    assert json_error_of(answer) == (400, "invalid_request")


def test_an_address_asks_so_often_within_an_hour(make_app, token, clock):
    browser = make_app(client_registration={"requests_per_address": 1}).test_client()
    registered = register(browser, token)

    assert manage(browser, registered, "GET").status_code == 200
    refused = manage(browser, registered, "GET")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"]
    clock.shift(timedelta(hours=1, seconds=1))
    assert manage(browser, registered, "GET").status_code == 200


def test_there_is_nothing_where_registration_is_off(make_app, client, registered):
    browser = make_app(client_registration={"access": "off"}).test_client()

    assert manage(browser, registered, "GET").status_code == 404
