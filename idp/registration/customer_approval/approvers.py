"""Who decides about a registration of a customer's person: administrators of its organization, or operators.

The organization is kept with the registration, because its administrators are told of it and its page lists it. Who
of them decides is looked up each time: administrators come and go while a registration waits.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.customers.lookup import find_merged_record
from idp.organizations.administrators import read_administrators
from idp.organizations.lookup import belongs_to
from idp.organizations.models import LetInBy, Organization
from idp.organizations.policies.entry import may_let_in
from idp.registration.models import Registration

_MOST_READ = 500
_MOST_TOLD = 20


def find_organization_of_customer(session: Session, registration: Registration) -> Organization | None:
    """The organization that stands for the customer to whom the evidence leads; None where it leads to none, or was
    not enough."""
    record = find_merged_record(session, registration.customer_id) if registration.is_eligible else None
    return session.get(Organization, record.organization_id) if record and record.organization_id else None


def find_organization_to_join(session: Session, registration: Registration, approved_by: str) -> Organization | None:
    """The organization of a customer of whom an account has shown evidence, where the account does not belong to it.

    None where operators decide first about the access to the portal, for whichever customer.
    """
    is_asking = registration.is_of_admitted or (registration.is_of_account and approved_by != "operators")
    organization = find_organization_of_customer(session, registration) if is_asking else None
    if organization is None or belongs_to(session, registration.account_id or "", organization.id):
        return None
    return organization


def read_approvers(session: Session, organization: Organization, registration: Registration) -> Sequence[Account]:
    """Those who may decide now and are told, the longest membership first, without the person of the registration."""
    administrators = read_administrators(session, organization.id, _MOST_READ)
    found = [
        each
        for each in administrators
        if may_decide(organization, registration, each.id) and not is_person_of(registration, each)
    ]
    return found[:_MOST_TOLD]


def may_decide(organization: Organization, registration: Registration, account_id: str | None) -> bool:
    """Whether this administrator decides now: one who lets people in; and a deputy of the legal representative, where
    the organization has some, once there was a reminder or no account represents it."""
    is_deputised = organization.let_in_by == LetInBy.REPRESENTATIVE_FIRST and (
        registration.reminded_at is not None or organization.representative_id is None
    )
    return is_deputised or may_let_in(organization, account_id)


def is_person_of(registration: Registration, account: Account) -> bool:
    """Whether the account is that of the person who registers."""
    return account.email == registration.email or (registration.is_of_account and registration.account_id == account.id)
