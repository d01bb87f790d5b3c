"""What a client asks of the organizations that its people act for."""

import re
from collections.abc import Iterator, Sequence

from idp.protocol.client import Client
from idp.protocol.client_metadata.field import ClientField
from idp.protocol.client_metadata.problems import Complaint
from idp.protocol.client_metadata.values import Choice, TextList
from idp.protocol.supported import Supported

_RIGHT = re.compile(r"member|administrator|billing|(role|product):[^\s:]{1,100}")


def _check_rights(rights: Sequence[str], _client: Client, _supported: Supported) -> Iterator[Complaint]:
    for right in rights:
        if not _RIGHT.fullmatch(right):
            yield Complaint(
                f"{right} is no right.", "Choose from: member, administrator, billing, role:KEY, product:KEY."
            )


FIELDS = (
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
)
