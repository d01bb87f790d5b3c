"""What the command line says of a refused change, and what to do about it there."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from idp.cli.frame import CommandError
from idp.infrastructure.errors import DomainError
from idp.infrastructure.web.i18n import in_language

# By the error's code; they may name its parameters.
HINTS: Mapping[str, str] = {
    "renewal_of_closed_portal": "Set portals.%(portal)s.registration.open, or use `--to password`.",
    "client_not_found": "`idp clients list` shows all.",
    "operator_has_account": "`idp users roles %(email)s --grant operator --reason TEXT` gives it the role.",
    "already_member": "`idp orgs members role %(organization_id)s %(email)s ROLE` changes the role.",
    "no_member": "`idp orgs members list %(organization_id)s` shows who does.",
    "last_administrator": "`idp orgs members role %(organization_id)s ACCOUNT administrator` makes another one.",
    "invitation_not_found": "`idp orgs invitations list ID` shows all.",
    "organization_not_found": "`idp orgs list` shows their ids.",
}


@contextmanager
def explain_refusals() -> Iterator[None]:
    """Turn a refusal into an error of the command line, which is in English. Needs an application context."""
    try:
        yield
    except DomainError as error:
        with in_language("en"):
            text = error.text
        raise CommandError(text, HINTS.get(error.code, "") % error.parameters) from error
