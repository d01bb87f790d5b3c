"""What a token stands for is that of its own authorization, while that is in effect."""

import pytest

from idp.infrastructure.clock import current_time
from idp.oauth.authorizations import Authorization
from idp.oauth.authorizations.adding import add_code
from idp.oauth.authorizations.basis import find_basis
from idp.oauth.authorizations.bearer import explain_end, find_bearer
from tests.factories.accounts import create_account
from tests.factories.authorizations import create_authorization
from tests.factories.clients import REDIRECT_URI, create_client

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def people(database):
    return [create_account(database, email=f"person{number}@example.test") for number in range(3)]


@pytest.fixture
def authorizations(database, rp, people):
    return [create_authorization(database, rp.registered, account_id=each.id, subject=each.id) for each in people]


def test_a_bearer_is_that_of_the_authorization(app, authorizations, people):
    with app.app_context():
        found = [find_bearer(each.id, None) for each in authorizations]

    assert [each.subject for each in found] == [each.id for each in people]
    assert [each.username for each in found] == [each.email for each in people]


def test_an_authorization_whose_code_was_not_redeemed_has_no_bearer(app, rp, person):
    now = current_time()
    waiting = Authorization(
        client_id=rp.client_id,
        account_id=person.id,
        subject=person.id,
        scope=("openid",),
        created_at=now,
        expires_at=now,
    )
    with app.app_context():
        add_code(waiting, redirect_uri=REDIRECT_URI, code_challenge=None)

        assert find_bearer(waiting.id, None) is None


def test_the_log_tells_the_end_of_the_authorization_itself(app, database, authorizations, people):
    database.change(people[1], disabled_at=current_time())

    with app.app_context():
        told = [explain_end(each.id).split(" at ")[0] for each in authorizations]

    assert told[1] == "account disabled"
    assert "account disabled" not in (told[0], told[2])


def test_a_basis_is_that_of_the_authorization(app, rp, authorizations, people):
    with app.app_context():
        found = [find_basis(each.id, rp.client_id, "shop") for each in authorizations]

    assert [each.evidence.account_id for each in found] == [each.id for each in people]


def test_another_client_learns_nothing_of_it(app, database, rp, authorizations):
    other = create_client(database)

    with app.app_context():
        assert find_basis(authorizations[0].id, rp.client_id, "shop") is not None
        assert find_basis(authorizations[0].id, other.client_id, "shop") is None
