"""The texts that a portal asks people to agree to, as its settings name them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from idp.settings import Settings, TextSettings, TextWords


class AskedAt(StrEnum):
    """Where a text is put before a person."""

    REGISTRATION = "registration"
    COMPLETION = "completion"
    """Where an account that was approved is set up."""
    SIGN_IN = "sign_in"


SETTING_UP = (AskedAt.REGISTRATION, AskedAt.COMPLETION)
"""Where an account is made in one step: what belongs to its completion is asked at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalText:
    """A text of a portal in its present version. ``words`` are by language."""

    key: str
    kind: str
    version: str
    is_required: bool
    needs_confirmation: bool
    asked_at: frozenset[AskedAt]
    words: Mapping[str, TextWords]

    @property
    def mark(self) -> str:
        """Key and version as one value, to remember that this very version was agreed to."""
        return text_mark(self.key, self.version)

    def words_in(self, language: str) -> TextWords:
        """Title, label and address of the text in a language, else in English."""
        return self.words.get(language) or self.words["en"]


def text_mark(key: str, version: str) -> str:
    """Key and version of a text as one value."""
    return f"{key}={version}"


def texts_at(settings: Settings, portal: str | None, *places: AskedAt) -> tuple[PortalText, ...]:
    """The texts that the portal of this key asks for at any of ``places``, in the order of the settings; without
    places all of them."""
    texts = [_read(key, text) for key, text in settings.portal(portal).texts.items()]
    return tuple(text for text in texts if not places or text.asked_at.intersection(places))


def _read(key: str, text: TextSettings) -> PortalText:
    return PortalText(
        key=key,
        kind=text.kind,
        version=text.version,
        is_required=text.is_required,
        needs_confirmation=text.double_opt_in,
        asked_at=frozenset(map(AskedAt, text.asked_at)),
        words={"de": text.de, "en": text.en},
    )
