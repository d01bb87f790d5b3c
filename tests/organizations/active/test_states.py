"""Memberships that come and go, choices, and tokens in any order: what tokens and pages say of organizations."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import delete

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.organizations.models import Membership
from tests.conftest import FROZEN_AT
from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, join
from tests.factories.relying_parties import RelyingParty, answer_of, create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database

pytestmark = [pytest.mark.threat(17), pytest.mark.threat(72)]
SCOPE = "openid organizations"
PORTALS = ("shop", "forum")
ORGANIZATIONS = st.sampled_from(range(3))
PORTAL = st.sampled_from(PORTALS)


@dataclass(eq=False)
class Grant:
    """Tokens, and the organization that they are for."""

    rp: RelyingParty
    tokens: dict[str, Any]
    organization: int | None


@dataclass(eq=False)
class Model:
    """``lives`` are the organizations that the person belongs to, ``chosen`` and ``last`` the choices by portal."""

    lives: set[int] = field(default_factory=set)
    chosen: dict[str, int] = field(default_factory=dict)
    grants: list[Grant] = field(default_factory=list)

    def active(self, portal: str) -> int | str | None:
        """Of a request that names none: an organization, "choose", or None."""
        chosen = self.chosen.get(portal)
        if chosen in self.lives:
            return chosen
        if len(self.lives) > 1:
            return "choose"
        return next(iter(self.lives), None)


def machine_for(app: Application, database: Database, clock: Any) -> type[RuleBasedStateMachine]:
    class Belonging(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            clock.move_to(FROZEN_AT)
            database.empty()
            browser = app.test_client()
            self.person = create_account(database)
            sign_in(browser, database, self.person)
            self.browser = browser
            self.rps = {
                portal: create_relying_party(database, browser, scope=SCOPE, portal=portal) for portal in PORTALS
            }
            self.organizations = [create_organization(database, f"Firma {number}") for number in range(3)]
            self.model = Model()

        @rule(number=ORGANIZATIONS)
        def enter(self, number: int) -> None:
            if number not in self.model.lives:
                self.leave_if_listed(number)
                join(database, self.organizations[number], self.person)
                self.model.lives.add(number)

        @rule(number=ORGANIZATIONS)
        def leave(self, number: int) -> None:
            self.leave_if_listed(number)
            self.model.lives.discard(number)

        def leave_if_listed(self, number: int) -> None:
            with database.transaction() as session:
                session.execute(delete(Membership).where(Membership.organization_id == self.organizations[number].id))

        @rule(number=ORGANIZATIONS)
        def expire(self, number: int) -> None:
            """The row stays, and its time is over."""
            self.leave_if_listed(number)
            ended = current_time() - timedelta(seconds=1)
            join(database, self.organizations[number], self.person, expires_at=ended)
            self.model.lives.discard(number)

        @rule(portal=PORTAL)
        def ask(self, portal: str) -> None:
            answer, expected = answer_of(self.rps[portal].authorize(scope=SCOPE, prompt="none")), None
            expected = self.model.active(portal)
            if expected == "choose":
                assert answer["error"] == "interaction_required"
                return
            assert not isinstance(expected, str)
            self.take(portal, answer["code"], expected)

        @rule(portal=PORTAL, number=ORGANIZATIONS)
        def ask_for(self, portal: str, number: int) -> None:
            asked = self.organizations[number].id
            answer = answer_of(self.rps[portal].authorize(scope=SCOPE, prompt="none", organization=asked))
            if number not in self.model.lives:
                assert answer["error"] == "access_denied"
                return
            self.model.chosen[portal] = number
            self.take(portal, answer["code"], number)

        @rule(number=ORGANIZATIONS)
        def open_its_page(self, number: int) -> None:
            """That of an organization of others is the same as of none."""
            answer = self.browser.get(f"/organizations/{self.organizations[number].id}")
            assert answer.status_code == (200 if number in self.model.lives else 404)
            assert (f"Firma {number}" in answer.text) is (number in self.model.lives)

        def take(self, portal: str, code: str, organization: int | None) -> None:
            rp = self.rps[portal]
            self.model.grants.append(Grant(rp, rp.redeem(code).get_json(), organization))

        @precondition(lambda self: self.model.grants)
        @rule(data=st.data())
        def refresh(self, data: st.DataObject) -> None:
            grant = data.draw(st.sampled_from(self.model.grants))
            answer = grant.rp.refresh(grant.tokens["refresh_token"])
            assert (answer.status_code == 200) is self.holds(grant), answer.text
            if answer.status_code == 200:
                grant.tokens = answer.get_json()

        def holds(self, grant: Grant) -> bool:
            return grant.organization is None or grant.organization in self.model.lives

        @invariant()
        def tokens_speak_of_live_memberships_and_of_their_own_organization(self) -> None:
            for grant in self.model.grants:
                told = grant.rp.userinfo(grant.tokens["access_token"])
                assert (told.status_code == 200) is self.holds(grant)
                assert grant.rp.introspect(grant.tokens["access_token"])["active"] is self.holds(grant)
                if told.status_code == 200:
                    self.check(grant, told.get_json())

        def check(self, grant: Grant, told: dict[str, Any]) -> None:
            own = None if grant.organization is None else self.organizations[grant.organization].id
            assert told.get("tenant") == told.get("organization", {}).get("id") == own
            live = {self.organizations[number].id for number in self.model.lives}
            assert {each["id"] for each in told["organizations"]} == live
            bearer = {"Authorization": f"Bearer {grant.tokens['access_token']}"}
            listed = self.browser.get("/organizations.json", headers=bearer).get_json()["organizations"]
            assert {each["id"] for each in listed} == live

    return Belonging


def test_no_token_speaks_of_an_organization_that_its_person_is_not_in(
    app: Application, database: Database, clock: Any
) -> None:
    run_state_machine_as_test(
        machine_for(app, database, clock),
        settings=settings(max_examples=8, stateful_step_count=15, deadline=None),
    )
