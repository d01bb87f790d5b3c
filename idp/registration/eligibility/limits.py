"""Budgets against guessing what is known of customers."""

from datetime import timedelta

import structlog

from idp.actors import Actor
from idp.infrastructure.clock import current_time
from idp.infrastructure.networks import network_of
from idp.infrastructure.rate_limits import Budget, hit_limit
from idp.registration.eligibility.assessing import Claim
from idp.registration.eligibility.rules import RULES, rule_key
from idp.settings import PortalSettings, ThrottleSettings

_DAY = timedelta(days=1)
_log = structlog.get_logger("idp.registration")


def hit_evidence_limit(claim: Claim, portal: PortalSettings, actor: Actor, settings: ThrottleSettings) -> bool:
    """Count one claim, outside any transaction: for each number that leads to a customer, for the address, for the
    network and for the portal. False where one of these has no attempt left.

    Whether a claim is true plays no part, so that the count tells nothing. The log is told which kinds of budget are
    used up, without what was entered.
    """
    window = timedelta(minutes=settings.window_minutes)
    budgets = [
        Budget(f"evidence/network {network_of(actor.request_info.ip)}", settings.address_attempts, window),
        Budget(f"evidence/portal {claim.portal}", settings.global_attempts, window),
    ]
    if claim.email:
        budgets.append(Budget(f"evidence/email {claim.email}", settings.evidence_attempts, _DAY))
    for key, entry in claim.entered.items():
        if entry and RULES[rule_key(key, portal.registration.evidence[key])].follow is not None:
            budgets.append(Budget(f"evidence/{key} {_one_form(entry)}", settings.evidence_attempts, _DAY))
    decision = hit_limit(budgets, current_time())
    if not decision.is_allowed:
        kinds = sorted({key.partition(" ")[0].removeprefix("evidence/") for key in decision.exceeded})
        _log.warning("evidence_throttled", portal=claim.portal, budgets=kinds)
    return decision.is_allowed


def _one_form(entry: str) -> str:
    """However it is written, an entry is counted as one."""
    return "".join(letter for letter in entry.casefold() if letter.isalnum()).lstrip("0")
