"""The messages: one class here and one folder in ``templates/mail/`` each.

Owns what can be told by mail and which facts that takes. A new message is one file, one folder and one line below.
"""

from idp.mail.messages.account_created import AccountCreated
from idp.mail.messages.account_deleted import AccountDeleted
from idp.mail.messages.address_taken import AddressTaken
from idp.mail.messages.already_registered import AlreadyRegistered
from idp.mail.messages.confirm_registration import ConfirmRegistration
from idp.mail.messages.deletion_cancelled import DeletionCancelled
from idp.mail.messages.deletion_requested import DeletionRequested
from idp.mail.messages.email_change_confirm import EmailChangeConfirm
from idp.mail.messages.email_change_notice import EmailChangeNotice
from idp.mail.messages.factor_added import FactorAdded
from idp.mail.messages.factor_removed import FactorRemoved
from idp.mail.messages.factors_reset import FactorsReset
from idp.mail.messages.message import Message, RequestedMessage
from idp.mail.messages.new_device import NewDevice
from idp.mail.messages.new_place import NewPlace
from idp.mail.messages.operator_invitation import OperatorInvitation
from idp.mail.messages.password_changed import PasswordChanged
from idp.mail.messages.password_reset import PasswordReset
from idp.mail.messages.recovery_code_used import RecoveryCodeUsed
from idp.mail.messages.recovery_email_changed import RecoveryEmailChanged
from idp.mail.messages.recovery_email_confirm import RecoveryEmailConfirm
from idp.mail.messages.remembered_replay import RememberedReplay
from idp.mail.messages.sign_in_code import SignInCode
from idp.mail.messages.temporary_password import TemporaryPassword
from idp.mail.messages.token_replay import TokenReplay

MESSAGES: dict[str, type[Message]] = {
    message.key: message
    for message in (
        ConfirmRegistration,
        AlreadyRegistered,
        PasswordReset,
        PasswordChanged,
        TokenReplay,
        OperatorInvitation,
        FactorAdded,
        FactorRemoved,
        FactorsReset,
        TemporaryPassword,
        RecoveryCodeUsed,
        SignInCode,
        NewDevice,
        NewPlace,
        RememberedReplay,
        EmailChangeConfirm,
        EmailChangeNotice,
        AddressTaken,
        RecoveryEmailConfirm,
        RecoveryEmailChanged,
        DeletionRequested,
        DeletionCancelled,
        AccountDeleted,
        AccountCreated,
    )
}

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
    "RequestedMessage",
    "SignInCode",
    "TemporaryPassword",
    "TokenReplay",
]
