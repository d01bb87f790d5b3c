"""The security alert of a password that was replaced."""

from idp.accounts.models import Account
from idp.accounts.password.messages import PasswordChanged
from idp.accounts.security.alerts import SecurityAlert
from idp.actors import Actor
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import IssuedLink
from idp.infrastructure.web.i18n import lazy_gettext


class PasswordChangedAlert(SecurityAlert):
    """The link ends what the new password opened; asking for another password would leave that to the intruder."""

    key = "password_changed"
    text = lazy_gettext("Password changed")

    def message(self, account: Account, link: IssuedLink, actor: Actor) -> PasswordChanged:
        return PasswordChanged(
            asked_by=actor.request_info,
            changed_at=current_time(),
            secure_link=link.url,
            valid_until=link.valid_until,
            name=account.name,
        )
