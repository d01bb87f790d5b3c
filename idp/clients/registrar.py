"""Who registers clients: what may be chosen from, and what every write leaves behind."""

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from sqlalchemy.orm import Session

from idp.actors import Actor, Permission
from idp.audit import audit
from idp.clients.models import ClientRecord
from idp.clients.registry import CACHE_NAME
from idp.infrastructure.cache_versions import raise_version
from idp.infrastructure.secrets import SecretBox
from idp.protocol.client_metadata import InvalidMetadataError, Problem, WireValues, check_client_id, check_metadata
from idp.protocol.supported import Supported


@dataclass(frozen=True)
class Registrar:
    """Who writes, what may be chosen from, and what wraps secrets that are kept."""

    actor: Actor
    portals: Collection[str]
    supported: Supported
    secret_box: SecretBox

    def demand(self) -> None:
        """Raises Forbidden where the actor may not write clients."""
        self.actor.demand(Permission.CLIENTS_MANAGE)

    def check(self, client_id: str, values: WireValues) -> None:
        """Refuse metadata that may not be stored. Raises :class:`InvalidMetadataError` with all problems."""
        problems = [
            *check_client_id(client_id),
            *self._check_portal(str(values["portal"])),
            *check_metadata(values, self.supported),
        ]
        if problems:
            raise InvalidMetadataError(problems)

    def tell(self, session: Session, action: str, record: ClientRecord, **details: Any) -> None:
        """Audit a write, and tell the workers that their copy of the clients is old, in the caller's transaction."""
        raise_version(session, CACHE_NAME)
        own = self.actor.at_portal(record.portal)
        audit(session, own, action, subject=record.client_id, client_id=record.client_id, **details)

    def _check_portal(self, portal: str) -> list[Problem]:
        if portal in self.portals:
            return []
        near = get_close_matches(portal, self.portals, n=1)
        advice = f"Did you mean {near[0]}?" if near else f"Choose from: {', '.join(self.portals)}."
        return [Problem("portal", f"There is no portal {portal} in the settings.", advice)]
