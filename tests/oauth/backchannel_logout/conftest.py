"""Relying parties that want to be told of sessions that end, and what they receive."""

from collections.abc import Callable, Iterator, Sequence

import pytest
from sqlalchemy import select

from idp.infrastructure.database import close_held_connection
from idp.infrastructure.web.application import Application
from idp.oauth.backchannel_logout.models import LogoutDelivery
from idp.oauth.backchannel_logout.sending import send_due_logouts
from tests.factories.logout_receivers import LogoutReceiver
from tests.factories.relying_parties import RelyingParty, create_relying_party
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

SCOPE = "openid profile email offline_access organization"


@pytest.fixture(scope="session")
def running_receivers() -> Iterator[Sequence[LogoutReceiver]]:
    """Two, at addresses that stay the same, so that the applications that may reach them are built once."""
    receivers = LogoutReceiver(), LogoutReceiver()
    yield receivers
    for each in receivers:
        each.stop()


@pytest.fixture
def receiver(running_receivers: Sequence[LogoutReceiver]) -> LogoutReceiver:
    """The endpoint of ``rp``."""
    running_receivers[0].reset()
    return running_receivers[0]


@pytest.fixture
def other_receiver(running_receivers: Sequence[LogoutReceiver]) -> LogoutReceiver:
    """The endpoint of ``other_rp``."""
    running_receivers[1].reset()
    return running_receivers[1]


@pytest.fixture
def app(make_app: Callable[..., Application], running_receivers: Sequence[LogoutReceiver]) -> Application:
    """An application that may reach the receivers."""
    return make_app(
        server={"issuer": "http://localhost:8000"},
        outbound={"development_loopback": [each.authority for each in running_receivers]},
    )


@pytest.fixture
def rp(database: Database, client: PageClient, receiver: LogoutReceiver) -> RelyingParty:
    """A relying party that wants to be told."""
    return create_relying_party(database, client, backchannel_logout_uri=receiver.url, scope=SCOPE)


@pytest.fixture
def other_rp(database: Database, client: PageClient, other_receiver: LogoutReceiver) -> RelyingParty:
    """Another one."""
    return create_relying_party(database, client, backchannel_logout_uri=other_receiver.url, scope=SCOPE)


@pytest.fixture
def send(app: Application) -> Callable[[], None]:
    """``send()``: one run over the queue."""

    def run() -> None:
        with app.app_context():
            send_due_logouts()
        close_held_connection()

    return run


@pytest.fixture
def deliveries(database: Database) -> Callable[[], Sequence[LogoutDelivery]]:
    """``deliveries()``: the log, the oldest first."""
    return lambda: database.rows(select(LogoutDelivery).order_by(LogoutDelivery.created_at, LogoutDelivery.id))
