"""The customer numbers of accounts become links to records, which are made where the register has none."""

import secrets
from datetime import UTC, datetime
from itertools import islice

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0052"
down_revision = "0051"

BATCH = 500
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
WHEN = sa.DateTime(timezone=True)

accounts = sa.table("accounts", sa.column("id"), sa.column("customer_number"))
records = sa.table(
    "customer_records",
    sa.column("id"),
    sa.column("register"),
    sa.column("name"),
    sa.column("postcodes", JSON),
    sa.column("state"),
    sa.column("accounts_allowed"),
    sa.column("attributes", JSON),
    sa.column("created_at", WHEN),
    sa.column("updated_at", WHEN),
)
numbers = sa.table(
    "customer_numbers",
    sa.column("register"),
    sa.column("key"),
    sa.column("number"),
    sa.column("customer_id"),
    sa.column("ended_at", WHEN),
)
links = sa.table("customer_links", sa.column("customer_id"), sa.column("account_id"), sa.column("created_at", WHEN))


def upgrade() -> None:
    bind, now = op.get_bind(), datetime.now(UTC)
    register, ignores_zeros = context.config.attributes.get("register") or (_only_register(bind), True)
    held = bind.execute(
        sa.select(accounts.c.id, accounts.c.customer_number)
        .where(accounts.c.customer_number.is_not(None))
        .order_by(accounts.c.id)
    ).all()
    rows = ((account_id, number, _key(number, ignores_zeros)) for account_id, number in held)
    while batch := list(islice(rows, BATCH)):
        customers = _customers(bind, register, batch, now)
        values = [
            {"customer_id": customers[key], "account_id": account_id, "created_at": now} for account_id, _, key in batch
        ]
        known = _linked(bind, [value["account_id"] for value in values])
        if new := [value for value in values if (value["customer_id"], value["account_id"]) not in known]:
            bind.execute(sa.insert(links), new)
    # As many accounts as have the number: before, any number of them could.
    count = sa.select(sa.func.count()).where(links.c.customer_id == records.c.id).scalar_subquery()
    bind.execute(sa.update(records).where(records.c.accounts_allowed < count).values(accounts_allowed=count))
    with op.batch_alter_table("accounts") as batch_op:
        batch_op.drop_index("ix_accounts_customer_number")
        batch_op.drop_column("customer_number")


def downgrade() -> None:
    with op.batch_alter_table("accounts") as batch_op:
        batch_op.add_column(sa.Column("customer_number", sa.String(64), nullable=True))
        batch_op.create_index("ix_accounts_customer_number", ["customer_number"], unique=False)
    bind = op.get_bind()
    held = bind.execute(
        sa.select(links.c.account_id, sa.func.min(numbers.c.key))
        .join_from(links, numbers, numbers.c.customer_id == links.c.customer_id)
        .where(numbers.c.ended_at.is_(None))
        .group_by(links.c.account_id)
    ).all()
    for account_id, number in held:
        bind.execute(sa.update(accounts).where(accounts.c.id == account_id).values(customer_number=number))


def _only_register(bind: sa.Connection) -> str:
    """The register that has customers, where it is one."""
    used = bind.scalars(sa.select(numbers.c.register).distinct().limit(2)).all()
    return used[0] if len(used) == 1 else "customers"


def _customers(bind: sa.Connection, register: str, batch: list[tuple[str, str, str]], now: datetime) -> dict[str, str]:
    """The record of each key of the batch, made where there is none."""
    # Of several accounts, the first one says how it is written.
    written = {key: number for _, number, key in reversed(batch)}
    found = bind.execute(
        sa.select(numbers.c.key, numbers.c.customer_id).where(
            numbers.c.register == register, numbers.c.key.in_(list(written))
        )
    )
    customers = {row[0]: row[1] for row in found}
    made = {key: f"cus_{secrets.token_hex(16)}" for key in written if key not in customers}
    if made:
        bind.execute(sa.insert(records), [_record(customer_id, register, now) for customer_id in made.values()])
        bind.execute(
            sa.insert(numbers),
            [
                {"register": register, "key": key, "number": written[key], "customer_id": customer_id, "ended_at": None}
                for key, customer_id in made.items()
            ],
        )
    return customers | made


def _record(customer_id: str, register: str, now: datetime) -> dict[str, object]:
    return {
        "id": customer_id,
        "register": register,
        "name": "",
        "postcodes": [],
        "state": "active",
        "accounts_allowed": 1,
        "attributes": {},
        "created_at": now,
        "updated_at": now,
    }


def _linked(bind: sa.Connection, account_ids: list[str]) -> set[tuple[str, str]]:
    found = bind.execute(sa.select(links.c.customer_id, links.c.account_id).where(links.c.account_id.in_(account_ids)))
    return {(customer_id, account_id) for customer_id, account_id in found}


def _key(number: str, ignores_zeros: bool) -> str:
    """As numbers of customers are compared. Signs that these can't hold are left out; a letter or digit is there."""
    key = "".join(letter for letter in number.upper() if letter.isalnum())
    return (key.lstrip("0") or key[:1]) if ignores_zeros else key
