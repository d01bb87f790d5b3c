"""What decides about a second factor within one statement: whether there is one, since when a device is trusted, and
whether setting one up was put off in a session."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    with op.batch_alter_table("accounts") as batch_op:
        batch_op.add_column(sa.Column("has_second_factor", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("accounts") as batch_op:
        batch_op.alter_column(
            "has_second_factor", server_default=None, existing_type=sa.Boolean(), existing_nullable=False
        )
    op.add_column("devices", sa.Column("trusted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sessions", sa.Column("enrolment_put_off_at", sa.DateTime(timezone=True), nullable=True))
    accounts = sa.table("accounts", sa.column("id"), sa.column("has_second_factor", sa.Boolean()))
    passkeys = sa.table("passkeys", sa.column("account_id"))
    secrets = sa.table("totp_secrets", sa.column("account_id"), sa.column("confirmed_at"))
    op.execute(
        accounts.update()
        .where(
            sa.or_(
                sa.exists().where(passkeys.c.account_id == accounts.c.id),
                sa.exists().where(secrets.c.account_id == accounts.c.id, secrets.c.confirmed_at.is_not(None)),
            )
        )
        .values(has_second_factor=True)
    )
    devices = sa.table("devices", sa.column("trusted_at"), sa.column("trusted_until"), sa.column("first_seen_at"))
    # When trust was given is not known; never later than this, so that no portal's days last longer than they may.
    op.execute(devices.update().where(devices.c.trusted_until.is_not(None)).values(trusted_at=devices.c.first_seen_at))


def downgrade() -> None:
    for table, column in (
        ("sessions", "enrolment_put_off_at"),
        ("devices", "trusted_at"),
        ("accounts", "has_second_factor"),
    ):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column(column)
