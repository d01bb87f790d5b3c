"""One message of each kind, with facts a reader recognises."""

from datetime import UTC, datetime

from idp.infrastructure.request_info import RequestInfo
from idp.mail import (
    AccountCreated,
    AccountDeleted,
    AddressTaken,
    AlreadyRegistered,
    ConfirmRegistration,
    DeletionCancelled,
    DeletionRequested,
    EmailChangeConfirm,
    EmailChangeNotice,
    FactorAdded,
    FactorRemoved,
    FactorsReset,
    Message,
    NewDevice,
    NewPlace,
    OperatorInvitation,
    PasswordChanged,
    PasswordReset,
    RecoveryCodeUsed,
    RecoveryEmailChanged,
    RecoveryEmailConfirm,
    RememberedReplay,
    SignInCode,
    TemporaryPassword,
    TokenReplay,
)

ISSUER = "https://id.example.test"
TOKEN = "Zm9yLXRlc3RzLW9ubHktbm90LWEtcmVhbC10b2tlbi1fXw"
VALID_UNTIL = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HAPPENED_AT = datetime(2026, 11, 20, 11, 58, tzinfo=UTC)
ASKED_BY = RequestInfo(
    ip="203.0.113.7",
    user_agent="Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
)

CONFIRM_REGISTRATION = ConfirmRegistration(
    asked_by=ASKED_BY,
    link=f"{ISSUER}/register/confirm/{TOKEN}",
    code="402917",
    valid_until=VALID_UNTIL,
)

EXAMPLES: tuple[Message, ...] = (
    CONFIRM_REGISTRATION,
    AlreadyRegistered(
        asked_by=ASKED_BY,
        name="Anna Muster",
        sign_in_link=f"{ISSUER}/signin",
        reset_link=f"{ISSUER}/password-reset",
    ),
    PasswordReset(
        asked_by=ASKED_BY,
        name="Anna Muster",
        link=f"{ISSUER}/password-reset/link/{TOKEN}",
        valid_until=VALID_UNTIL,
    ),
    PasswordChanged(
        asked_by=ASKED_BY,
        name="Anna Muster",
        changed_at=HAPPENED_AT,
        reset_link=f"{ISSUER}/password-reset",
    ),
    TokenReplay(
        name="Anna Muster",
        application="Werkbank & Söhne",
        noticed_at=HAPPENED_AT,
        reset_link=f"{ISSUER}/password-reset",
    ),
    OperatorInvitation(
        link=f"{ISSUER}/password-reset/link/{TOKEN}",
        valid_until=VALID_UNTIL,
        host="id.example.test",
    ),
    FactorAdded(
        asked_by=ASKED_BY,
        name="Anna Muster",
        factor="Authenticator",
        item="Anna & Bens Telefon",
        added_at=HAPPENED_AT,
        secure_link=f"{ISSUER}/new-device/link/{TOKEN}/secure",
        valid_until=VALID_UNTIL,
    ),
    FactorRemoved(
        asked_by=ASKED_BY,
        name="Anna Muster",
        factor="Authenticator",
        item="Anna & Bens Telefon",
        removed_at=HAPPENED_AT,
        reset_link=f"{ISSUER}/password-reset",
    ),
    FactorsReset(name="Anna Muster", reset_at=HAPPENED_AT, reset_link=f"{ISSUER}/password-reset"),
    TemporaryPassword(
        name="Anna Muster",
        given_at=HAPPENED_AT,
        valid_until=VALID_UNTIL,
        reset_link=f"{ISSUER}/password-reset",
    ),
    RecoveryCodeUsed(
        asked_by=ASKED_BY,
        name="Anna Muster",
        used_at=HAPPENED_AT,
        remaining=7,
        reset_link=f"{ISSUER}/password-reset",
    ),
    SignInCode(
        asked_by=ASKED_BY,
        name="Anna Muster",
        code="402917",
        valid_until=VALID_UNTIL,
        reset_link=f"{ISSUER}/password-reset",
    ),
    NewDevice(
        asked_by=ASKED_BY,
        name="Anna Muster",
        signed_in_at=HAPPENED_AT,
        place="Berlin, Deutschland",
        was_me_link=f"{ISSUER}/new-device/link/{TOKEN}/it-was-me",
        secure_link=f"{ISSUER}/new-device/link/{TOKEN}/secure",
        valid_until=VALID_UNTIL,
    ),
    NewPlace(
        asked_by=ASKED_BY,
        name="Anna Muster",
        signed_in_at=HAPPENED_AT,
        place="Lissabon, Portugal",
        was_me_link=f"{ISSUER}/new-device/link/{TOKEN}/it-was-me",
        secure_link=f"{ISSUER}/new-device/link/{TOKEN}/secure",
        valid_until=VALID_UNTIL,
    ),
    RememberedReplay(
        asked_by=ASKED_BY,
        name="Anna Muster",
        noticed_at=HAPPENED_AT,
        reset_link=f"{ISSUER}/password-reset",
    ),
    EmailChangeConfirm(
        asked_by=ASKED_BY,
        link=f"{ISSUER}/account/email/link/{TOKEN}",
        valid_until=VALID_UNTIL,
    ),
    EmailChangeNotice(
        asked_by=ASKED_BY,
        name="Anna Muster",
        new_email="anna.neu@example.com",
        changed_at=HAPPENED_AT,
        undo_link=f"{ISSUER}/account/email/undo/link/{TOKEN}",
        valid_until=VALID_UNTIL,
    ),
    AddressTaken(
        asked_by=ASKED_BY,
        name="Anna Muster",
        sign_in_link=f"{ISSUER}/signin",
        reset_link=f"{ISSUER}/password-reset",
    ),
    RecoveryEmailConfirm(
        asked_by=ASKED_BY,
        link=f"{ISSUER}/account/recovery-email/link/{TOKEN}",
        valid_until=VALID_UNTIL,
    ),
    RecoveryEmailChanged(
        asked_by=ASKED_BY,
        name="Anna Muster",
        new_email="anna.zwei@example.com",
        changed_at=HAPPENED_AT,
        reset_link=f"{ISSUER}/password-reset",
    ),
    DeletionRequested(
        asked_by=ASKED_BY,
        name="Anna Muster",
        requested_at=HAPPENED_AT,
        valid_until=VALID_UNTIL,
        deletion_link=f"{ISSUER}/account/deletion",
    ),
    DeletionCancelled(
        asked_by=ASKED_BY,
        name="Anna Muster",
        cancelled_at=HAPPENED_AT,
        cause="password_reset",
        reset_link=f"{ISSUER}/password-reset",
    ),
    AccountDeleted(
        name="Anna Muster",
        deleted_at=HAPPENED_AT,
        register_link=f"{ISSUER}/register",
    ),
    AccountCreated(
        name="Anna Muster",
        link=f"{ISSUER}/password-reset/link/{TOKEN}",
        valid_until=VALID_UNTIL,
    ),
)
