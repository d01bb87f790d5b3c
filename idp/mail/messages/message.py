"""What every message has in common."""

from dataclasses import dataclass
from typing import ClassVar

from idp.infrastructure.request_info import RequestInfo


@dataclass(frozen=True, kw_only=True)
class Message:
    """One kind of mail: its fields are what its templates may name.

    The words stand in ``templates/mail/<key>/{subject.txt,body.txt,body.html}``. Links are complete addresses, made by
    the caller: a mail is rendered without a request. Moments are aware; the templates get them as text in the
    portal's time zone and the person's language.

    Opening a link of any message changes nothing; mail scanners open them all.
    """

    key: ClassVar[str]


@dataclass(frozen=True, kw_only=True)
class RequestedMessage(Message):
    """A message about something that a browser asked for: templates get its ``device``, in known words, and ``ip``."""

    asked_by: RequestInfo
