"""The log of deliveries is the operator's."""

import pytest

from idp.actors import Permission
from idp.actors.errors import Forbidden
from idp.oauth.backchannel_logout.log import find_deliveries, resend_failed
from idp.oauth.backchannel_logout.models import LogoutDelivery
from tests.factories.actors import operator, person_actor


@pytest.fixture
def refused(database, rp):
    delivery = LogoutDelivery(client_id=rp.client_id, subject="acc_1", session_id="ses_1", state="refused", attempts=1)
    database.save(delivery)
    return delivery


def test_it_is_read_by_those_who_may_read_clients(database, rp, refused):
    with database.transaction() as session:
        found = find_deliveries(session, rp.client_id, 10, operator(Permission.CLIENTS_READ))
        assert [each.id for each in found] == [refused.id]
        with pytest.raises(Forbidden):
            find_deliveries(session, rp.client_id, 10, person_actor())


def test_what_failed_is_sent_again_by_those_who_may_manage_clients(app, database, rp, refused, receiver, send):
    with database.transaction() as session:
        with pytest.raises(Forbidden):
            resend_failed(session, rp.client_id, operator(Permission.CLIENTS_READ))
        assert resend_failed(session, rp.client_id, operator(Permission.CLIENTS_MANAGE)) == 1
    send()

    assert len(receiver.tokens) == 1


def test_what_is_not_delivered_is_counted(client, refused):
    numbers = client.get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"}).text

    assert 'idp_logout_deliveries{state="refused"} 1.0' in numbers
    assert 'idp_logout_deliveries{state="queued"} 0.0' in numbers
