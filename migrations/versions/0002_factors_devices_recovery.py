"""Second factors, known devices, remembered sign-ins, and what recovery needs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

JSON_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "passkey_challenges",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=True),
        sa.Column("challenge", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey_challenges")),
        sa.UniqueConstraint("challenge", name=op.f("uq_passkey_challenges_challenge")),
    )
    with op.batch_alter_table("passkey_challenges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_challenges_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "devices",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_agent", sa.String(length=400), nullable=False),
        sa.Column("ip", sa.String(length=45), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trusted_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_devices_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("account_id", "token_hash", name=op.f("uq_devices_account_id_token_hash")),
    )
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_devices_token_hash"), ["token_hash"], unique=False)

    op.create_table(
        "email_changes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("old_email", sa.String(length=320), nullable=True),
        sa.Column("new_email", sa.String(length=320), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_email_changes_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_changes")),
    )
    with op.batch_alter_table("email_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_email_changes_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_email_changes_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "former_passwords",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=512), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_former_passwords_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_passwords")),
    )
    with op.batch_alter_table("former_passwords", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_former_passwords_account_id"), ["account_id"], unique=False)

    op.create_table(
        "mailed_codes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("interaction_id", sa.String(length=40), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_mailed_codes_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailed_codes")),
    )
    with op.batch_alter_table("mailed_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mailed_codes_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mailed_codes_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_mailed_codes_interaction_id"), ["interaction_id"], unique=False)

    op.create_table(
        "passkeys",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", JSON_DOCUMENT, nullable=False),
        sa.Column("aaguid", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("is_backed_up", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspicious_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_passkeys_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    with op.batch_alter_table("passkeys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkeys_account_id"), ["account_id"], unique=False)

    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_recovery_codes_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
    )
    with op.batch_alter_table("recovery_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_codes_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recovery_codes_code_hash"), ["code_hash"], unique=False)

    op.create_table(
        "remembered_sign_ins",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("portal", sa.String(length=100), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("authenticated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("amr", JSON_DOCUMENT, nullable=False),
        sa.Column("acr", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_remembered_sign_ins_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remembered_sign_ins")),
    )
    with op.batch_alter_table("remembered_sign_ins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remembered_sign_ins_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remembered_sign_ins_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "totp_secrets",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("wrapped_secret", sa.String(length=500), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_totp_secrets_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_totp_secrets")),
    )
    with op.batch_alter_table("totp_secrets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_totp_secrets_account_id"), ["account_id"], unique=False)

    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recovery_email", sa.String(length=320), nullable=True))
        batch_op.add_column(sa.Column("recovery_email_verified_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("customer_number", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("password_change_due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("password_change_reason", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("second_factor_asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("delete_after", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_accounts_customer_number"), ["customer_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_accounts_delete_after"), ["delete_after"], unique=False)

    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pending_account_id", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("pending_amr", JSON_DOCUMENT, nullable=True))
        batch_op.add_column(sa.Column("pending_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("put_off_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("wants_to_be_remembered", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("is_fresh_sign_in_needed", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("device_id", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("remembered_id", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("place", sa.String(length=200), nullable=False, server_default=""))

    with op.batch_alter_table("organizations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("second_factor", sa.String(length=20), nullable=False, server_default="off"))

    # The defaults were for the rows that were there; from now on the program says what a new one holds.
    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.alter_column("wants_to_be_remembered", server_default=None)
        batch_op.alter_column("is_fresh_sign_in_needed", server_default=None)
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.alter_column("place", server_default=None)
    with op.batch_alter_table("organizations", schema=None) as batch_op:
        batch_op.alter_column("second_factor", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("organizations", schema=None) as batch_op:
        batch_op.drop_column("second_factor")

    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_column("place")
        batch_op.drop_column("remembered_id")
        batch_op.drop_column("device_id")

    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.drop_column("is_fresh_sign_in_needed")
        batch_op.drop_column("put_off_at")
        batch_op.drop_column("wants_to_be_remembered")
        batch_op.drop_column("pending_since")
        batch_op.drop_column("pending_amr")
        batch_op.drop_column("pending_account_id")

    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_delete_after"))
        batch_op.drop_index(batch_op.f("ix_accounts_customer_number"))
        batch_op.drop_column("second_factor_asked_at")
        batch_op.drop_column("password_change_reason")
        batch_op.drop_column("delete_after")
        batch_op.drop_column("password_change_due_at")
        batch_op.drop_column("customer_number")
        batch_op.drop_column("recovery_email_verified_at")
        batch_op.drop_column("recovery_email")

    with op.batch_alter_table("totp_secrets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_totp_secrets_account_id"))

    op.drop_table("totp_secrets")
    with op.batch_alter_table("remembered_sign_ins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_remembered_sign_ins_expires_at"))
        batch_op.drop_index(batch_op.f("ix_remembered_sign_ins_account_id"))

    op.drop_table("remembered_sign_ins")
    with op.batch_alter_table("recovery_codes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_codes_code_hash"))
        batch_op.drop_index(batch_op.f("ix_recovery_codes_account_id"))

    op.drop_table("recovery_codes")
    with op.batch_alter_table("passkeys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkeys_account_id"))

    op.drop_table("passkeys")
    with op.batch_alter_table("mailed_codes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mailed_codes_interaction_id"))
        batch_op.drop_index(batch_op.f("ix_mailed_codes_expires_at"))
        batch_op.drop_index(batch_op.f("ix_mailed_codes_account_id"))

    op.drop_table("mailed_codes")
    with op.batch_alter_table("former_passwords", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_former_passwords_account_id"))

    op.drop_table("former_passwords")
    with op.batch_alter_table("email_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_email_changes_expires_at"))
        batch_op.drop_index(batch_op.f("ix_email_changes_account_id"))

    op.drop_table("email_changes")
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_devices_token_hash"))

    op.drop_table("devices")
    with op.batch_alter_table("passkey_challenges", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkey_challenges_expires_at"))

    op.drop_table("passkey_challenges")
