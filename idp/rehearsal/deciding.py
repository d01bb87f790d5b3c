"""Who decides about a made-up person: an operator, or an administrator of the made-up customer's organization."""

from idp.actors import Permission, system_actor
from idp.administration.creation import NewAccount, create_account
from idp.administration.registrations import approve_registration, refuse_registration
from idp.infrastructure.database import transaction
from idp.organizations.creation import NewOrganization, found_organization
from idp.organizations.members.granting import MembershipGrant
from idp.organizations.models import OrganizationKind
from idp.registration.customer_approval.deciding import approve_for_organization, refuse_for_organization
from idp.registration.models import Registration
from idp.rehearsal.met import DecisionMet
from idp.rehearsal.sample import Sample

REHEARSAL = system_actor(
    "rehearsal",
    frozenset(
        {
            Permission.REGISTRATIONS_READ,
            Permission.REGISTRATIONS_DECIDE,
            Permission.PEOPLE_CREATE,
            Permission.ORGANIZATIONS_MANAGE,
        }
    ),
)
_REASON = {"de": "Probelauf", "en": "Rehearsal"}


def store_organization(sample: Sample) -> str:
    """The organization of the customer, with an administrator; its id."""
    _, at, domain = sample.email.partition("@")
    actor = REHEARSAL.at_portal(sample.portal)
    chief = NewAccount(email=f"administrator-{sample.portal}{at}{domain}", language=sample.language)
    new = NewOrganization(OrganizationKind.COMPANY, f"{sample.family_name} GmbH")
    with transaction() as session:
        return found_organization(session, create_account(session, chief, actor), new, actor).id


def decide(registration: Registration, language: str, *, is_refused: bool) -> DecisionMet:
    """Approve or refuse, as who is asked to."""
    decision, reason = "refuse" if is_refused else "approve", _REASON[language]
    of_customer = registration.organization_id if registration.escalated_at is None else None
    with transaction() as session:
        if of_customer is not None and is_refused:
            refuse_for_organization(session, of_customer, registration.id, reason, REHEARSAL)
        elif of_customer is not None:
            approve_for_organization(session, of_customer, registration.id, MembershipGrant(), REHEARSAL)
        elif is_refused:
            refuse_registration(session, registration.id, reason, REHEARSAL)
        else:
            approve_registration(session, registration.id, REHEARSAL)
    if of_customer is not None:
        command = "the page Registrations of the customer's organization"
        return DecisionMet(by="customer", command=command, decision=decision)
    return DecisionMet(by="operator", command=f"idp registrations {decision} REGISTRATION", decision=decision)
