"""The mail to a person whom a portal asks for new credentials."""

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.actors import Actor
from idp.administration.messages import CredentialsRenewal
from idp.infrastructure.web.hosts import external_url


def mail_renewal(
    session: Session, account: Account, portal: str, actor: Actor, *, is_registration: bool, has_password: bool
) -> None:
    """Say what the portal asks, and lead there. ``has_password``: other portals have admitted the account, whose
    password still opens it, so that its person signs in before registering again."""
    page = "signin.start"
    if is_registration:
        page = "registration.register_account" if has_password else "registration.register"
    message = CredentialsRenewal(
        way_link=external_url(page, portal=portal),
        is_registration=is_registration,
        is_signing_in=has_password or not is_registration,
        name=account.name,
    )
    notify(session, account, message, actor)
