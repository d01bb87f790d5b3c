"""An alert is a mail, and its event has a name on the pages behind its link."""

from collections.abc import Iterator

import pytest

from idp.accounts.security.alerts import SecurityAlert, find_event
from idp.infrastructure.web.application import Application

pytestmark = pytest.mark.only_on("sqlite")


def alerts_below(base: type[SecurityAlert]) -> Iterator[type[SecurityAlert]]:
    for alert in base.__subclasses__():
        if alert.__module__.startswith("idp."):
            yield alert


def test_every_alert_is_registered_with_its_event(app: Application) -> None:
    alerts = list(alerts_below(SecurityAlert))

    with app.app_context():
        assert {"new_device", "password_changed", "factor_added"} <= {alert.key for alert in alerts}
        assert [alert.key for alert in alerts if not find_event(alert.key)] == []


def test_a_mail_that_is_no_alert_and_one_that_is_not_registered_have_no_event(app: Application) -> None:
    with app.app_context():
        assert find_event("password_reset") is None
        assert find_event("made_up") is None
        assert find_event(None) is None
