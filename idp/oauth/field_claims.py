"""The claims that portals name for their own fields (``claim``), checked at start."""

from collections.abc import Iterator

from idp.portals.portal_fields import fields_at
from idp.protocol.claims import PROTOCOL_CLAIMS
from idp.protocol.scopes import known_claims
from idp.settings import Settings, SettingsError


def check_field_claims(settings: Settings) -> None:
    """Raise SettingsError with a line for each name that is taken: it would be told with another meaning."""
    mistakes = [mistake for portal in settings.portals for mistake in _mistakes_at(settings, portal)]
    if mistakes:
        raise SettingsError("\n".join(mistakes))


def _mistakes_at(settings: Settings, portal: str) -> Iterator[str]:
    taken = {*known_claims(), *PROTOCOL_CLAIMS}
    for key, field in fields_at(settings, portal).items():
        if field.claim is None:
            continue
        if field.claim in taken:
            yield f"portals.{portal}.registration.fields.{key}.claim: {field.claim} is the name of another claim"
        taken.add(field.claim)
