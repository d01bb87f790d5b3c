"""A device that shows a code is connected."""

from typing import Any
from urllib.parse import quote

import requests

from tests.factories.clients import create_client
from tests.journeys.gallery import shown, shown_wrong
from tests.journeys.guest import Guest
from tests.journeys.house import House


def ask_as_device(house: House) -> dict[str, Any]:
    """What a device is told that asks for codes, with its ``client_id``."""
    client = create_client(
        house.database, application_type="device", client_name="Fernseher im Wohnzimmer", redirect_uris=[]
    )
    form = {"client_id": client.client_id, "scope": "openid profile email"}
    answer = requests.post(f"{house.issuer}/device-authorization", data=form, timeout=10)
    answer.raise_for_status()
    return {**answer.json(), "client_id": client.client_id}


def come_with_code(guest: Guest, house: House) -> None:
    """From a QR code to the page with the code."""
    code = ask_as_device(house)["user_code"]
    guest.open(f"/device?user_code={quote(code)}")


@shown("/device")
def device_code(guest: Guest, house: House) -> None:
    come_with_code(guest, house)


@shown_wrong("/device", "user_code")
def device_code_wrong(guest: Guest, house: House) -> None:
    guest.open("/device")
    guest.submit(user_code="BBBB-BBBB")


@shown("/device/*")
def device_confirm(guest: Guest, house: House) -> None:
    house.let_in(guest)
    come_with_code(guest, house)
    guest.submit()


@shown("/device/*/end")
def device_connected(guest: Guest, house: House) -> None:
    device_confirm(guest, house)
    guest.follow("[value=connect]")
