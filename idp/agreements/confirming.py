"""Confirming a consent by a mailed link, before it counts."""

from datetime import timedelta

from sqlalchemy.orm import Session

from idp.accounts.locks import hold_account, lock_account
from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.actors import Actor
from idp.agreements.messages import ConfirmAgreement
from idp.agreements.models import Agreement, AgreementState
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import LinkProblem, LinkPurpose, OneTimeLink, issue_link, take_link
from idp.infrastructure.rate_limits import Budget, hit_limit
from idp.settings import ThrottleSettings

CONFIRM_AGREEMENT = LinkPurpose("confirm_agreement", "agreements.open_link")
CONFIRM_WITHIN = timedelta(days=7)


def hit_mail_limit(account_id: str, settings: ThrottleSettings) -> bool:
    """Count a mail that a person asks for, outside any transaction; False where the account has had enough."""
    budget = Budget(f"agreements/mail {account_id}", settings.mails_per_address, timedelta(hours=1))
    return hit_limit([budget], current_time()).is_allowed


def ask_to_confirm(session: Session, agreement: Agreement, title: str, actor: Actor) -> None:
    """Mail a link to the account's address; an earlier one is void. ``actor`` acts at the portal of the agreement."""
    link = issue_link(session, CONFIRM_AGREEMENT, agreement.id, CONFIRM_WITHIN, portal=agreement.portal)
    message = ConfirmAgreement(title=title, link=link.url, valid_until=link.valid_until, asked_by=actor.request_info)
    notify(session, session.get_one(Account, agreement.account_id), message, actor)


def confirm_agreement(session: Session, token: str, actor: Actor) -> Agreement | LinkProblem:
    """Redeem the link: the consent counts from now on. The actor acts in a session of the account. One that counts
    already, or was withdrawn, stays as it is.

    Raises SignedOutMeanwhile.
    """
    taken = take_link(session, CONFIRM_AGREEMENT, token, lambda link: _hold(session, link))
    if isinstance(taken, LinkProblem):
        return taken
    agreement = taken[1]
    hold_account(session, agreement.account_id, actor.session_id)
    if agreement.state != AgreementState.AWAITING:
        return LinkProblem.USED if agreement.state == AgreementState.AGREED else LinkProblem.SUPERSEDED
    agreement.state, agreement.confirmed_at = AgreementState.AGREED.value, current_time()
    facts = {"text": agreement.text, "version": agreement.version}
    own = actor.at_portal(agreement.portal)
    audit(session, own, "agreement.confirmed", subject=agreement.account_id, **facts)
    return agreement


def _hold(session: Session, link: OneTimeLink) -> Agreement | None:
    """The agreement as it is now, behind its account: withdrawing takes the same order."""
    found = session.get(Agreement, link.subject)
    if found is None or lock_account(session, found.account_id) is None:
        return None
    return session.get(Agreement, link.subject, with_for_update=True, populate_existing=True)
