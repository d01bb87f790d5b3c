"""A mailed link of every page, as the packages issue them."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from idp.accounts import link_purposes
from idp.accounts.models import Account, EmailChange, EmailChangeState
from idp.administration.invitation.service import OPERATOR_INVITATION
from idp.agreements.confirming import CONFIRM_AGREEMENT
from idp.agreements.models import Agreement
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest, new_id
from idp.infrastructure.one_time_links import IssuedLink, LinkPurpose, issue_link
from idp.invitations.models import Invitation
from idp.invitations.sending import INVITATION
from idp.organizations.models import MemberRole, Organization
from idp.registration.decision_mails import COMPLETE_REGISTRATION
from idp.registration.models import Registration
from idp.registration.start import CONFIRM_REGISTRATION

HOUR = timedelta(hours=1)
CODE_OF_SUPPORT = "402917"
Issue = Callable[[Session, Account], IssuedLink]


def confirm_registration(session: Session, _account: Account) -> IssuedLink:
    applicant = Registration(
        browser_hash="of another browser",
        portal="shop",
        email="neu@example.test",
        given_name="Grace",
        family_name="Neu",
        language="de",
        password_hash="$argon2id$",
        expires_at=current_time() + HOUR,
    )
    session.add(applicant)
    session.flush()
    return issue_link(session, CONFIRM_REGISTRATION, applicant.id, HOUR, portal="shop")


def complete_registration(session: Session, _account: Account) -> IssuedLink:
    approved = Registration(
        state="approved",
        browser_hash="of another browser",
        portal="shop",
        email="neu@example.test",
        language="de",
        expires_at=current_time() + HOUR,
    )
    session.add(approved)
    session.flush()
    return issue_link(session, COMPLETE_REGISTRATION, approved.id, HOUR, portal="shop")


def reset_password(session: Session, account: Account) -> IssuedLink:
    data = {"email": account.email, "interaction": None}
    return issue_link(session, link_purposes.PASSWORD_RESET, account.id, HOUR, portal="shop", data=data)


def confirm_email(session: Session, account: Account) -> IssuedLink:
    return _change_address(session, account, link_purposes.EMAIL_CHANGE, "email")


def confirm_given_email(session: Session, account: Account) -> IssuedLink:
    return _change_address(session, account, link_purposes.ADDRESS_BY_SUPPORT, "email")


def undo_email(session: Session, account: Account) -> IssuedLink:
    return _change_address(session, account, link_purposes.EMAIL_CHANGE_UNDO, "email")


def confirm_recovery_email(session: Session, account: Account) -> IssuedLink:
    return _change_address(session, account, link_purposes.RECOVERY_EMAIL, "recovery_email")


def secure_account(session: Session, account: Account) -> IssuedLink:
    about = {
        "account": account.id,
        "email": account.email,
        "alert": "new_device",
        "happened_at": current_time().isoformat(),
        "user_agent": "Mozilla/5.0",
        "place": "192.0.2.7",
    }
    return issue_link(session, link_purposes.SECURE_ACCOUNT, "dev_1", HOUR, portal="shop", data=about)


def invite_operator(session: Session, _account: Account) -> IssuedLink:
    return issue_link(session, OPERATOR_INVITATION, "operator@example.test", HOUR)


def invite_to_organization(session: Session, account: Account) -> IssuedLink:
    organization = Organization(name="Hafenwerk GmbH")
    session.add(organization)
    session.flush()
    invitation = Invitation(
        organization_id=organization.id,
        portal="shop",
        email=account.email,
        role=MemberRole.MEMBER.value,
        language="de",
        expires_at=current_time() + HOUR,
    )
    session.add(invitation)
    session.flush()
    return issue_link(session, INVITATION, invitation.id, HOUR, portal="shop")


def _change_address(session: Session, account: Account, purpose: LinkPurpose, kind: str) -> IssuedLink:
    change = EmailChange(
        account_id=account.id,
        kind=kind,
        old_email=account.recovery_email if kind == "recovery_email" else account.email,
        new_email="neu@example.test",
        expires_at=current_time() + HOUR,
        state=EmailChangeState.CONFIRMED if purpose == link_purposes.EMAIL_CHANGE_UNDO else EmailChangeState.PENDING,
    )
    session.add(change)
    session.flush()
    about = {"change": change.id, "code_hash": digest(f"{change.id} {CODE_OF_SUPPORT}")}
    return issue_link(session, purpose, account.id, HOUR, portal="shop", data=about)


def confirm_agreement(session: Session, account: Account) -> IssuedLink:
    agreement = Agreement(
        account_id=account.id,
        portal="shop",
        text="news",
        version=new_id("version")[:40],
        kind="marketing",
        is_required=False,
        state="awaiting",
        language="de",
        way="registration",
    )
    session.add(agreement)
    session.flush()
    return issue_link(session, CONFIRM_AGREEMENT, agreement.id, HOUR, portal="shop")


OF_PAGE: dict[str, Issue] = {
    "registration.confirm": confirm_registration,
    "registration.complete": complete_registration,
    "password_reset.choose": reset_password,
    "email_change.confirm": confirm_email,
    "email_change.confirm_given": confirm_given_email,
    "email_change.undo": undo_email,
    "recovery_email.confirm": confirm_recovery_email,
    "security.secure": secure_account,
    "security.it_was_me": secure_account,
    "operator_invitation.accept": invite_operator,
    "invitation.accept": invite_to_organization,
    "agreements.confirm": confirm_agreement,
}
"""How the links of a page are issued, by the page's endpoint."""
