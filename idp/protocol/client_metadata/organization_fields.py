"""What a client asks of the organizations that its people act for, and the names that it knows claims by."""

import re
from collections.abc import Iterator, Sequence

from idp.protocol.claims import PROTOCOL_CLAIMS
from idp.protocol.client import Client
from idp.protocol.client_metadata.field import ClientField
from idp.protocol.client_metadata.problems import Complaint
from idp.protocol.client_metadata.values import Choice, Flag, Text, TextList
from idp.protocol.scopes import known_claims
from idp.protocol.supported import Supported

_CLAIM_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_:./-]{0,199}")
_ORGANIZATION = re.compile(r"org_[0-9a-f]{1,32}")
_ROLE = re.compile(r"[^\s:]{1,100}")
_RIGHT = re.compile(r"member|administrator|billing|(role|product):[^\s:]{1,100}")


def _check_rights(rights: Sequence[str], _client: Client, _supported: Supported) -> Iterator[Complaint]:
    for right in rights:
        if not _RIGHT.fullmatch(right):
            yield Complaint(
                f"{right} is no right.", "Choose from: member, administrator, billing, role:KEY, product:KEY."
            )


def _check_organization(organization_id: str, client: Client, _: Supported) -> Iterator[Complaint]:
    if not _ORGANIZATION.fullmatch(organization_id):
        yield Complaint(f"{organization_id} is no ID of an organization.", "`idp orgs list` tells them: org_….")
    if "client_credentials" not in client.grant_types:
        yield Complaint("The client does not act for itself.", "Add the grant type client_credentials.")


def _check_roles(roles: Sequence[str], _client: Client, _supported: Supported) -> Iterator[Complaint]:
    """Their form; a key that the catalogue does not have yet is no mistake, and tells nothing."""
    for role in roles:
        if not _ROLE.fullmatch(role):
            yield Complaint(f"{role} cannot be the key of a role.", "Write the key of the settings, without spaces.")


def _check_names(names: Sequence[str], _client: Client, _supported: Supported) -> Iterator[Complaint]:
    known = set(known_claims()) - {"sub"}
    given: list[str] = []
    for name in names:
        claim, _, own = name.partition("=")
        if claim not in known:
            yield Complaint(f"{claim} is no claim.", "docs/protocol.md lists the claims, such as groups.")
        if not _CLAIM_NAME.fullmatch(own) or own in known or own in PROTOCOL_CLAIMS:
            yield Complaint(f"{own or name} cannot be the name of a claim here.", "Write CLAIM=NAME: groups=roles.")
        given.append(own)
    if len(set(given)) < len(given):
        yield Complaint("Two claims have one name.", "Give each claim a name of its own.")


FIELDS = (
    ClientField(
        name="creates_organizations",
        type=Flag(),
        option="--creates-organizations",
        label="Creates organizations",
        help="Whether the application may create organizations as customers of its portal, and have their "
        "administrators invited.",
        default=False,
    ),
    ClientField(
        name="holds_organizations",
        type=Flag(),
        option="--holds-organizations",
        label="Holds on organizations",
        help="Whether the application may keep an organization from being deleted, and let go of it, by the holds of "
        "its portal (portals.KEY.holds).",
        default=False,
    ),
    ClientField(
        name="roles",
        type=TextList(),
        option="--role",
        label="Roles",
        help="Keys of the roles that the application knows, out of the catalogue of its portal (portals.KEY.roles): it "
        "is told of no others, in groups and in organizations. Without any, of all roles in the catalogue.",
        default=[],
        check=_check_roles,
    ),
    ClientField(
        name="claim_names",
        type=TextList(),
        option="--claim-name",
        label="Names of claims",
        help="Other names of claims for an application that cannot be told which to read, such as groups=roles. The "
        "claim is sent under that name alone.",
        default=[],
        check=_check_names,
    ),
    ClientField(
        name="required_rights",
        type=TextList(),
        option="--required-right",
        label="Rights",
        help="What people need in the organization that they act for: member, administrator, billing, role:KEY or "
        "product:KEY. Without it, a page says whom to ask.",
        default=[],
        check=_check_rights,
    ),
    ClientField(
        name="organization_at_refresh",
        type=Choice(("fixed", "asked", "follows")),
        option="--organization-at-refresh",
        label="Organization at a refresh",
        help="fixed: that of the sign-in. asked: one that the parameter organization names. follows: the one that the "
        "person has switched to at the portal.",
        default="fixed",
    ),
    ClientField(
        name="organization",
        type=Text(),
        option="--organization",
        label="Organization that it acts for",
        help="The ID (org_…) of the organization that it acts for by itself (client_credentials); its tokens carry it "
        "as tenant.",
        check=_check_organization,
    ),
)
