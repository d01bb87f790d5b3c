"""A decision about a device counts once and in time, whatever was looked at before."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.actors import system_actor
from idp.infrastructure.database import transaction
from idp.oauth.device_authorizations.deciding import deny_device
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


def test_one_that_comes_too_late_is_none(app, database, device, clock):
    clock.shift(timedelta(minutes=10))

    with pytest.raises(DeviceCodeGone):
        deny(app, device)
    assert database.one(select(DeviceAuthorization)).state is DeviceState.PENDING
