"""The client that each session was used for last."""

from datetime import timedelta

from idp.infrastructure.clock import current_time
from idp.oauth.authorizations.last_client import find_last_clients
from tests.factories.authorizations import create_authorization
from tests.factories.clients import create_client


def test_the_newest_authorization_of_each_session_counts(app, database, clock):
    shop, forum = create_client(database), create_client(database)
    now = current_time()
    for client, session_id, minutes in (
        (shop, "s1", 3),
        (forum, "s1", 2),
        (forum, "s2", 3),
        (shop, "s2", 1),
        (forum, "s3", 0),
        (forum, None, 0),
    ):
        create_authorization(database, client, session_id=session_id, created_at=now - timedelta(minutes=minutes))

    with app.app_context():
        assert find_last_clients(["s1", "s2", "unused"]) == {"s1": forum.client_id, "s2": shop.client_id}
