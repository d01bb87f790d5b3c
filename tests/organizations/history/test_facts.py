"""What an event tells beside who did it: each member in words, and who did it as administrators know them."""

import pytest

from idp.actors import ActorKind
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.i18n import in_language
from idp.organizations.history.facts import facts_of
from idp.organizations.history.listing import OrganizationEvent
from idp.organizations.history.people import say_people, summaries_of
from tests.factories.accounts import create_account
from tests.factories.clients import create_client


@pytest.fixture
def here(app, clock):
    with app.test_request_context(), in_language("en"):
        yield


def event(details=None, *, portal=None, kind=ActorKind.PERSON, actor_id=None, subject=None):
    return OrganizationEvent(
        "evt_1", current_time(), "organization.test", kind, actor_id, subject, portal, details or {}
    )


@pytest.mark.parametrize(
    ("details", "facts"),
    [
        ({"name": "Hafenwerk GmbH"}, {"Name": "Hafenwerk GmbH"}),
        ({"billing": True}, {"Billing": "Yes"}),
        ({"billing": False}, {"Billing": "No"}),
        ({"expires_at": "2026-12-31T23:00:00+00:00"}, {"Valid until": "31\N{NO-BREAK SPACE}December 2026"}),
        ({"expires_at": None}, {"Valid until": "no end"}),
        ({"keys": ["crane", "barge"]}, {"Now": "crane, barge"}),
        ({"keys": []}, {"Now": "none"}),
        ({"unknown": "x"}, {}),
        ({"before": {"name": "Old"}, "after": {"name": "New"}}, {"Name": "New"}),
        ({"role": "member", "after": {"role": "administrator"}}, {"Rights": "Administrator"}),
        ({"name": "Hafenwerk GmbH", "after": "words"}, {"Name": "Hafenwerk GmbH"}),
    ],
)
def test_each_member_is_told_as_it_is_since_the_event(here, details, facts):
    assert {fact["label"]: fact["value"] for fact in facts_of(event(details))} == facts


def test_the_portal_is_told_last(here):
    [*_, portal] = facts_of(event({"name": "Hafenwerk GmbH"}, portal="forum"))
    assert portal == {"label": "Portal", "value": "Example Forum"}


@pytest.fixture
def people(here, database):
    """``people(kind=…)``: what is said of an event."""

    def say(**values):
        told = event(**values)
        return say_people(told, summaries_of([told]))

    return say


def test_people_are_called_by_name_or_address(people, database):
    ada = create_account(database, given_name="Ada", family_name="Beispiel")
    bob = create_account(database, email="bob@example.test", given_name="", family_name="")

    assert people(actor_id=ada.id, subject=bob.id) == "bob@example.test · by Ada Beispiel"
    assert people(actor_id=ada.id, subject=ada.id) == "Ada Beispiel"
    assert people(actor_id=ada.id, subject="org_1") == "by Ada Beispiel"
    assert people(actor_id=ada.id, subject="mira@hafenwerk.example") == "mira@hafenwerk.example · by Ada Beispiel"
    assert people(actor_id="acc_gone", subject="acc_gone") == "deleted account"


def test_operators_and_the_system_are_not_named(people):
    assert people(kind=ActorKind.OPERATOR, actor_id="jana") == "by support"
    assert people(kind=ActorKind.SYSTEM, actor_id="worker") == "automatically"
    assert people(kind=ActorKind.PERSON) == ""


def test_an_application_is_called_by_its_name_or_by_its_id_once_it_is_gone(people, database):
    client = create_client(database, client_name="Hafen-App")

    assert people(kind=ActorKind.CLIENT, actor_id=client.client_id) == "by Hafen-App"
    assert people(kind=ActorKind.CLIENT, actor_id="app_gone") == "by app_gone"
