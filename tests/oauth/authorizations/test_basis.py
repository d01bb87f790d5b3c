"""What an authorization rests on, and what is open to be redeemed: as the statements say that look both up."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.oauth.authorizations.basis import BASIS, find_basis, to_basis, with_basis
from idp.oauth.authorizations.columns import Redeemable, T
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.protocol.second_factor import DeviceTrust
from idp.sessions.models import Device
from tests.factories.accounts import create_account
from tests.factories.authorizations import create_authorization
from tests.factories.organizations import create_organization, join
from tests.factories.sessions import create_session

pytestmark = pytest.mark.usefixtures("clock", "in_app")
HOUR = timedelta(hours=1)


@pytest.fixture
def in_app(app):
    with app.app_context():
        yield


@pytest.fixture
def create(database, rp):
    """An authorization of a new account, with a session on a device that it trusts for some hours."""

    def make(hours, **values):
        account = create_account(database)
        now = current_time()
        device = Device(account_id=account.id, token_hash="-", trusted_at=now, trusted_until=now + hours * HOUR)
        database.save(device)
        session = create_session(database, account, device_id=device.id, enrolment_put_off_at=now)
        given = {"account_id": account.id, "subject": account.id, "session_id": session.id, "amr": ("pwd",)}
        return create_authorization(database, rp.registered, **given | values)

    return make


def read(database, authorization, organization_id=None):
    """As the statements do that are built when their module is imported."""
    known = {"at_portal": "shop", "organization": organization_id, "now": current_time()}
    statement = select(*BASIS).select_from(with_basis(AuthorizationRecord.__table__)).where(T.id == authorization.id)
    with database.engine.connect() as connection:
        [row] = connection.execute(statement, known).all()
    return to_basis(row, "shop")


def test_it_rests_on_its_own_account_session_and_device(database, create):
    authorizations = [create(hours) for hours in (1, 2)]
    for hours, authorization in enumerate(authorizations, start=1):
        found = read(database, authorization)
        assert found == find_basis(authorization.id, authorization.client_id, "shop")
        assert (found.account.id, found.evidence.account_id) == (authorization.account_id,) * 2
        assert found.evidence.trust == DeviceTrust(current_time(), current_time() + hours * HOUR)
        assert (found.evidence.amr, found.evidence.is_put_off) == (("pwd",), True)


def test_without_a_session_it_rests_on_what_it_was_given_with(database, create):
    create(1)
    found = read(database, create(1, session_id=None, amr=("pwd", "otp", "mfa")))
    assert (found.evidence.amr, found.evidence.is_put_off, found.evidence.trust) == (("pwd", "otp", "mfa"), False, None)


def test_a_client_that_acts_for_itself_has_no_basis(database, create):
    create(1)
    assert read(database, create(1, account_id=None, session_id=None)) is None


def test_its_account_belongs_to_the_organization_by_a_membership_of_both_that_holds(database, create):
    authorization, other = create(1), create(1)
    person, stranger = (
        database.one(select(Account).where(Account.id == each.account_id)) for each in (authorization, other)
    )
    own = join(database, create_organization(database), person)
    ended = join(database, create_organization(database), person, expires_at=current_time())
    foreign = join(database, create_organization(database), stranger)
    found = [read(database, authorization, each.organization_id) for each in (own, ended, foreign)]
    assert [each.organization_id for each in found] == [each.organization_id for each in (own, ended, foreign)]
    assert [each.is_member for each in found] == [True, False, False]
    none = read(database, authorization)
    assert (none.organization_id, none.is_member) == (None, True)


def test_only_the_row_of_the_digest_is_open_until_it_is_redeemed_or_expires(database, create):
    now = current_time()
    columns = (AuthorizationRecord.code_hash, AuthorizationRecord.code_expires_at, AuthorizationRecord.redeemed_at)
    states = {
        "open": (now + HOUR, None),
        "other": (now + HOUR, None),
        "redeemed": (now + HOUR, now),
        "expired": (now, None),
    }
    for code, (expires_at, redeemed_at) in states.items():
        with database.transaction() as session:
            row = session.get_one(AuthorizationRecord, create(1).id)
            row.code_hash, row.code_expires_at, row.redeemed_at = code, expires_at, redeemed_at
    statement = select(AuthorizationRecord.code_hash).where(Redeemable(*columns).is_open())
    with database.transaction() as session:
        found = [session.scalars(statement, {"digest": code, "now": now}).all() for code in states]
    assert found == [["open"], ["other"], [], []]
