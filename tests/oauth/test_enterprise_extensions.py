"""OpenID Connect Enterprise Extensions, draft 01: when the application's session has to end, and a hint at a domain."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from idp.organizations.models import Organization
from tests.factories.accounts import create_account
from tests.factories.organizations import create_membership, create_organization, join, name_domain
from tests.factories.relying_parties import create_relying_party
from tests.factories.televisions import create_television
from tests.protocol.factories import request

SCOPE = "openid organization"


@pytest.fixture
def rp(database, client):
    return create_relying_party(database, client, scope=f"{SCOPE} offline_access")


def expiry_of(rp, **asked):
    return rp.read_id_token(rp.obtain_tokens(**asked)["id_token"])["session_expiry"]


def test_the_id_token_says_when_the_sign_in_ends(rp, session, clock):
    assert expiry_of(rp) == int(session.expires_at.timestamp())


def test_an_organization_that_lets_no_sign_in_be_older_ends_it_earlier(rp, session, person, database, clock):
    create_membership(database, person)
    with database.transaction() as connection:
        connection.execute(update(Organization).values(session_hours=3))

    assert expiry_of(rp) == int((session.authenticated_at + timedelta(hours=3)).timestamp())
    assert expiry_of(rp, scope=SCOPE) == int((session.authenticated_at + timedelta(hours=3)).timestamp())


def test_one_that_lets_it_be_older_does_not_make_it_longer(rp, session, person, database, clock):
    create_membership(database, person)
    with database.transaction() as connection:
        connection.execute(update(Organization).values(session_hours=100))

    assert expiry_of(rp) == int(session.expires_at.timestamp())


def test_a_refreshed_id_token_says_the_same(rp, session, clock):
    first = rp.obtain_tokens(scope="openid offline_access")
    clock.shift(timedelta(hours=1))
    second = rp.refresh(first["refresh_token"]).get_json()

    told = [rp.read_id_token(each["id_token"])["session_expiry"] for each in (first, second)]
    assert told == [int(session.expires_at.timestamp())] * 2


def test_a_device_is_told_the_end_of_the_session_in_which_it_was_connected(rp, session, database, client, clock):
    television = create_television(database, client)
    id_token = television.poll(television.connect()).get_json()["id_token"]
    assert rp.read_id_token(id_token)["session_expiry"] == int(session.expires_at.timestamp())


@pytest.fixture
def works(database, person):
    """The second organization of a person, with a confirmed domain; the first one has none."""
    create_membership(database, person)
    organization = create_organization(database, "Werk GmbH")
    join(database, organization, person)
    name_domain(database, organization, "werk.example")
    return organization


def tenant_of(rp, **asked):
    answer = rp.authorize(scope=SCOPE, prompt="none", **asked)
    if "code=" not in answer.location:
        return None
    return rp.read_id_token(rp.redeem(code_of(answer)).get_json()["id_token"])["tenant"]


def code_of(answer):
    return answer.location.partition("code=")[2].partition("&")[0]


def test_a_hint_at_a_domain_chooses_the_organization_that_has_it(rp, session, works):
    assert tenant_of(rp) is None, "which one is asked otherwise"
    assert tenant_of(rp, domain_hint="Werk.Example") == works.id


@pytest.mark.threat(96)
@pytest.mark.parametrize("hint", ["elsewhere.example", "werk", "a b", "x" * 300, "%00"])
def test_a_hint_that_fits_no_organization_of_the_person_is_passed_over(rp, session, works, database, hint):
    name_domain(database, create_organization(database, "Andere GmbH"), "elsewhere.example")
    assert tenant_of(rp, domain_hint="werk.example") == works.id

    assert tenant_of(rp, domain_hint=hint) == works.id, "the one that was chosen before"


def test_of_several_organizations_with_the_domain_it_is_the_persons_own(rp, session, person, database, clock):
    older = create_membership(database, create_account(database), name="Andere GmbH")
    name_domain(database, database.one(select(Organization)), "werk.example")
    clock.shift(1)
    assert older.account_id != person.id
    create_membership(database, person)
    own = create_organization(database, "Werk GmbH")
    join(database, own, person)
    name_domain(database, own, "werk.example")

    assert tenant_of(rp, domain_hint="werk.example") == own.id


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("hint", ["werk", "a b", "x" * 300, "werk.example/", "wérk.example", ""])
def test_what_can_be_no_domain_is_no_hint(hint):
    assert request(domain_hint=hint).domain_hint is None
    assert request(domain_hint="Mail.Werk.example").domain_hint == "mail.werk.example"


@pytest.mark.threat(96)
def test_a_domain_that_is_not_confirmed_is_none(rp, session, person, works, database):
    name_domain(database, works, "other.example", confirmed_at=None)
    assert tenant_of(rp, domain_hint="other.example") is None


@pytest.mark.threat(96)
def test_the_organization_that_is_asked_for_goes_before_the_hint(rp, session, person, works, database):
    other = create_organization(database, "Dritte GmbH")
    join(database, other, person)
    assert tenant_of(rp, domain_hint="werk.example", organization=other.id) == other.id
