"""The security alert of a second factor that was added."""

from dataclasses import dataclass

from idp.accounts.models import Account
from idp.accounts.security.alerts import SecurityAlert
from idp.actors import Actor
from idp.factors.messages import FactorAdded
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import IssuedLink
from idp.infrastructure.web.i18n import lazy_gettext


@dataclass(frozen=True, kw_only=True)
class FactorAddedAlert(SecurityAlert):
    """``factor`` is the kind, ``item`` what the account calls the thing. Without ``has_codes`` the alert tells of
    recovery codes that may be made next. The link takes the factor away again: a new password would leave it in place,
    and an intruder's passkey opens the account by itself."""

    key = "factor_added"
    text = lazy_gettext("Second factor added")

    factor: str
    item: str
    has_codes: bool

    def message(self, account: Account, link: IssuedLink, actor: Actor) -> FactorAdded:
        return FactorAdded(
            asked_by=actor.request_info,
            factor=self.factor,
            item=self.item,
            has_codes=self.has_codes,
            added_at=current_time(),
            secure_link=link.url,
            valid_until=link.valid_until,
            name=account.name,
        )
