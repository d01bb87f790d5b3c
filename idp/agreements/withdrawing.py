"""Withdrawing what a person agreed to of their own free will."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.locks import hold_account
from idp.actors import Actor
from idp.agreements.confirming import CONFIRM_AGREEMENT
from idp.agreements.models import Agreement, AgreementState
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import supersede_links


def withdraw_agreement(session: Session, account_id: str, portal: str, text: str, actor: Actor) -> bool:
    """Withdraw each version of an optional text that the account agreed to, also one that awaits its confirmation.

    False where there is none. What was required when it was asked stays. Raises SignedOutMeanwhile.
    """
    hold_account(session, account_id, actor.session_id)
    rows = session.scalars(
        select(Agreement)
        .where(
            Agreement.account_id == account_id,
            Agreement.portal == portal,
            Agreement.text == text,
            Agreement.is_required.is_(False),
            Agreement.state != AgreementState.WITHDRAWN,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for row in rows:
        row.state, row.withdrawn_at = AgreementState.WITHDRAWN.value, current_time()
        supersede_links(session, CONFIRM_AGREEMENT, row.id)
        facts = {"text": row.text, "version": row.version}
        audit(session, actor.at_portal(portal), "agreement.withdrawn", subject=account_id, **facts)
    return bool(rows)
