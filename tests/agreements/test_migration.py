"""The migration makes records of the terms that admissions had noted, and the admissions remember them."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, insert, select

from idp.accounts.models import Account
from idp.admissions.models import AdmissionRecord
from idp.agreements.models import Agreement
from idp.infrastructure.database.migrations import downgrade, upgrade
from tests.provisioning.schemas import NEWEST

BEFORE = "0049"
AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.fixture
def engine(make_old_database: Callable[[str], Engine]) -> Engine:
    """An engine on a database of its own, of the newest schema."""
    return make_old_database(NEWEST)


def test_terms_that_were_noted_become_records(engine: Engine) -> None:
    terms = {"terms": {"version": 3, "url": "https://shop.example.test/terms", "at": AT.isoformat()}}
    add_admission(engine, "acc_terms", terms, way="registration")
    add_admission(engine, "acc_operator", terms, way="operator")
    add_admission(engine, "acc_other_part", {"age": {"version": 3, "at": AT.isoformat()}}, way="registration")
    add_admission(engine, "acc_nothing", {}, way="registration")

    downgrade(engine, BEFORE)
    upgrade(engine)

    with engine.connect() as connection:
        columns = (
            Agreement.account_id,
            Agreement.portal,
            Agreement.text,
            Agreement.version,
            Agreement.kind,
            Agreement.is_required,
            Agreement.state,
            Agreement.language,
            Agreement.network,
            Agreement.way,
            Agreement.agreed_at,
        )
        rows = connection.execute(select(*columns).order_by(Agreement.account_id)).all()
        marks = dict(connection.execute(select(AdmissionRecord.account_id, AdmissionRecord.texts_agreed)).all())
    facts = ("shop", "terms", "3", "terms", True, "agreed", "", None)
    assert [tuple(row) for row in rows] == [
        ("acc_operator", *facts, "sign_in", AT),
        ("acc_terms", *facts, "registration", AT),
    ]
    assert marks == {
        "acc_operator": ("terms=3",),
        "acc_terms": ("terms=3",),
        "acc_other_part": (),
        "acc_nothing": (),
    }


def add_admission(engine: Engine, account_id: str, terms_accepted: dict[str, object], *, way: str) -> None:
    admission = {
        "account_id": account_id,
        "portal": "shop",
        "state": "admitted",
        "journey_version": 3,
        "evidence": {"way": way},
        "terms_accepted": terms_accepted,
    }
    with engine.begin() as connection:
        connection.execute(insert(Account), {"id": account_id, "email": f"{account_id}@example.test"})
        connection.execute(insert(AdmissionRecord), admission)
