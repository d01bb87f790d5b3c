"""Client metadata as one table: each field with its type, default, check and explanation (RFC 7591 2).

Registration, storage, command line, discovery and documentation read the table; none of them names a field.
"""

from idp.protocol.client_metadata.application_types import TYPE_DEFAULTS
from idp.protocol.client_metadata.checks import check_client_id, check_metadata
from idp.protocol.client_metadata.completion import build_client, change_metadata, complete_metadata, parse_metadata
from idp.protocol.client_metadata.field import ClientField
from idp.protocol.client_metadata.list_changes import ListChange, settle_lists
from idp.protocol.client_metadata.problems import Complaint, InvalidMetadataError, Problem
from idp.protocol.client_metadata.table import CLIENT_FIELDS, add_client_field, discovery_members
from idp.protocol.client_metadata.values import WireValue, WireValues

__all__ = [
    "CLIENT_FIELDS",
    "TYPE_DEFAULTS",
    "ClientField",
    "Complaint",
    "InvalidMetadataError",
    "ListChange",
    "Problem",
    "WireValue",
    "WireValues",
    "add_client_field",
    "build_client",
    "change_metadata",
    "check_client_id",
    "check_metadata",
    "complete_metadata",
    "discovery_members",
    "parse_metadata",
    "settle_lists",
]
