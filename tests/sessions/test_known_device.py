"""Which device a cookie's value stands for: one of this account, in the browser and system that it was given to."""

from datetime import timedelta

import pytest

from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest
from idp.protocol.second_factor import DeviceTrust
from idp.sessions.devices import find_device
from idp.sessions.models import Device
from tests.factories.accounts import create_account

pytestmark = [pytest.mark.usefixtures("clock", "in_app"), pytest.mark.threat(35)]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
NEWER = FIREFOX.replace("130.0", "140.0")
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"


@pytest.fixture
def in_app(app):
    with app.app_context():
        yield


@pytest.fixture
def device(database):
    now = current_time()
    account = create_account(database)
    device = Device(
        account_id=account.id,
        token_hash=digest("own"),
        user_agent=FIREFOX,
        trusted_at=now,
        trusted_until=now + timedelta(hours=1),
    )
    database.save(device)
    return device


@pytest.mark.parametrize("user_agent", [FIREFOX, NEWER])
def test_it_is_known_by_its_cookie_whatever_its_version(device, user_agent):
    found = find_device("own", device.account_id, user_agent)
    assert found.id == device.id
    assert found.trust == DeviceTrust(device.trusted_at, device.trusted_until)


def test_a_cookie_that_comes_from_another_system_was_copied(device):
    assert find_device("own", device.account_id, WINDOWS) is None


@pytest.mark.parametrize("token", [None, "", "other"])
def test_without_its_cookie_it_is_not_known(device, token):
    assert find_device(token, device.account_id, FIREFOX) is None


def test_another_account_does_not_know_it(database, device):
    assert find_device("own", create_account(database).id, FIREFOX) is None
