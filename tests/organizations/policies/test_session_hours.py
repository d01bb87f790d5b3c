"""How old a sign-in may be that acts for an organization."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from time_machine import Traveller
from werkzeug.test import TestResponse

from idp.accounts.models import Account
from idp.organizations.models import Membership, Organization
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.organizations import create_membership
from tests.factories.relying_parties import RelyingParty, answer_of, create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of

SCOPE = "openid organization offline_access"
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def person(client: PageClient, database: Database) -> Account:
    account = create_account(database)
    sign_in(client, database, account)
    return account


@pytest.fixture
def hafen(database: Database, person: Account) -> Membership:
    return create_membership(database, person, name="Hafenwerk GmbH")


@pytest.fixture
def rp(database: Database, client: PageClient) -> RelyingParty:
    return create_relying_party(database, client, scope=SCOPE)


def limit(database: Database, membership: Membership, hours: int) -> None:
    with database.transaction() as session:
        session.get_one(Organization, membership.organization_id).session_hours = hours


def form_with(page: TestResponse, field: str) -> int:
    return next(at for at, form in enumerate(forms_of(page)) if field in form.fields)


def test_a_sign_in_that_is_too_old_is_asked_for_again(
    rp: RelyingParty, database: Database, hafen: Membership, clock: Traveller
) -> None:
    limit(database, hafen, 1)
    clock.shift(HOUR)
    assert "code" in answer_of(rp.authorize(scope=SCOPE, prompt="none"))

    clock.shift(timedelta(seconds=1))
    assert answer_of(rp.authorize(scope=SCOPE, prompt="none"))["error"] == "login_required"
    page = rp.browser.get(rp.authorize(scope=SCOPE).headers["Location"])
    assert "Ihre Organisation verlangt eine aktuelle Anmeldung" in page.text


def test_signing_in_again_is_enough(
    rp: RelyingParty, database: Database, person: Account, hafen: Membership, clock: Traveller
) -> None:
    limit(database, hafen, 1)
    clock.shift(1.5 * HOUR)
    page = rp.browser.get(rp.authorize(scope=SCOPE).headers["Location"])
    page = rp.browser.submit(page, {"email": person.email}, form=form_with(page, "email"))
    following = rp.browser.get(page.headers["Location"])
    done = rp.browser.submit(following, {"password": PASSWORD}, form=form_with(following, "password"))

    assert "code" in answer_of(rp.browser.get(done.headers["Location"]))
    assert "code" in answer_of(rp.authorize(scope=SCOPE, prompt="none"))


def test_pages_of_the_account_ask_as_well(
    client: PageClient, database: Database, person: Account, hafen: Membership, clock: Traveller
) -> None:
    limit(database, hafen, 1)
    assert client.get("/account").status_code == 200

    clock.shift(1.5 * HOUR)
    assert "/signin" in client.get("/account").headers["Location"]


def test_a_refresh_and_userinfo_end_with_the_sign_in(
    rp: RelyingParty, database: Database, hafen: Membership, clock: Traveller
) -> None:
    tokens = rp.obtain_tokens(scope=SCOPE)
    limit(database, hafen, 1)
    tokens = rp.refresh(tokens["refresh_token"]).get_json()
    clock.shift(HOUR + timedelta(seconds=1))

    assert rp.refresh(tokens["refresh_token"]).get_json()["error"] == "invalid_grant"
    limit(database, hafen, 2)
    assert rp.refresh(tokens["refresh_token"]).status_code == 200


def test_the_organization_that_was_chosen_limits_in_place_of_the_strictest(
    rp: RelyingParty, database: Database, person: Account, hafen: Membership, clock: Traveller
) -> None:
    """Threat row 96, with another policy."""
    linden = create_membership(database, person, name="Lindenhof eG")
    limit(database, linden, 1)
    assert "code" in answer_of(rp.authorize(scope=SCOPE, prompt="none", organization=hafen.organization_id))
    clock.shift(1.5 * HOUR)

    assert "code" in answer_of(rp.authorize(scope=SCOPE, prompt="none"))
    strict = rp.authorize(scope=SCOPE, prompt="none", organization=linden.organization_id)
    assert answer_of(strict)["error"] == "login_required"
    # Of a request that is about no organization, the strictest limit holds.
    assert answer_of(rp.authorize(prompt="none"))["error"] == "login_required"


def test_a_limit_reaches_memberships_that_exist_and_those_that_begin(
    database: Database, person: Account, hafen: Membership
) -> None:
    """The database itself keeps the copies true, whatever statement changes the policy."""
    with database.transaction() as session:
        session.execute(update(Organization).values(session_hours=8, second_factor="all"))
    with database.transaction() as session:
        found = session.get_one(Membership, hafen.id)
        assert (found.session_hours, found.second_factor) == (8, "all")
