"""What introspection says of a token that holds (RFC 7662 2.2)."""

from datetime import timedelta

import pytest

from idp.infrastructure.clock import current_time
from tests.factories.accounts import create_account
from tests.factories.authorizations import create_authorization, give_refresh_token
from tests.factories.clients import change_client
from tests.factories.organizations import create_membership, end_membership
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.applications import ISSUER

pytestmark = pytest.mark.usefixtures("session", "clock")


def test_a_refresh_token_is_told_with_what_it_was_given_for(database, rp, person):
    authorization = create_authorization(
        database, rp.registered, account_id=person.id, subject=person.id, scope=("openid", "email")
    )
    token = give_refresh_token(database, authorization)

    assert rp.introspect(str(token)) == {
        "active": True,
        "iss": ISSUER,
        "sub": person.id,
        "client_id": rp.client_id,
        "username": person.email,
        "scope": "openid email",
        "iat": int(authorization.created_at.timestamp()),
        "exp": int(authorization.expires_at.timestamp()),
    }


def test_one_of_a_client_that_acts_for_itself_names_no_user(database, rp):
    told = rp.introspect(str(give_refresh_token(database, create_authorization(database, rp.registered))))

    assert (told["active"], told["sub"]) == (True, rp.client_id)
    assert told.keys().isdisjoint({"username", "tenant"})


def test_one_that_acts_for_an_organization_names_it(database, rp, person):
    organization_id = create_membership(database, person).organization_id
    authorization = create_authorization(
        database, rp.registered, account_id=person.id, subject=person.id, organization_id=organization_id
    )

    assert rp.introspect(str(give_refresh_token(database, authorization)))["tenant"] == organization_id


@pytest.mark.parametrize(("left", "is_active"), [(timedelta(seconds=1), True), (timedelta(0), False)])
def test_a_refresh_token_holds_until_its_end(database, rp, left, is_active):
    authorization = create_authorization(database, rp.registered, expires_at=current_time() + left)

    assert rp.introspect(str(give_refresh_token(database, authorization)))["active"] is is_active


def test_an_access_token_is_a_bearer_token_with_its_claims(rp, person):
    token = rp.obtain_tokens(scope="openid email")["access_token"]

    told = rp.introspect(token)
    assert told == {"active": True, "token_type": "Bearer", "username": person.email} | rp.read_id_token(token)


@pytest.mark.threat(72)
def test_an_access_token_ends_with_the_membership_that_it_was_issued_for(database, client):
    """Also where its authorization has gone on with another organization since."""
    person = create_account(database)
    sign_in(client, database, person)
    first, second = create_membership(database, person), create_membership(database, person)
    rp = create_relying_party(database, client, scope="openid organization")
    change_client(database, rp.registered, organization_at_refresh="asked")
    before = rp.obtain_tokens(scope="openid organization", organization=first.organization_id)
    after = rp.refresh(before["refresh_token"], organization=second.organization_id).get_json()
    assert [rp.introspect(each["access_token"])["active"] for each in (before, after)] == [True, True]

    end_membership(database, first)
    assert [rp.introspect(each["access_token"])["active"] for each in (before, after)] == [False, True]
