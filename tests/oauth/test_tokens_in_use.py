"""Userinfo, introspection and revocation: what an access token opens, and when it stops."""

from datetime import timedelta

import pytest

from idp.infrastructure.clock import current_time
from tests.factories.accounts import create_account
from tests.factories.organizations import create_membership
from tests.factories.relying_parties import create_relying_party, machine
from tests.factories.sessions import sign_in

pytestmark = pytest.mark.usefixtures("session", "clock")


@pytest.fixture
def tokens(rp):
    return rp.obtain_tokens(scope="openid profile email")


# Userinfo ---------------------------------------------------------------------------------------------------


def test_userinfo_tells_what_the_scopes_stand_for(rp, tokens, person):
    assert rp.userinfo(tokens["access_token"]).get_json() == {
        "sub": person.id,
        "name": person.name,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "preferred_username": person.email,
        "updated_at": int(person.updated_at.timestamp()),
        "email": person.email,
        "email_verified": True,
    }


def test_userinfo_with_openid_alone_tells_the_subject(rp, person):
    tokens = rp.obtain_tokens(scope="openid")

    assert rp.userinfo(tokens["access_token"]).get_json() == {"sub": person.id}


def test_userinfo_takes_the_token_by_post_in_header_or_body(rp, tokens, person):
    server = machine(rp.browser)
    header = {"Authorization": f"Bearer {tokens['access_token']}"}

    assert server.post("/userinfo", headers=header).get_json()["sub"] == person.id
    assert server.post("/userinfo", data={"access_token": tokens["access_token"]}).get_json()["sub"] == person.id


def test_userinfo_tells_further_standard_claims(rp, database, client):
    person = create_account(database, claims={"phone_number": "+49 30 1234567", "sub": "somebody else"})
    sign_in(client, database, person)
    rp = create_relying_party(database, client, scope="openid phone")

    told = rp.userinfo(rp.obtain_tokens(scope="openid phone")["access_token"]).get_json()

    assert told == {"sub": person.id, "phone_number": "+49 30 1234567", "phone_number_verified": False}


def test_organizations_are_told_in_one_shape(database, client, person):
    membership = create_membership(database, person, role="administrator", name="Stadtwerke Beispiel")
    rp = create_relying_party(database, client, scope="openid organizations")

    told = rp.userinfo(rp.obtain_tokens(scope="openid organizations")["access_token"]).get_json()

    organization = {
        "id": membership.organization_id,
        "name": "Stadtwerke Beispiel",
        "roles": ["administrator"],
        "products": [],
        "billing": False,
    }
    assert told["organization"] == organization
    assert told["organizations"] == [organization]
    assert told["groups"] == ["administrator"]


@pytest.mark.parametrize("id_token", [True, False])
def test_groups_are_a_scope_of_their_own(database, client, person, id_token):
    """Trial row P11."""
    create_membership(database, person, role="administrator")
    rp = create_relying_party(database, client, scope="openid groups", id_token_claims=id_token)
    tokens = rp.obtain_tokens(scope="openid groups")

    told = rp.userinfo(tokens["access_token"]).get_json()

    assert told == {"sub": person.id, "groups": ["administrator"]}
    assert ("groups" in rp.read_id_token(tokens["id_token"])) is id_token


def test_a_person_of_no_organization_has_no_groups(database, client, person):
    rp = create_relying_party(database, client, scope="openid groups")
    told = rp.userinfo(rp.obtain_tokens(scope="openid groups")["access_token"]).get_json()
    assert told == {"sub": person.id, "groups": []}


def test_a_missing_token_is_told_without_an_error(rp):
    answer = machine(rp.browser).get("/userinfo")

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_an_expired_token_is_refused(rp, tokens, clock):
    clock.shift(timedelta(seconds=tokens["expires_in"] + 1))

    answer = rp.userinfo(tokens["access_token"])

    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


# Introspection ----------------------------------------------------------------------------------------------


def test_an_access_token_is_active_for_its_client(rp, tokens, person, settings):
    told = rp.introspect(tokens["access_token"])

    assert told["active"] is True
    assert (told["iss"], told["sub"], told["client_id"]) == (settings.issuer, person.id, rp.client_id)
    assert told["scope"] == "openid profile email"
    assert told["username"] == person.email


def test_a_refresh_token_is_active_until_it_is_used(rp, tokens):
    assert rp.introspect(tokens["refresh_token"])["active"] is True
    rp.refresh(tokens["refresh_token"])

    assert rp.introspect(tokens["refresh_token"]) == {"active": False}


@pytest.mark.parametrize("token", ["x", "fam_1.x", "a.b.c", "🙈"])
def test_what_is_no_token_is_inactive(rp, token):
    assert rp.introspect(token) == {"active": False}


def test_an_id_token_is_not_an_access_token(rp, tokens):
    assert rp.introspect(tokens["id_token"]) == {"active": False}
    assert rp.userinfo(tokens["id_token"]).status_code == 401


# Revocation -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["refresh_token", "access_token"])
def test_revoking_a_token_ends_everything_that_came_with_it(rp, tokens, kind):
    answer = rp.revoke(tokens[kind])

    assert (answer.status_code, answer.get_json()) == (200, {})
    assert rp.userinfo(tokens["access_token"]).status_code == 401
    assert rp.refresh(tokens["refresh_token"]).status_code == 400
    assert rp.introspect(tokens["access_token"]) == {"active": False}


def test_revoking_what_is_no_token_is_a_success(rp):
    assert rp.revoke("nonsense").status_code == 200


def test_revocation_without_a_token_says_what_is_missing(rp):
    answer = rp.post("/revoke", {"token_type_hint": "access_token"})

    assert answer.get_json() == {"error": "invalid_request", "error_description": "The parameter token is missing."}


# At once ----------------------------------------------------------------------------------------------------


@pytest.mark.threat(17)
def test_a_disabled_person_is_refused_everywhere_at_once(rp, tokens, database, person):
    database.change(person, disabled_at=current_time())

    assert rp.userinfo(tokens["access_token"]).status_code == 401
    assert rp.introspect(tokens["access_token"]) == {"active": False}
    assert rp.introspect(tokens["refresh_token"]) == {"active": False}
    assert rp.refresh(tokens["refresh_token"]).get_json()["error"] == "invalid_grant"


@pytest.mark.threat(17)
def test_a_disabled_client_is_refused_everywhere_at_once(make_app, database, person):
    # A worker that trusts its copy of the client for an hour and does not know yet.
    browser = make_app(database={"cache_check_seconds": 60}, own=True).test_client()
    sign_in(browser, database, person)
    rp = create_relying_party(database, browser)
    tokens = rp.obtain_tokens()
    database.change(rp.registered.record, disabled_at=current_time())

    assert rp.userinfo(tokens["access_token"]).status_code == 401
    assert rp.introspect(tokens["access_token"]) == {"active": False}
    assert rp.refresh(tokens["refresh_token"]).get_json()["error"] == "invalid_grant"
