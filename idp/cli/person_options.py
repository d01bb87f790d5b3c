"""Options of the commands that change something for a person who is told of it by mail."""

import click

mail_portal = click.option("--portal", help="Whose look and name the mail to the person has. Default: the first.")
identity_reason = click.option(
    "--reason", required=True, help="How you know that it is this person; the audit keeps it."
)
