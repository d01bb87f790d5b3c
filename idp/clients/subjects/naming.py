"""What an account is called to a client (OpenID Connect Core 8)."""

from contextlib import suppress

from sqlalchemy import Select, bindparam, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from idp.clients.subjects.models import PairwiseSubject
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Prepared, no_row, scalar
from idp.infrastructure.ids import new_id
from idp.protocol.client import Client
from idp.protocol.subjects import PAIRWISE_PREFIX, sector_of

_ROW = ("account_id", "sector", "subject", "created_at")
_SELECT = select(PairwiseSubject.subject).where(
    PairwiseSubject.account_id == bindparam("account_id"), PairwiseSubject.sector == bindparam("sector")
)
_INSERT = insert(PairwiseSubject).values({name: bindparam(name) for name in _ROW})
_FIND, _ADD = Prepared(_SELECT, scalar), Prepared(_INSERT, no_row)


def find_subject(account_id: str, client: Client) -> str | None:
    """The ``sub`` of an account as ``client`` sees it; None where no client of its sector was told one yet.

    Each ``id_token_hint`` and ``claims.sub`` is compared with it, never with the account's own id.
    """
    if client.subject_type == "public":
        return account_id
    return _FIND.first({"account_id": account_id, "sector": sector_of(client)})


def give_subject(account_id: str, client: Client, session: Session | None = None) -> str:
    """The same, made where there is none: what tokens state. Of parallel requests all get the same one.

    ``session`` is the request's transaction where it has written already; without one the insert is a transaction of
    its own. Where the account has gone meanwhile, nothing is stored.
    """
    found = find_subject(account_id, client)
    if found is not None:
        return found
    key = {"account_id": account_id, "sector": sector_of(client)}
    made = new_id(PAIRWISE_PREFIX)
    row = {**key, "subject": made, "created_at": current_time()}
    stored: str | None
    if session is None:
        stored = made if _ADD.insert_new(row) else _FIND.first(key)
    else:
        # A savepoint, since PostgreSQL gives up a transaction in which a statement failed.
        with suppress(IntegrityError), session.begin_nested():
            session.execute(_INSERT, row)
        stored = session.scalar(_SELECT, key)
    return stored or made


def account_of(subject: str) -> Select[str]:
    """Selects the id of the account that is called ``subject`` to the clients of some sector."""
    return select(PairwiseSubject.account_id).where(PairwiseSubject.subject == subject)
