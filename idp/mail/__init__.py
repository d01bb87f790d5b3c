"""Mail: what is sent, and that it is sent.

Owns the messages (one class and one template folder each, ``MESSAGES``), the transactional outbox, the sender with its
retries, SMTP, and the local mailbox of a trial. When to send what belongs to the package that sends it.
"""

from idp.mail.messages import (
    MESSAGES,
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
    TokenReplay,
)
from idp.mail.outbox import enqueue

__all__ = [
    "MESSAGES",
    "AccountCreated",
    "AccountDeleted",
    "AddressTaken",
    "AlreadyRegistered",
    "ConfirmRegistration",
    "DeletionCancelled",
    "DeletionRequested",
    "EmailChangeConfirm",
    "EmailChangeNotice",
    "FactorAdded",
    "FactorRemoved",
    "FactorsReset",
    "Message",
    "NewDevice",
    "NewPlace",
    "OperatorInvitation",
    "PasswordChanged",
    "PasswordReset",
    "RecoveryCodeUsed",
    "RecoveryEmailChanged",
    "RecoveryEmailConfirm",
    "RememberedReplay",
    "SignInCode",
    "TokenReplay",
    "enqueue",
]
