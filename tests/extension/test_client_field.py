"""A client field is one `ClientField` and one registration: nothing else is touched."""

from collections.abc import Callable, Iterator

import pytest

from idp.cli.client_fields import render_fields
from idp.clients.registry import find_client
from idp.infrastructure.web.application import Application
from idp.protocol.client_metadata import CLIENT_FIELDS, ClientField, add_client_field
from idp.protocol.client_metadata.values import Text
from tests.provisioning.shell import Shell

COLOUR = ClientField(
    name="favourite_colour",
    type=Text(),
    option="--favourite-colour",
    label="Favourite colour",
    help="The colour it likes best.",
    default="red",
    offered=lambda _: ("red", "blue"),
    discovery_key="favourite_colours_supported",
)
CREATE = ("clients", "create", "Shop", "--redirect-uri", "https://shop.example/callback")


@pytest.fixture(autouse=True)
def colour() -> Iterator[None]:
    add_client_field(COLOUR)
    yield
    del CLIENT_FIELDS[COLOUR.name]


def test_it_is_an_option_that_is_stored_and_shown(shell: Shell, app: Application) -> None:
    created = shell.answer(*CREATE, "--favourite-colour", "blue")
    assert created["favourite_colour"] == "blue"
    assert shell.answer("clients", "show", created["client_id"])["favourite_colour"] == "blue"
    with app.app_context():
        assert find_client(created["client_id"]).extras["favourite_colour"] == "blue"


def test_it_has_a_default_and_can_be_reset(shell: Shell) -> None:
    created = shell.answer(*CREATE)
    assert created["favourite_colour"] == "red"
    client_id = created["client_id"]
    assert shell.answer("clients", "edit", client_id, "--favourite-colour", "blue")["favourite_colour"] == "blue"
    assert shell.answer("clients", "edit", client_id, "--reset", "favourite_colour")["favourite_colour"] == "red"


def test_a_client_that_was_registered_before_has_its_default(shell: Shell, app: Application) -> None:
    del CLIENT_FIELDS[COLOUR.name]
    client_id = shell.answer(*CREATE)["client_id"]
    add_client_field(COLOUR)
    assert shell.answer("clients", "show", client_id)["favourite_colour"] == "red"
    with app.app_context():
        assert find_client(client_id).extras["favourite_colour"] == "red"


def test_what_is_not_offered_is_refused(shell: Shell) -> None:
    said = shell.refusal(*CREATE, "--favourite-colour", "green")
    assert "favourite_colour: green is not supported. Choose from: blue, red." in said


def test_it_is_documented() -> None:
    assert "| `favourite_colour` | `--favourite-colour` | text | **Favourite colour.** The colour" in render_fields()


def test_discovery_publishes_what_is_offered(make_app: Callable[..., Application]) -> None:
    app = make_app(own=True)
    document = app.test_client().get("/.well-known/openid-configuration").get_json()
    assert document["favourite_colours_supported"] == ["red", "blue"]
