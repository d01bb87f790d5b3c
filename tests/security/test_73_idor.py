"""Threats 72 and 73: an administrator of one organization and every id of another, at every route that takes one.

The routes come from the URL map and the ids from the tables, so that a new one of either is tried without being named
here. What is neither a page's address nor a form's field, the cursors of lists, is tried as well.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.web.application import Application
from idp.organizations.join_requests.models import JoinRequest
from idp.organizations.models import Organization
from idp.organizations.representative.models import HandOver
from idp.registration.models import Registration
from tests.factories.accounts import create_account
from tests.factories.invitations import create_invitation
from tests.factories.organizations import create_organization, give_product, join
from tests.factories.rows import save_row
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of
from tests.security.route_table import UNSAFE, rules

pytestmark = [pytest.mark.threat(72), pytest.mark.threat(73)]
SECRET = "Geheimsache"
# Values of arguments that name a kind of what an organization has, where all others name a row of it.
KINDS = {"kind": "postal"}
# Counters of attempts, and when a session was used last.
_COUNTED = {"rate_limit_counters", "sessions"}

Rows = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Filled:
    """An organization with a row of each table that belongs to one; ``ids_by_table`` are those of all these rows."""

    organization: Organization
    member: Account
    chief: Account
    ids_by_table: Mapping[str, Sequence[str]]

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(each for ids in self.ids_by_table.values() for each in ids)

    def ids_for(self, argument: str) -> frozenset[str]:
        """Those that may fit an argument: ``invitation_id`` in ``organization_invitations``; else all."""
        kind = argument.removesuffix("_id")
        fit = [each for table, ids in self.ids_by_table.items() if table.rstrip("s").endswith(kind) for each in ids]
        return frozenset(fit) or self.ids


def fill(app: Application, database: Database, name: str) -> Filled:
    """By the factories where a row means something, made up elsewhere."""
    chief, member, asking = (create_account(database, given_name=name, language="en") for _ in range(3))
    organization = create_organization(database, name, representative_id=chief.id)
    own = {"organization_id": organization.id}
    join(database, organization, chief, role="administrator")
    join(database, organization, member)
    give_product(database, organization, name)
    create_invitation(app, database, organization, f"{name.lower()}@invited.example")
    waiting = {"state": "awaiting_approval", "portal": "shop", "language": "en", "browser_hash": "x"}
    waiting |= {"asked_at": current_time(), "expires_at": current_time().replace(year=2100)}
    database.save(
        JoinRequest(**own, account_id=asking.id, portal="shop", state="open"),
        Registration(**own, **waiting, given_name=name, email=f"{name.lower()}@registering.example"),
        HandOver(**own, account_id=member.id, state="offered", expires_at=current_time().replace(year=2100)),
    )
    for table in tables():
        if not has_row(database, table, organization.id):
            save_row(database, model_of(table), **own, **{name: KINDS[name] for name in KINDS if name in table.columns})
    ids = {table.name: ids_in(database, table, organization.id) for table in tables()}
    return Filled(organization, member, chief, ids)


def tables() -> list[Any]:
    """Those whose rows belong to an organization."""
    return [table for table in Base.metadata.sorted_tables if "organization_id" in table.columns]


def model_of(table: Any) -> type[Base]:
    return next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is table)


def has_row(database: Database, table: Any, organization_id: str) -> bool:
    with database.transaction() as session:
        return session.execute(select(table).where(table.c.organization_id == organization_id)).first() is not None


def ids_in(database: Database, table: Any, organization_id: str) -> list[str]:
    """What tells the rows of an organization apart, where that is an id."""
    keys = [column for column in table.primary_key if column.name == "id" or column.foreign_keys]
    with database.transaction() as session:
        found = session.execute(select(*keys).where(table.c.organization_id == organization_id)).all()
    return [str(each) for row in found for each in row if each != organization_id]


def dump(database: Database) -> Rows:
    """Every row of every table, as text."""
    with database.transaction() as session:
        return {
            table.name: tuple(sorted(repr(tuple(row)) for row in session.execute(select(table))))
            for table in Base.metadata.sorted_tables
            if table.name not in _COUNTED
        }


def rows_with(rows: Rows, ids: frozenset[str]) -> set[str]:
    """Those in which one of the ids stands."""
    return {row for table in rows.values() for row in table if any(repr(each) in row for each in ids)}


@dataclass(frozen=True)
class World:
    app: Application
    database: Database
    browser: PageClient
    own: Filled
    foreign: Filled
    csrf_token: str

    def rules(self) -> Iterator[tuple[str, Rule, list[str]]]:
        """Method, rule, and its arguments that name a row of an organization."""
        found = [rule for rule in rules(self.app) if "organization_id" in rule.arguments]
        inner = {name for rule in found for name in rule.arguments} - KINDS.keys()
        for rule in rules(self.app):
            if rule.arguments & inner:
                for method in sorted({"GET", *UNSAFE} & (rule.methods or set())):
                    yield method, rule, sorted(rule.arguments - {"organization_id", *KINDS})

    def ask(self, method: str, rule: Rule, values: Mapping[str, str], **typed: str) -> TestResponse:
        path = self.app.url_map.bind("").build(rule.endpoint, KINDS | dict(values))
        options: dict[str, Any] = {}
        if method in UNSAFE:
            headers = {"Origin": self.app.settings.issuer, "Sec-Fetch-Site": "same-origin"}
            options = {"data": typed | {"csrf_token": self.csrf_token}, "headers": headers}
        return self.browser.open(path, method=method, **options)

    def foreign_form(self) -> Iterator[dict[str, str]]:
        """Entries that are valid wherever they are asked for, with each id of the other organization in every field
        that might take one."""
        valid = {
            "decision": "approve",
            "accept": "yes",
            "role": "administrator",
            "billing": "y",
            "reason": "x",
            "address": "new@example.test",
            "addresses": "newer@example.test",
            "successor": self.foreign.member.email,
        }
        named = ("request", "organization", "organization_id", "membership_id", "invitation_id", "products", "id")
        for each in sorted({*self.foreign.ids, self.foreign.organization.id}):
            yield valid | dict.fromkeys(named, each)


@pytest.fixture
def world(app: Application, database: Database, client: PageClient) -> World:
    own, foreign = fill(app, database, "Hafenwerk"), fill(app, database, SECRET)
    sign_in(client, database, own.chief)
    page = client.get(f"/organizations/{own.organization.id}/representative")
    token = next(form.fields["csrf_token"] for form in forms_of(page) if "csrf_token" in form.fields)
    return World(app, database, client, own, foreign, token)


def addresses(one: str, names: list[str], ids_for: Callable[[str], frozenset[str]]) -> Iterator[dict[str, str]]:
    """``one`` as the organization, with each of the ids as each of the other arguments."""
    for each in product(*(sorted(ids_for(name)) for name in names)):
        yield {"organization_id": one, **dict(zip(names, each, strict=True))}


def test_every_id_of_another_organization_is_unknown_and_nothing_is_written(world: World) -> None:
    """Another's organization with its own ids and with mine, and mine with its ids. Issue 10: how it is shown."""
    own, foreign = world.own.organization.id, world.foreign.organization.id
    before, wrong, tried = dump(world.database), [], 0
    for method, rule, names in world.rules():
        pairs = [(foreign, world.foreign.ids), (foreign, world.own.ids), (own, world.foreign.ids)]
        for one, ids in pairs if names else pairs[:1]:
            for values in addresses(one, names, lambda _, ids=ids: ids):
                answer = world.ask(method, rule, values)
                tried += 1
                if answer.status_code != 404 or SECRET in answer.text:
                    wrong.append(f"{method} {answer.request.path} answers {answer.status}")
    assert not wrong
    assert dump(world.database) == before
    assert tried > 100


def test_ids_in_forms_and_cursors_reach_no_other_organization(world: World) -> None:
    """At the own organization's pages, whose forms are sent with everything valid but another's ids."""
    own = world.own.organization.id
    its = world.foreign.ids | {world.foreign.organization.id}
    before, wrong = rows_with(dump(world.database), its), []
    for method, rule, names in world.rules():
        for values in addresses(own, names, world.own.ids_for) if "organization_id" in rule.arguments else ():
            for form in world.foreign_form() if method in UNSAFE else ():
                answer = world.ask(method, rule, values, **form)
                wrong += [answer.request.path] if SECRET in answer.text else []
        for cursor in world.foreign.ids if method == "GET" and not names else ():
            for name in ("after", "before"):
                path = world.app.url_map.bind("").build(rule.endpoint, {"organization_id": own, **KINDS, name: cursor})
                answer = world.browser.get(path)
                wrong += [answer.request.url] if SECRET in answer.text else []
    assert not wrong
    assert rows_with(dump(world.database), its) == before


def test_the_administrator_reaches_the_own_organization_at_each_of_these_routes(world: World) -> None:
    """The control: one of the own ids fits each of them."""
    own, unreached = world.own.organization.id, []
    found = sorted(world.rules(), key=lambda each: (each[0], "remove" in each[1].rule))
    for method, rule, names in found:
        if "organization_id" in rule.arguments:
            answers = [world.ask(method, rule, values) for values in addresses(own, names, world.own.ids_for)]
            if all(answer.status_code == 404 for answer in answers):
                unreached.append(f"{method} {rule.rule}")
    assert not unreached
