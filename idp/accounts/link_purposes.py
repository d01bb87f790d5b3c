"""What links about an account are for. The pages that they open are the packages' below this one."""

from idp.infrastructure.one_time_links import LinkPurpose

PASSWORD_RESET = LinkPurpose("password_reset", "password_reset.open_link")
EMAIL_CHANGE = LinkPurpose("email_change", "email_change.open_link")
ADDRESS_BY_SUPPORT = LinkPurpose("address_by_support", "email_change.open_support_link")
EMAIL_CHANGE_UNDO = LinkPurpose("email_change_undo", "email_change.open_undo_link")
RECOVERY_EMAIL = LinkPurpose("recovery_email", "recovery_email.open_link")
SECURE_ACCOUNT = LinkPurpose("secure_account", "security.open_secure")
