"""The migration admits existing accounts to the portals where they were used."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, insert, select

from idp.accounts.models import Account
from idp.admissions.models import AdmissionRecord
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.database.migrations import downgrade, upgrade
from idp.registration.models import Registration
from tests.provisioning.schemas import NEWEST

BEFORE = "0010"


@pytest.fixture
def engine(make_old_database: Callable[[str], Engine]) -> Engine:
    """An engine on a database of its own, of the newest schema."""
    return make_old_database(NEWEST)


def test_accounts_are_admitted_where_they_were_used_and_nowhere_else(engine: Engine) -> None:
    add_account(engine, "acc_used", "acc_registered", "acc_unused")
    add(engine, AuditEvent, action="sign_in.succeeded", subject="acc_used", portal="shop")
    add(engine, AuditEvent, action="sign_in.succeeded", subject="acc_used", portal="shop")
    add(engine, AuditEvent, action="sign_in.failed", subject="acc_unused", portal="shop")
    add(engine, AuditEvent, action="sign_in.succeeded", subject="acc_deleted", portal="shop")
    add_registration(engine, "acc_registered", "club")
    add_registration(engine, None, "club")

    downgrade(engine, BEFORE)
    upgrade(engine)

    with engine.connect() as connection:
        rows = connection.execute(
            select(AdmissionRecord.account_id, AdmissionRecord.portal, AdmissionRecord.state, AdmissionRecord.evidence)
        ).all()
    assert sorted(map(tuple, rows)) == [
        ("acc_registered", "club", "admitted", {"way": "use"}),
        ("acc_used", "shop", "admitted", {"way": "use"}),
    ]


def add(engine: Engine, model: type, **values: object) -> None:
    with engine.begin() as connection:
        connection.execute(insert(model), values)


def add_account(engine: Engine, *ids: str) -> None:
    for number, account_id in enumerate(ids):
        add(engine, Account, id=account_id, email=f"person{number}@example.test")


def add_registration(engine: Engine, account_id: str | None, portal: str) -> None:
    add(
        engine,
        Registration,
        browser_hash="",
        portal=portal,
        email="person@example.test",
        given_name="",
        family_name="",
        language="de",
        password_hash="",
        expires_at=current_time(),
        account_id=account_id,
    )
