"""What is wrong with client metadata, for those who register a client."""

from collections.abc import Sequence
from dataclasses import dataclass

from idp.protocol.errors import InvalidClientMetadata, InvalidRedirectUri, OAuthError


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a check objects to in the value of its field, and what to do about it."""

    message: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A complaint with the name of the metadata field."""

    field: str
    message: str
    next_step: str

    def to_error(self) -> OAuthError:
        """The problem as a registration error (RFC 7591 §3.2.2)."""
        kind = InvalidRedirectUri if self.field == "redirect_uris" else InvalidClientMetadata
        return kind(f"{self.field}: {self.message} {self.next_step}")


class InvalidMetadataError(Exception):
    """The metadata can't be registered; ``problems`` say which fields are wrong and what would do."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.message}" for problem in problems))
        self.problems = tuple(problems)
