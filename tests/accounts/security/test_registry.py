"""Packages register the security alerts that they send."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from idp.accounts.security.alerts import SecurityAlert, add_security_alerts, find_alert_text
from idp.signin.alerts import NewDeviceAlert

pytestmark = pytest.mark.only_on("sqlite")


def alerts_below(base: type[SecurityAlert]) -> Iterator[type[SecurityAlert]]:
    for alert in base.__subclasses__():
        if alert.__module__.startswith("idp."):
            yield from ([alert] if hasattr(alert, "key") else alerts_below(alert))


def test_every_alert_is_registered(app):
    alerts = list(alerts_below(SecurityAlert))

    with app.app_context():
        assert sorted(alert.key for alert in alerts) == ["factor_added", "new_device", "new_place", "password_changed"]
        assert all(find_alert_text(alert.key) for alert in alerts)


def test_an_event_that_is_not_registered_has_no_text(app):
    with app.app_context():
        assert find_alert_text("made_up") is None
        assert find_alert_text(None) is None


def test_two_alerts_of_one_key_are_an_error():
    @dataclass(frozen=True, kw_only=True)
    class Impostor(NewDeviceAlert):
        key = "new_device"

    app = Flask("trial")
    add_security_alerts(app, NewDeviceAlert)

    with pytest.raises(ValueError, match="two security alerts new_device"):
        add_security_alerts(app, Impostor)
