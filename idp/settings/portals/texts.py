"""Texts that people agree to at a portal, each in versions."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, HttpUrl, StringConstraints, model_validator

from idp.settings.section import Section

Kind = Literal["terms", "privacy", "marketing", "other"]
Place = Literal["registration", "completion", "sign_in"]
TextKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


def _to_text(version: Any) -> Any:
    """A version may be written as a number: 3 is "3"."""
    return str(version) if isinstance(version, int) and not isinstance(version, bool) else version


Version = Annotated[str, BeforeValidator(_to_text), StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,40}$")]


class TextWords(Section):
    """A text in one language, as pages name it."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    """Name of the text, such as "Terms of use"; it leads to the text."""

    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    """What a person agrees to with the tick, as a whole sentence."""

    url: HttpUrl | None = None
    """Address of the whole text; or:"""

    file: Path | None = None
    """Path of a file with the whole text, in UTF-8: paragraphs with an empty line between, headings behind "# ".
    Relative paths start at the folder of the configuration file."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.url is None) is (self.file is None):
            raise ValueError("the whole text needs either url or file")
        return self


class TextSettings(Section):
    """A text that people agree to at a portal."""

    kind: Kind
    """terms, privacy, marketing or other. Consent to marketing is never required."""

    version: Version
    """Version of the text, a number or a short text such as "2026-01". With a new one, those who agreed to a former one
    are asked again where asked_at has sign_in."""

    required: bool | None = None
    """Whether a person has to agree; otherwise the tick is optional and can be withdrawn. Default: yes, except for
    marketing."""

    asked_at: tuple[Place, ...] = ("registration", "sign_in")
    """Where it is asked: at the registration, at the completion of an account that was approved, and at the sign-in of
    an account that has not agreed to this version."""

    double_opt_in: bool = False
    """Of marketing: let a consent count only once it was confirmed by a link in an e-mail."""

    de: TextWords
    en: TextWords

    @property
    def is_required(self) -> bool:
        """Whether nothing goes on without it."""
        return self.kind != "marketing" if self.required is None else self.required

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.kind == "marketing" and self.required:
            raise ValueError("required: consent to marketing can't be required; leave it out")
        if self.double_opt_in and self.kind != "marketing":
            raise ValueError('double_opt_in: there is one for kind = "marketing" alone')
        return self
