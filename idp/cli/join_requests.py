"""``idp orgs requests``."""

from typing import Any

import click

from idp.cli.actor import operator_from_shell
from idp.cli.frame import Invocation, command_of, show_table
from idp.cli.installation import open_transaction
from idp.organizations.join_requests.deciding import approve as approve_request
from idp.organizations.join_requests.deciding import refuse as refuse_request
from idp.organizations.join_requests.listing import UnattendedRequest, read_unattended


@click.group()
def requests() -> None:
    """Requests to join organizations that have no administrator who could decide."""


@click.option("--limit", type=click.IntRange(1, 10000), default=100, show_default=True)
@command_of(requests, "list")
def list_(invocation: Invocation, limit: int) -> None:
    """List the requests that wait for an operator, the oldest first."""
    with open_transaction(invocation.load_settings()) as session:
        documents = [_document(each) for each in read_unattended(session, limit, operator_from_shell())]
    rows = [[each["organization"], each["name"], each["id"], each["email"], each["created_at"]] for each in documents]
    columns = ("Organization", "Name", "Request", "E-mail", "Asked")
    invocation.answer(documents, lambda: show_table(columns, rows, empty="No request waits for an operator."))


@click.argument("request_id", metavar="REQUEST")
@click.argument("organization_id", metavar="ID")
@command_of(requests, "approve")
def approve(invocation: Invocation, organization_id: str, request_id: str) -> None:
    """Let the person belong to the organization, as a member without products. They are told by e-mail."""
    with open_transaction(invocation.load_settings()) as session:
        request = approve_request(session, organization_id, request_id, operator_from_shell())
        document = {"id": request.id, "state": request.state, "account": request.account_id}
    invocation.answer(document, lambda: click.echo("The person now belongs to the organization."))


# Arguments are taken from below: what stands nearest to the command comes first on the line.
@click.option("--reason", required=True, help="Why; the person reads it.")
@click.argument("request_id", metavar="REQUEST")
@click.argument("organization_id", metavar="ID")
@command_of(requests, "refuse")
def refuse(invocation: Invocation, organization_id: str, request_id: str, reason: str) -> None:
    """Refuse the request. The person is told by e-mail."""
    with open_transaction(invocation.load_settings()) as session:
        request = refuse_request(session, organization_id, request_id, reason, operator_from_shell())
        document = {"id": request.id, "state": request.state, "account": request.account_id}
    invocation.answer(document, lambda: click.echo("The request was refused."))


def _document(unattended: UnattendedRequest) -> dict[str, Any]:
    waiting = unattended.waiting
    return {
        "id": waiting.id,
        "organization": waiting.request.organization_id,
        "name": unattended.organization,
        "email": waiting.email,
        "created_at": waiting.request.created_at.isoformat(),
    }
