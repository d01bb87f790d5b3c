"""The response types and what their answers bring, and a relying party that is registered for all."""

from typing import Any

from tests.factories.relying_parties import RelyingParty, create_relying_party
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

WITH_TOKEN = {"access_token", "token_type", "expires_in", "scope"}
MEMBERS = {
    "code": {"code"},
    "id_token": {"id_token"},
    "id_token token": {"id_token", *WITH_TOKEN},
    "code id_token": {"code", "id_token"},
    "code token": {"code", *WITH_TOKEN},
    "code id_token token": {"code", "id_token", *WITH_TOKEN},
    "none": set(),
}
"""What an answer of each type has beside ``state`` and ``iss`` (Multiple Response Types 3 to 5)."""
FRONT_CHANNEL = [each for each in MEMBERS if each not in {"code", "none"}]
WITH_ID_TOKEN = [each for each in FRONT_CHANNEL if "id_token" in each]
HYBRID = [each for each in FRONT_CHANNEL if "code" in each]
WITH_ACCESS_TOKEN = [each for each in FRONT_CHANNEL if "access_token" in MEMBERS[each]]


def create_front_channel_party(database: Database, browser: PageClient, **values: Any) -> RelyingParty:
    """A relying party that may use every response type; ``values`` are those of ``create_client``."""
    return create_relying_party(database, browser, **{"response_types": list(MEMBERS), **values})
