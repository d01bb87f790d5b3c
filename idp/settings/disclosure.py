"""Contact for vulnerability reports (RFC 9116)."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

from idp.settings.section import Section


def _check_https(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or not address.isprintable() or " " in address:
        raise ValueError("must be an address that begins with https://")
    return address


def _check_contact(address: str) -> str:
    scheme, _, rest = address.partition(":")
    if scheme not in {"mailto", "tel"}:
        return _check_https(address)
    if not rest or not rest.isprintable() or " " in rest:
        raise ValueError("must be mailto: or tel: with an address behind it, without spaces")
    return address


class DisclosureSettings(Section):
    """Where those turn who found a security hole; told in /.well-known/security.txt (RFC 9116)."""

    contact: tuple[Annotated[str, AfterValidator(_check_contact)], ...] = ()
    """Whom to tell, the preferred one first: mailto:security@example.com, an https page, tel:…; no file without one."""

    policy: Annotated[str, AfterValidator(_check_https)] | None = None
    """The https page with your rules for reports, if any."""
