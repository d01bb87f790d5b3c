"""Why a person who is signed in is asked to sign in again, and as whom."""

from dataclasses import dataclass

from idp.accounts.summaries import AccountSummary, account_summaries
from idp.infrastructure.clock import current_time
from idp.interactions import Interaction
from idp.interactions.requests import client_request_of
from idp.organizations.active.decision import find_active_organization
from idp.protocol.request_facts import Facts, Situation
from idp.protocol.steps import RequestStep
from idp.sessions import SignedIn, current_sign_in
from idp.signin.admission import admission_decision
from idp.signin.facts import session_facts
from idp.signin.going_on import evidence_of, find_admission_for, is_outlived
from idp.signin.steps import current_steps


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """The account that is signed in, and the reason in the reader's language."""

    account: AccountSummary
    reason: str


def find_asked_again(interaction: Interaction) -> AskedAgain | None:
    """What the sign-in page tells a person who is signed in; None where it speaks to anybody else."""
    signed_in = current_sign_in()
    reason = _find_reason(interaction, signed_in) if signed_in else None
    if signed_in is None or reason is None:
        return None
    account = account_summaries([signed_in.account_id]).get(signed_in.account_id)
    return AskedAgain(account, reason) if account else None


def _find_reason(interaction: Interaction, signed_in: SignedIn) -> str | None:
    """That of the first step that is due; a request is decided upon in :mod:`idp.oauth`, where its answer is known."""
    asked = client_request_of(interaction)
    if asked is None:
        return None
    organization = find_active_organization(asked.request, asked.client, signed_in)
    known = find_admission_for(signed_in, asked.client.portal, organization)
    facts = Facts(
        session=session_facts(signed_in, asked.client),
        admission=admission_decision(signed_in, asked.client),
        is_outlived=known is not None and is_outlived(evidence_of(signed_in), known),
    )
    situation = Situation(request=asked.request, client=asked.client, facts=facts, now=current_time())
    for step in current_steps():
        if isinstance(step, RequestStep) and step.reason is not None and step.is_due(situation):
            return str(step.reason) % {"name": asked.client.name}
    return None
