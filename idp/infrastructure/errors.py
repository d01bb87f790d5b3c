"""What went wrong, told to a person: the base of every slice's own errors."""

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
    """A rule said no. Nothing of the request's transaction is kept; one handler shows the page.

    Subclasses set ``title`` (what happened), ``message`` (what it means and what to do) and ``status``, with texts from
    ``lazy_gettext``, so that they appear in the reader's language. ``code`` is what a machine endpoint answers in
    ``error``.
    """

    title: str
    message: str
    status: int = 400
    code: str = "invalid_request"
    next_step: NextStep | None = None
    retry_at: datetime | None = None

    def __init__(self, *, next_step: NextStep | None = None, retry_at: datetime | None = None) -> None:
        super().__init__(type(self).__name__)
        self.next_step = next_step or type(self).next_step
        self.retry_at = retry_at
