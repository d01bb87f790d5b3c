"""Every mail about a person's own account, for the registry."""

from idp.accounts.customer_links import messages as customer_links
from idp.accounts.deletion import messages as deletion
from idp.accounts.email_change import messages as email_change
from idp.accounts.password import messages as password
from idp.accounts.password_reset import messages as password_reset
from idp.accounts.recovery_email import messages as recovery_email

MESSAGES = (
    *password_reset.MESSAGES,
    *password.MESSAGES,
    *email_change.MESSAGES,
    *recovery_email.MESSAGES,
    *deletion.MESSAGES,
    *customer_links.MESSAGES,
)
