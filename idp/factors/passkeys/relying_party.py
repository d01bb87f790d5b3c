"""Who we are to an authenticator."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from idp.infrastructure.web.application import current_settings
from idp.portals.registry import current_portal


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """``id`` is the host that passkeys are bound to, ``origin`` the only one where they are used."""

    id: str
    origin: str
    name: str


def this_relying_party() -> RelyingParty:
    """This installation, under the name of the portal in use, which some browsers show."""
    issuer = current_settings().issuer
    return RelyingParty(id=urlsplit(issuer).hostname or "", origin=issuer, name=current_portal().name)
