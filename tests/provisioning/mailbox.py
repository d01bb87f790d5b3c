"""Reading the mails that the product wants to send."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select, text

from idp.infrastructure.secrets import SecretBox
from idp.mail.content import unwrap_content
from idp.mail.models import OutboxMail
from tests.provisioning.databases import Database

ADDRESS = re.compile(r"https?://[^\s<>\"]+")
CODE = re.compile(r"^\s*(\d[\d ]{4,10}\d)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class ReceivedMail:
    """A mail as its reader sees it."""

    message: str
    recipient: str
    subject: str
    language: str
    text: str
    html: str

    @property
    def link(self) -> str:
        """The first address in the text: the one action of the mail."""
        found = ADDRESS.search(self.text)
        assert found, f"no link in:\n{self.text}"
        return found.group()

    @property
    def code(self) -> str:
        """The code to type, without spaces."""
        found = CODE.search(self.text)
        assert found, f"no code in:\n{self.text}"
        return found[1].replace(" ", "")


# The transaction that wrote a row, and the command within it; SQLite numbers its rows.
_AS_WRITTEN = {"sqlite": "outbox.rowid", "postgresql": "outbox.xmin::text::bigint, outbox.cmin::text::bigint"}


class Mailbox:
    """All mails of the outbox, to all recipients."""

    def __init__(self, database: Database, secret_box: SecretBox) -> None:
        self._database = database
        self._secret_box = secret_box

    @property
    def mails(self) -> Sequence[ReceivedMail]:
        """The mails, oldest first; on a clock that stands still as they were written."""
        return self._read(select(OutboxMail))

    def to(self, recipient: str) -> Sequence[ReceivedMail]:
        """The mails for one address, oldest first."""
        return self._read(select(OutboxMail).where(OutboxMail.recipient == recipient))

    @property
    def only(self) -> ReceivedMail:
        """The one mail there is."""
        (mail,) = self.mails
        return mail

    def __len__(self) -> int:
        return self._database.count(OutboxMail)

    def _read(self, statement: Select[tuple[OutboxMail]]) -> Sequence[ReceivedMail]:
        written = _AS_WRITTEN[self._database.kind]
        return [
            self._open(row) for row in self._database.rows(statement.order_by(OutboxMail.created_at, text(written)))
        ]

    def _open(self, row: OutboxMail) -> ReceivedMail:
        assert row.wrapped_content, f"the words of {row.id} are gone"
        content = unwrap_content(self._secret_box, row.id, row.wrapped_content)
        return ReceivedMail(row.message, row.recipient, row.subject, row.language, content.text, content.html)
