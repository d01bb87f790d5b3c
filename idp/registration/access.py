"""Whether an account may ask for access to a portal by registering there."""

from idp.admissions import find_admission
from idp.portals.demands import PortalDemands


def may_ask_for_access(account_id: str, demands: PortalDemands) -> bool:
    """At an open portal that asks for evidence or an approval, an account that was never admitted nor refused. Read
    outside any transaction."""
    if not (demands.is_registration_open and demands.is_registration_judged):
        return False
    admission = find_admission(account_id, demands.portal)
    return admission is not None and admission.state is None
