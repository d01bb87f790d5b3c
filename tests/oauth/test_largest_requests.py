"""The largest request that the protocol's own limits allow is read by every endpoint, however its letters are encoded.

A form writes a byte that is no ASCII letter in three characters: 32 kB of values become 96 kB.
"""

from urllib.parse import urlencode

import pytest

from idp.protocol.parameters import MAX_NAME_BYTES, MAX_TOTAL_BYTES, MAX_VALUE_BYTES
from tests.factories.relying_parties import answer_of, machine
from tests.provisioning.pages import forms_of

FORM = "application/x-www-form-urlencoded"
LETTER = "\N{PERSON FROWNING}"
OURS = {"Origin": "https://id.example.test", "Sec-Fetch-Site": "same-origin"}


def fill_up(parameters: dict[str, str]) -> dict[str, str]:
    """The request with unknown parameters of four-byte letters, until it has as many bytes as it may."""
    filled = dict(parameters)
    for number in range(MAX_TOTAL_BYTES):
        room = MAX_TOTAL_BYTES - len("".join(map("".join, filled.items())).encode())
        name = f"{number:04}"
        value = LETTER * ((min(MAX_VALUE_BYTES, room - len(name))) // 4)
        if not value:
            break
        filled[name] = value
    return filled


def is_larger_than_64_kib(parameters: dict[str, str]) -> bool:
    return len(urlencode(parameters)) > 90_000


def test_an_authorization_request(rp, session):
    """Trial row F3."""
    largest = fill_up(rp.request())
    assert is_larger_than_64_kib(largest)

    answer = rp.browser.post("/authorize", data=largest, headers=OURS)

    assert "code" in answer_of(answer)


def test_one_more_letter_is_refused_for_its_size(rp, session):
    largest = fill_up(rp.request())

    answer = rp.browser.post("/authorize", data=largest | {"more": LETTER * 4}, headers=OURS)

    assert answer.status_code in {303, 400}
    assert "code=" not in answer.headers.get("Location", "")


def test_a_sign_out_that_asks_first_and_its_button(rp, session):
    page = rp.browser.post(
        "/logout", data=fill_up({"logout_hint": LETTER * 2048, "state": LETTER * 2048}), headers=OURS
    )
    assert page.status_code == 200
    number = next(at for at, form in enumerate(forms_of(page)) if ("confirm", "yes") in form.buttons)

    answer = rp.browser.submit(page, {"confirm": "yes"}, number)

    assert answer.status_code == 303
    assert answer.location.startswith("/signed-out")


@pytest.mark.parametrize("path", ["/token", "/introspect", "/revoke"])
def test_a_machine_request(rp, path):
    largest = fill_up({"client_id": rp.client_id, "client_secret": "x", "token": "x", "grant_type": "refresh_token"})

    answer = machine(rp.browser).post(path, data=urlencode(largest), content_type=FORM)

    assert (answer.status_code, answer.get_json()["error"]) == (401, "invalid_client")


def test_as_many_short_parameters_as_there_may_be(rp, session):
    names = {f"{number:0{MAX_NAME_BYTES}}": "x" for number in range(200)}

    assert "code" in answer_of(rp.browser.post("/authorize", data=rp.request() | names, headers=OURS))
