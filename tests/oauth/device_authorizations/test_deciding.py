"""A decision about a device counts once and in time, whatever was looked at before."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.actors import system_actor
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.oauth.authorizations import Authorization
from idp.oauth.authorizations.adding import OwnerGone
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.oauth.device_authorizations.deciding import allow_device, deny_device
from idp.oauth.device_authorizations.errors import DeviceCodeGone
from idp.oauth.device_authorizations.models import DeviceAuthorization
from idp.protocol.device_authorizations import DeviceState
from tests.factories.televisions import create_television


@pytest.fixture
def device(client, database, clock):
    create_television(database, client).codes()
    return database.one(select(DeviceAuthorization))


def deny(app, device):
    with app.app_context(), transaction() as session:
        deny_device(session, device.id, device.client_id, system_actor("test"))


def test_the_first_decision_stays(app, database, device):
    database.change(device, state=DeviceState.ALLOWED)

    with pytest.raises(DeviceCodeGone):
        deny(app, device)
    assert database.one(select(DeviceAuthorization)).state is DeviceState.ALLOWED


@pytest.mark.each_kind
def test_an_account_that_is_gone_leaves_the_device_to_be_refused(app, database, device):
    gone = Authorization(
        client_id=device.client_id,
        account_id="acc_gone",
        subject="acc_gone",
        scope=("openid",),
        created_at=current_time(),
        expires_at=current_time(),
    )
    with app.app_context(), transaction() as session:
        with pytest.raises(OwnerGone):
            allow_device(session, device.id, gone, system_actor("test"))
        deny_device(session, device.id, device.client_id, system_actor("test"))

    assert database.one(select(DeviceAuthorization)).state is DeviceState.DENIED
    assert database.count(AuthorizationRecord) == 0


def test_one_that_comes_too_late_is_none(app, database, device, clock):
    clock.shift(timedelta(minutes=10))

    with pytest.raises(DeviceCodeGone):
        deny(app, device)
    assert database.one(select(DeviceAuthorization)).state is DeviceState.PENDING
