"""What went wrong, told to a person or a program: the base of every package's own errors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class NextStep:
    """A way on, shown as the button of the error page: a page by URL name, or an address."""

    label: str
    endpoint: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    url: str = ""


class DomainError(Exception):
    """A rule refused what was asked for. Nothing of the request's transaction is kept.

    One handler shows it as a page or as JSON, and the command line prints it. Subclasses set ``title`` (what happened),
    ``message`` (what it means and what to do) and ``status``, with texts from ``lazy_gettext``, so that they appear in
    the reader's language. A message may name ``parameters`` (``%(email)s``). ``code`` tells programs which error it is:
    a machine endpoint answers it in ``error``.
    """

    title: str
    message: str
    status: int = 400
    code: str = "invalid_request"
    next_step: NextStep | None = None
    retry_at: datetime | None = None

    def __init__(
        self, *, next_step: NextStep | None = None, retry_at: datetime | None = None, **parameters: str | int
    ) -> None:
        super().__init__(type(self).__name__)
        self.next_step = next_step or type(self).next_step
        self.retry_at = retry_at
        self.parameters = parameters

    @property
    def text(self) -> str:
        """The message with its parameters, in the language in force."""
        return str(self.message) % self.parameters if self.parameters else str(self.message)
