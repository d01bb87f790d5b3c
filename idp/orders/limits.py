"""How many organizations an application may create."""

from datetime import timedelta

from idp.infrastructure.clock import current_time
from idp.infrastructure.rate_limits import Budget, hit_limit
from idp.invitations.limits import mail_budget
from idp.orders.order import CustomerOrder
from idp.settings import ThrottleSettings

_HOUR = timedelta(hours=1)


def hit_order_limit(order: CustomerOrder, client_id: str, settings: ThrottleSettings) -> bool:
    """Count an organization, outside any transaction; False when the client has created enough, or the administrator's
    address has got enough invitations."""
    budgets = [Budget(f"order/client {client_id}", settings.organizations_per_client, _HOUR)]
    if order.administrator is not None:
        budgets.append(mail_budget(order.administrator, settings))
    return hit_limit(budgets, current_time()).is_allowed
