"""What an event tells beside is one registration, and the history of an organization shows it."""

from collections.abc import Callable

import pytest

from idp.actors import system_actor
from idp.audit import audit
from idp.audit.facts import EventFact, add_event_facts, say_as_stored
from idp.audit.texts import EventText, Reader, add_event_texts
from idp.infrastructure.web.application import Application
from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, join
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database


def test_the_history_of_an_organization_tells_it(make_app: Callable[..., Application], database: Database) -> None:
    app = make_app(own=True)
    add_event_texts(app, {"boat.launched": EventText("A boat was launched")}, Reader.ORGANIZATION)
    add_event_facts(app, {"boat": EventFact("Boat", say_as_stored)})
    organization, account = create_organization(database), create_account(database, language="en")
    join(database, organization, account, role="administrator")
    with database.transaction() as session:
        audit(session, system_actor("yard"), "boat.launched", organization=organization.id, boat="Möwe", draught=2)
    browser = app.test_client()
    sign_in(browser, database, account)

    page = browser.get(f"/organizations/{organization.id}/audit").text

    assert "A boat was launched" in page
    assert "<dt>Boat</dt><dd>Möwe</dd>" in page
    assert "draught" not in page


def test_a_detail_has_one_name(make_app: Callable[..., Application]) -> None:
    with pytest.raises(ValueError, match="role"):
        add_event_facts(make_app(own=True), {"role": EventFact("Role", say_as_stored)})
