"""What pages call the scopes that are not of the standard."""

from dataclasses import dataclass
from typing import Any

from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import current_language
from idp.protocol.scopes import SCOPES


@dataclass(frozen=True, slots=True)
class ScopeWords:
    """What a scope is, in words (lazy texts, or those of the settings); ``detail`` may be empty."""

    title: Any
    detail: Any = ""
    icon: str = "key"


def describe_scope(name: str) -> ScopeWords:
    """The words of a scope in the language of the page: those of its package, or of the settings of its resource
    server; else its name."""
    if (own := SCOPES.get(name)) is not None:
        return ScopeWords(own.title or name, own.detail, own.icon)
    settings, language = current_settings().resource_scopes.get(name), current_language()
    if settings is None:
        return ScopeWords(name)
    return ScopeWords(settings.title.say(language, name), settings.detail.say(language, ""))
