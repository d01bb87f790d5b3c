"""``idp orgs invitations``."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click

from idp.cli.actor import operator_from_shell
from idp.cli.frame import CommandError, Invocation, command_of, show_table
from idp.cli.installation import open_transaction
from idp.cli.portals import portal_or_default
from idp.infrastructure.clock import current_time
from idp.infrastructure.database.keyset import Cursor
from idp.infrastructure.translations import LANGUAGES
from idp.invitations.changing import send_again
from idp.invitations.changing import withdraw as withdraw_invitation
from idp.invitations.inviting import InvitationOffer, Reported, invite
from idp.invitations.listing import ListedInvitation, read_invitations
from idp.invitations.pasted import parse_addresses
from idp.organizations.models import MemberRole
from idp.organizations.records import get_organization


@click.group()
def invitations() -> None:
    """Invitations to an organization, by e-mail."""


@click.option("--search", default="", help="Part of an address.")
@click.option("--limit", type=click.IntRange(1, 10000), default=100, show_default=True)
@click.argument("organization_id", metavar="ID")
@command_of(invitations, "list")
def list_(invocation: Invocation, organization_id: str, search: str, limit: int) -> None:
    """List the invitations of an organization and what became of them, by address."""
    with open_transaction(invocation.load_settings()) as session:
        get_organization(session, organization_id, operator_from_shell())
        page = read_invitations(session, organization_id, search, Cursor(), current_time(), size=limit)
        documents = [_document(listed) for listed in page.entries]
    rows = [[each["id"], each["email"], each["role"], each["state"], each["expires_at"]] for each in documents]
    columns = ("Invitation", "E-mail", "Role", "State", "Valid until")
    invocation.answer(documents, lambda: show_table(columns, rows, empty="It has sent no invitations."))


# Arguments are taken from below: what stands nearest to the command comes first on the line.
@click.option("--role", type=click.Choice([role.value for role in MemberRole]), default="member", show_default=True)
@click.option("--product", "products", multiple=True, help="A product that a member may use. May be given repeatedly.")
@click.option("--billing", is_flag=True, help="Can order and see invoices.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="Of the e-mail (default: the portal's).")
@click.option("--last-day", type=click.DateTime(["%Y-%m-%d"]), help="After which the membership ends by itself.")
@click.option(
    "--representative", is_flag=True, help="Becomes administrator and, if there is none, legal representative."
)
@click.option("--portal", help="The portal that the invitation leads to (default: the first one).")
@click.argument("emails", metavar="EMAIL...", nargs=-1, required=True)
@click.argument("organization_id", metavar="ID")
@command_of(invitations, "create")
def create(
    invocation: Invocation,
    organization_id: str,
    emails: tuple[str, ...],
    portal: str | None,
    language: str | None,
    billing: bool,
    products: tuple[str, ...],
    role: str,
    last_day: datetime | None,
    representative: bool,
) -> None:
    """Invite people by e-mail. Who has an account accepts with it, others get one by accepting."""
    if representative and last_day is not None:
        raise CommandError("A legal representative is a member without a last day.")
    settings = invocation.load_settings()
    key = portal_or_default(settings, portal)
    offer = InvitationOffer(
        portal=key,
        role=MemberRole.ADMINISTRATOR if representative else MemberRole(role),
        billing=billing,
        products=products,
        language=language or settings.portals[key].default_language,
        membership_expires_at=_end_after(last_day, settings.portals[key].time_zone),
        represents=representative,
    )
    entries = [(entry, True) for entry in parse_addresses("\n".join(emails))]
    with open_transaction(settings) as session:
        reported = invite(session, organization_id, entries, offer, operator_from_shell(portal=key))
    documents = [_report(each) for each in reported]
    rows = [[each["email"], each["outcome"]] for each in documents]
    invocation.answer(documents, lambda: show_table(("E-mail", "Outcome"), rows, empty="No one was invited."))


@click.argument("invitation_id", metavar="INVITATION")
@click.argument("organization_id", metavar="ID")
@command_of(invitations, "resend")
def resend(invocation: Invocation, organization_id: str, invitation_id: str) -> None:
    """Send an invitation again. The link that was sent before no longer works."""
    with open_transaction(invocation.load_settings()) as session:
        invitation = send_again(session, organization_id, invitation_id, operator_from_shell())
        document = {"id": invitation.id, "email": invitation.email, "expires_at": invitation.expires_at.isoformat()}
    invocation.answer(document, lambda: click.echo(f"A new invitation to {document['email']} is on its way."))


@click.argument("invitation_id", metavar="INVITATION")
@click.argument("organization_id", metavar="ID")
@command_of(invitations, "withdraw")
def withdraw(invocation: Invocation, organization_id: str, invitation_id: str) -> None:
    """End an invitation. Its link no longer works."""
    with open_transaction(invocation.load_settings()) as session:
        invitation = withdraw_invitation(session, organization_id, invitation_id, operator_from_shell())
        document = {"id": invitation.id, "email": invitation.email}
    invocation.answer(document, lambda: click.echo(f"The invitation to {document['email']} was withdrawn."))


def _end_after(last_day: datetime | None, time_zone: str) -> datetime | None:
    """The end of the day where the portal's people are. Raises CommandError for one in the past."""
    if last_day is None:
        return None
    ends = datetime.combine(last_day.date() + timedelta(days=1), time(), ZoneInfo(time_zone))
    if ends <= current_time():
        raise CommandError("The last day is in the past.")
    return ends.astimezone(UTC)


def _document(listed: ListedInvitation) -> dict[str, Any]:
    invitation = listed.invitation
    return {
        "id": invitation.id,
        "email": invitation.email,
        "portal": invitation.portal,
        "role": invitation.role,
        "billing": invitation.billing,
        "products": list(invitation.products),
        "represents": invitation.represents,
        "state": listed.progress.value,
        "expires_at": invitation.expires_at.isoformat(),
        "membership_expires_at": _iso(invitation.membership_expires_at),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _report(reported: Reported) -> dict[str, Any]:
    return {"email": reported.text, "outcome": reported.outcome.value.replace("_", " "), "subject": reported.subject}
