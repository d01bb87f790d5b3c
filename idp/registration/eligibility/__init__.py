"""Whether what a person shows is evidence enough of being a customer.

Owns the rules by which evidence is compared, how many of them are enough, and the budgets against guessing. The records
belong to ``customers``; what becomes of a person without evidence belongs to the portal's settings.
"""

from idp.registration.eligibility.assessing import Claim, Eligibility, assess
from idp.registration.eligibility.limits import hit_evidence_limit
from idp.registration.eligibility.rules import RULES, EvidenceRule, leads_to_customers, rule_key

__all__ = [
    "RULES",
    "Claim",
    "Eligibility",
    "EvidenceRule",
    "assess",
    "hit_evidence_limit",
    "leads_to_customers",
    "rule_key",
]
