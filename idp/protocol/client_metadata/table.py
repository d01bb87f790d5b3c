"""The table of client metadata."""

from collections.abc import Iterable
from difflib import get_close_matches

from idp.protocol.client_metadata import (
    answer_fields,
    authentication_fields,
    certificate_fields,
    encryption_fields,
    grant_fields,
    lifetime_fields,
    localized_fields,
    logout_fields,
    organization_fields,
    page_fields,
    redirection_fields,
    request_fields,
    security_profiles,
    sender_constraint_fields,
    sign_in_fields,
)
from idp.protocol.client_metadata.field import ClientField
from idp.protocol.client_metadata.problems import Problem
from idp.protocol.supported import Supported

CLIENT_FIELDS: dict[str, ClientField] = {}
"""Every field by its name, in the order of the documentation."""


def add_client_field(field: ClientField) -> None:
    """Put a field into the table: it can be registered, is stored, shown, documented and read from then on."""
    CLIENT_FIELDS[field.name] = field


def find_unknown_fields(names: Iterable[str]) -> list[Problem]:
    """A problem for each name that is no field, with the nearest one that is."""
    return [_unknown(name) for name in names if name not in CLIENT_FIELDS]


def discovery_members(supported: Supported) -> dict[str, list[str]]:
    """What the provider offers for the fields, by the keys of its metadata (OpenID Connect Discovery 1.0 3)."""
    return {
        field.discovery_key: list(field.offered(supported))
        for field in CLIENT_FIELDS.values()
        # A list of nothing is left out (RFC 8414 3.2).
        if field.discovery_key and field.offered and field.offered(supported)
    }


def _unknown(name: str) -> Problem:
    near = get_close_matches(name, CLIENT_FIELDS, n=1)
    advice = f"Did you mean {near[0]}?" if near else "docs/clients.md lists all fields."
    return Problem(name, "There is no such field.", advice)


for _field in (
    *page_fields.FIELDS,
    *security_profiles.FIELDS,
    *localized_fields.FIELDS,
    *redirection_fields.FIELDS,
    *logout_fields.FIELDS,
    *grant_fields.FIELDS,
    *lifetime_fields.FIELDS,
    *authentication_fields.FIELDS,
    *request_fields.FIELDS,
    *answer_fields.FIELDS,
    *encryption_fields.FIELDS,
    *certificate_fields.FIELDS,
    *sender_constraint_fields.FIELDS,
    *sign_in_fields.FIELDS,
    *organization_fields.FIELDS,
):
    add_client_field(_field)
