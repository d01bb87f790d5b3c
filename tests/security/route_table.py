"""Every route of the product, for threats that concern all of them: one added tomorrow is tested tomorrow."""

from collections.abc import Iterator

from sqlalchemy import func, select
from werkzeug.routing import Rule

from idp.infrastructure.database import Base
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.endpoints import is_machine_endpoint, is_open_to_other_sites
from tests.provisioning.databases import Database

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
# Public files: the same for everyone, and cached.
FILES = frozenset({"assets.asset", "portals.theme", "portals.logo", "portals.logo_dark"})


def rules(app: Application) -> Iterator[Rule]:
    """Every rule that is no public file."""
    yield from (rule for rule in app.url_map.iter_rules() if rule.endpoint not in FILES)


def path_of(app: Application, rule: Rule) -> str:
    """An address of the rule, with made-up values in it."""
    values = dict.fromkeys(rule.arguments, "made-up")
    return app.url_map.bind("").build(rule.endpoint, values)


def guarded_forms(app: Application) -> list[tuple[str, str]]:
    """Method and address of every page whose forms must be our own."""
    found = []
    for rule in rules(app):
        for method in sorted(UNSAFE & (rule.methods or set())):
            path = path_of(app, rule)
            with app.test_request_context(path, method=method):
                if not is_machine_endpoint() and not is_open_to_other_sites():
                    found.append((method, path))
    return found


def readable_pages(app: Application) -> list[str]:
    """Addresses of everything that a browser may open."""
    machine = [path for path, route in app.machine_routes.items() if "GET" in route.methods]
    return [path_of(app, rule) for rule in rules(app) if "GET" in (rule.methods or set())] + machine


def rows(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.transaction() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
