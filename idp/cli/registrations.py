"""``idp registrations``."""

from typing import Any

import click

from idp.administration.registrations import (
    approve_registration,
    confirm_address,
    find_registrations,
    get_registration,
    refuse_registration,
)
from idp.cli.actor import operator_from_shell
from idp.cli.frame import Invocation, command_of, show_fields, show_table
from idp.cli.installation import open_transaction
from idp.infrastructure.clock import current_time
from idp.organizations.members.granting import MembershipGrant
from idp.organizations.members.right import Right
from idp.organizations.models import MemberRole
from idp.registration.models import Registration
from idp.registration.states import OPEN, RegistrationState


@click.group()
def registrations() -> None:
    """Registrations on their way to an account."""


@click.option("--state", type=click.Choice(sorted(each.value for each in OPEN)), help="Default: all that are open.")
@click.option("--search", default="", help="Part of an address.")
@click.option("--waits-for", type=click.Choice(["operators"]), help="Only those that operators have to decide on.")
@click.option("--limit", type=click.IntRange(1, 10000), default=100, show_default=True)
@command_of(registrations, "list")
def list_(invocation: Invocation, state: str | None, search: str, limit: int, waits_for: str | None) -> None:
    """List open registrations, those that wait the longest first, with the days since an approval was asked for."""
    chosen = RegistrationState(state) if state else None
    with open_transaction(invocation.load_settings()) as session:
        actor, is_for_operators = operator_from_shell(), waits_for is not None
        found = find_registrations(session, chosen, search, limit, actor, is_for_operators=is_for_operators)
        documents = [_document(each) for each in found]
    rows = [
        [each["id"], each["email"], each["portal"], each["state"], each["submitted_at"] or "", _days(each)]
        for each in documents
    ]
    columns = ("Registration", "E-mail", "Portal", "State", "Submitted", "Days")
    invocation.answer(documents, lambda: show_table(columns, rows, empty="There is no such registration."))


@click.argument("registration_id", metavar="REGISTRATION")
@command_of(registrations, "show")
def show(invocation: Invocation, registration_id: str) -> None:
    """Show what was entered, and how far the registration is."""
    with open_transaction(invocation.load_settings()) as session:
        document = _document(get_registration(session, registration_id, operator_from_shell()))
    invocation.answer(document, lambda: show_fields(document))


@click.option("--billing", is_flag=True, help="May order and see invoices there.")
@click.option(
    "--role",
    type=click.Choice([each.value for each in MemberRole]),
    default=MemberRole.MEMBER.value,
    show_default=True,
    help="Right there.",
)
@click.argument("registration_id", metavar="REGISTRATION")
@command_of(registrations, "approve")
def approve(invocation: Invocation, registration_id: str, role: str, *, billing: bool) -> None:
    """Approve a registration that waits for it. The person is told by e-mail.

    Where administrators of a customer were asked, the person gets the right in their organization.
    """
    grant = MembershipGrant(Right(MemberRole(role), billing))
    with open_transaction(invocation.load_settings()) as session:
        document = _document(approve_registration(session, registration_id, operator_from_shell(), grant))
    invocation.answer(document, lambda: click.echo(f"{document['email']} was approved."))


# Arguments are taken from below: what stands nearest to the command comes first on the line.
@click.option("--reason", required=True, help="Why; the person reads it.")
@click.argument("registration_id", metavar="REGISTRATION")
@command_of(registrations, "refuse")
def refuse(invocation: Invocation, registration_id: str, reason: str) -> None:
    """Refuse a registration that waits for approval. The person is told by e-mail."""
    with open_transaction(invocation.load_settings()) as session:
        document = _document(refuse_registration(session, registration_id, reason, operator_from_shell()))
    invocation.answer(document, lambda: click.echo(f"{document['email']} was refused."))


@click.option("--reason", required=True, help="How you know that the address is theirs; for the audit.")
@click.argument("registration_id", metavar="REGISTRATION")
@command_of(registrations, "confirm")
def confirm(invocation: Invocation, registration_id: str, reason: str) -> None:
    """Confirm the address of a registration by hand, where the e-mail did not arrive."""
    with open_transaction(invocation.load_settings()) as session:
        document = _document(confirm_address(session, registration_id, reason, operator_from_shell()))
    invocation.answer(document, lambda: click.echo(f"The address {document['email']} is confirmed."))


def _days(document: dict[str, Any]) -> str:
    return "" if document["waiting_days"] is None else str(document["waiting_days"])


def _waiting_days(registration: Registration) -> int | None:
    """How long ago the approval was asked for that is still to come."""
    is_waiting = registration.state == RegistrationState.AWAITING_APPROVAL
    return (current_time() - registration.asked_at).days if is_waiting and registration.asked_at else None


def _document(registration: Registration) -> dict[str, Any]:
    moments = ("submitted_at", "confirmed_at", "asked_at", "reminded_at", "escalated_at", "decided_at", "expires_at")
    return {
        "id": registration.id,
        "state": registration.state,
        "portal": registration.portal,
        "email": registration.email,
        "given_name": registration.given_name,
        "family_name": registration.family_name,
        "user_name": registration.user_name,
        "evidence": dict(registration.evidence),
        "is_eligible": registration.is_eligible,
        "customer": registration.customer_id,
        "organization": registration.organization_id,
        "waiting_days": _waiting_days(registration),
        "profile": dict(registration.profile),
        "reason": registration.reason,
        "account": registration.account_id,
    } | {name: moment.isoformat() if (moment := getattr(registration, name)) else None for name in moments}
