"""The trust in a device, as its row says."""

from datetime import timedelta

import pytest

from idp.infrastructure.clock import current_time
from idp.protocol.second_factor import DeviceTrust
from idp.sessions.models import Device
from idp.sessions.trust import trust_device, trust_of


def test_trust_is_that_of_the_row(clock):
    device = Device()
    trust_device(device, 30, current_time())

    assert trust_of(device) == DeviceTrust(current_time(), current_time() + timedelta(days=30))


@pytest.mark.parametrize("missing", ["trusted_at", "trusted_until"])
def test_a_device_without_both_times_is_not_trusted(clock, missing):
    device = Device()
    trust_device(device, 30, current_time())
    setattr(device, missing, None)

    assert trust_of(device) is None
