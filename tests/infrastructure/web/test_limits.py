"""The coarse limit of public forms."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from idp.infrastructure.web.application import Application
from tests.provisioning.pages import PageClient, forms_of


@pytest.fixture
def limited(make_trial_app: Callable[..., Application]) -> PageClient:
    client = make_trial_app(throttle={"form_requests_per_minute": 5}).test_client()
    assert isinstance(client, PageClient)
    return client


def post(client: PageClient, address: str, **headers: str) -> TestResponse:
    token = forms_of(client.get("/trial/page"))[0].fields["csrf_token"]
    peer = {"REMOTE_ADDR": address}
    return client.post("/trial/page", data={"csrf_token": token}, headers=headers, environ_base=peer)


def test_more_than_the_limit_is_refused_with_a_page(limited: PageClient) -> None:
    answers = [post(limited, "198.51.100.1") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60


def test_other_addresses_are_not_concerned(limited: PageClient) -> None:
    for _ in range(6):
        post(limited, "198.51.100.1")
    assert post(limited, "198.51.100.2").status_code == 200


def test_reading_costs_nothing(limited: PageClient) -> None:
    assert {limited.get("/trial/page").status_code for _ in range(10)} == {200}


def test_a_made_up_forwarded_address_gives_no_second_budget(limited: PageClient) -> None:
    for _ in range(5):
        post(limited, "198.51.100.1")
    answer = post(limited, "198.51.100.1", **{"X-Forwarded-For": "192.0.2.99"})
    assert answer.status_code == 429


def test_an_absent_shared_counter_is_replaced_by_our_own(make_trial_app: Callable[..., Application]) -> None:
    app = make_trial_app(throttle={"form_requests_per_minute": 5, "storage": "valkey://127.0.0.1:9"})
    client = app.test_client()
    assert isinstance(client, PageClient)
    assert [post(client, "198.51.100.1").status_code for _ in range(6)] == [200] * 5 + [429]
