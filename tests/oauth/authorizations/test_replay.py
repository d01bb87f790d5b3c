"""What is presented twice ends its authorization once, which is written down and told."""

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.oauth.authorizations.replay import report_code_replay, report_refresh_replay
from idp.oauth.authorizations.signals import authorizations_ended
from tests.factories.authorizations import create_authorization
from tests.factories.relying_parties import create_relying_party

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def forum(database, client):
    return create_relying_party(database, client, client_name="Marktplatz", portal="forum")


@pytest.fixture
def create(database, forum, person):
    def make(**values):
        given = {"account_id": person.id, "subject": person.id}
        return create_authorization(database, forum.registered, **given | values)

    return make


def test_a_code_that_came_twice_ends_its_authorization_alone(app, database, create, person, mailbox):
    authorization, other = create(), create()
    ended = []

    def hear(_sender, session, which):
        ended.extend(session.scalars(select(AuthorizationRecord.id).where(which)))

    with app.app_context(), authorizations_ended.connected_to(hear):
        for _ in range(2):
            report_code_replay(authorization, current_time())

    assert ended == [authorization.id]
    assert database.one(select(AuthorizationRecord.id).where(AuthorizationRecord.revoked_at.is_(None))) == other.id
    event = database.one(select(AuditEvent))
    assert (event.action, event.subject, event.portal) == ("authorization_code.replayed", person.id, "forum")
    assert (event.actor_kind, event.actor_id) == ("client", authorization.client_id)
    assert len(mailbox) == 0


def test_a_refresh_token_that_came_back_is_told_to_its_person_once(app, create, mailbox, person):
    authorization = create()
    with app.app_context():
        for _ in range(2):
            report_refresh_replay(authorization, current_time())

    assert mailbox.only.recipient == person.email
    assert person.name in mailbox.only.text
    assert "Marktplatz" in mailbox.only.text


def test_a_client_that_acts_for_itself_has_no_person_to_tell(app, create, mailbox):
    with app.app_context():
        report_refresh_replay(create(account_id=None), current_time())

    assert len(mailbox) == 0
