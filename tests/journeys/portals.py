"""Two customer portals of ``examples/portal`` at a house, on another host than the provider, in threads."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from idp.demo.installation import SCOPE
from idp.demo.portal import load_example
from tests.factories.clients import CreatedClient, create_client
from tests.journeys.house import House
from tests.journeys.third_party import serving


@dataclass(frozen=True)
class Portal:
    """``visits`` are those of the people who are signed in there, by the name in their browser."""

    url: str
    client: CreatedClient
    visits: dict[str, Any]


@contextmanager
def open_portals(house: House, **second: Any) -> Iterator[tuple[Portal, Portal]]:
    """Both are clients of the house's portal ``shop``; ``second`` is what the second one registers beside."""
    with ExitStack() as stack:
        looks = zip(("nordlicht", "werkbank"), house.portals, ({}, second), strict=True)
        first, other = (stack.enter_context(_open(house, *each)) for each in looks)
        yield first, other


@contextmanager
def open_portal(house: House, portal: str) -> Iterator[Portal]:
    """One, a client of the house's portal of this key."""
    with _open(house, "nordlicht", house.portals[0], {"portal": portal}) as opened:
        yield opened


@contextmanager
def reopen_portal(house: House, portal: Portal) -> Iterator[Portal]:
    """The same client, restarted: it has forgotten its requests and who is signed in."""
    with _serve(house, "nordlicht", portal.url, portal.client) as opened:
        yield opened


@contextmanager
def _open(house: House, look: str, url: str, registered: dict[str, Any]) -> Iterator[Portal]:
    client = create_client(
        house.database,
        client_name=look.title(),
        redirect_uris=[f"{url}/callback"],
        post_logout_redirect_uris=[f"{url}/signed-out"],
        client_uri=f"{url}/",
        initiate_login_uri=f"{url}/sign-in",
        backchannel_logout_uri=f"{url}/backchannel-logout",
        scope=SCOPE,
        **registered,
    )
    with _serve(house, look, url, client) as opened:
        yield opened


@contextmanager
def _serve(house: House, look: str, url: str, client: CreatedClient) -> Iterator[Portal]:
    example = load_example()
    app = example.create_portal(example.Configuration(look, url, house.issuer, client.client_id, client.secret or ""))
    with serving(app, url.removeprefix("http://")):
        yield Portal(url, client, app.view_functions["home"].__self__.visits)
