"""Whose demands hold for a sign-in in progress."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from idp.factors.portal_demands import demands_before_account, demands_of_interaction
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.interactions import Interaction
from idp.portals.account_demands import demands_of_any_account
from idp.portals.demands import PortalDemands
from tests.factories.accounts import create_account
from tests.factories.admissions import create_admission
from tests.factories.clients import create_client
from tests.provisioning.databases import Database

pytestmark = pytest.mark.threat(88)


@pytest.fixture(autouse=True)
def in_app(make_app: Callable[..., Application]) -> Iterator[None]:
    strict = {"second_factor": {"policy": "all"}}
    with make_app(portals={"shop": {"second_factor": {"policy": "off"}}, "forum": strict}).app_context():
        yield


def interaction(**values: object) -> Interaction:
    return Interaction(browser_hash="-", portal="shop", expires_at=current_time() + timedelta(hours=1), **values)


def policy(demands: PortalDemands) -> str:
    return demands.second_factor.policy


def test_those_of_the_portal_whose_client_asked(database: Database) -> None:
    account = create_account(database)
    for portal, expected in (("shop", "off"), ("forum", "all")):
        asked = interaction(client_id=create_client(database, portal=portal).client_id, pending_account_id=account.id)
        assert policy(demands_of_interaction(asked)) == policy(demands_before_account(asked)) == expected


def test_for_a_page_of_ours_those_of_all_portals_that_admitted_the_account(database: Database) -> None:
    lax, strict = create_account(database), create_account(database)
    create_admission(database, lax, "shop")
    create_admission(database, strict, "forum")
    found = [policy(demands_of_interaction(interaction(pending_account_id=each.id))) for each in (lax, strict)]
    assert found == ["off", "all"]


def test_for_a_page_of_ours_those_of_all_portals_while_it_is_unknown_who_signs_in() -> None:
    assert demands_of_interaction(interaction()) == demands_before_account(interaction()) == demands_of_any_account()
