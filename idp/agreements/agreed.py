"""A person's agreement to a text as it was given, before it is a row: a form's tick, or what a registration keeps."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Self

from idp.portals.texts import PortalText, text_mark


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedText:
    """Which version of which text was agreed to, when, in which language and from which network.

    ``text`` and ``version`` name it within its portal. ``is_required`` and ``needs_confirmation`` say how it was asked.
    """

    text: str
    version: str
    kind: str
    is_required: bool
    needs_confirmation: bool
    language: str
    network: str
    agreed_at: datetime

    @classmethod
    def of(cls, text: PortalText, *, language: str, network: str, now: datetime) -> Self:
        """An agreement to the present version of a text, as of ``now``."""
        return cls(
            text=text.key,
            version=text.version,
            kind=text.kind,
            is_required=text.is_required,
            needs_confirmation=text.needs_confirmation,
            language=language,
            network=network,
            agreed_at=now,
        )

    @property
    def mark(self) -> str:
        """Key and version as one value."""
        return text_mark(self.text, self.version)

    def to_json(self) -> dict[str, Any]:
        """An object of JSON values, which a registration keeps until there is an account."""
        return asdict(self) | {"agreed_at": self.agreed_at.isoformat()}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The agreement that :meth:`to_json` has written."""
        known = {each.name: values[each.name] for each in fields(cls)}
        return cls(**known | {"agreed_at": datetime.fromisoformat(values["agreed_at"])})
