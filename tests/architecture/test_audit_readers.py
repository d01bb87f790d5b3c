"""Audit events are read to be shown, kept and deleted; what the product decides by is state of its own."""

from idp.audit.models import AuditEvent
from tests.architecture.source import imported_modules, modules, named, tree

READERS = (
    "idp/audit/",
    "idp/accounts/history/",
    "idp/organizations/history/",
    "idp/administration/registration_history.py",
)


def test_nothing_but_the_histories_reads_events() -> None:
    importing = [named(path) for path in modules() if AuditEvent.__module__ in imported_modules(tree(path))]
    assert importing
    assert [path for path in importing if not path.startswith(READERS) and path != "idp/models.py"] == []
