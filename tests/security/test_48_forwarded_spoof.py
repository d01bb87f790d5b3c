"""Whoever invents forwarded addresses stays one sender."""

from collections.abc import Callable

import pytest

from idp.infrastructure.web.application import Application
from tests.provisioning.pages import PageClient, forms_of

pytestmark = [pytest.mark.threat(48), pytest.mark.only_on("sqlite")]
SPOOFS = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP")


@pytest.mark.parametrize("header", SPOOFS)
def test_invented_addresses_share_one_budget(make_app: Callable[..., Application], header: str) -> None:
    client = make_app(own=True, throttle={"form_requests_per_minute": 5}).test_client()
    assert isinstance(client, PageClient)
    token = forms_of(client.get("/register"))[0].fields["csrf_token"]
    statuses = [
        client.post("/register", data={"csrf_token": token}, headers={header: f"198.51.100.{number}"}).status_code
        for number in range(6)
    ]
    assert statuses == [422] * 5 + [429]
