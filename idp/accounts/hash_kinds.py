"""The kinds of password hashes that accounts have: counted by the background worker, once a day and after an import.

A kind is a scheme and what a check costs. How long that takes is measured with hashes of the kind, so that a scheme
that is added to ``imported_hashes`` takes part by itself.
"""

import re
import secrets
import time
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import delete, func, select

from idp.accounts.imported_hashes import HashRefused, parse_hash
from idp.accounts.models import Account, HashKind
from idp.accounts.passwords import unmatched_hash
from idp.infrastructure.cache_versions import raise_version
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import connection, reading, transaction
from idp.infrastructure.database.upsert import dialect_insert, dialect_of
from idp.infrastructure.web.application import current_settings

CACHE_NAME = "hash_kinds"
"""Raise this version (``cache_versions``) in every transaction that changes a kind."""

_EVERY = timedelta(days=1)
_BATCH = 5000
# Hashes of one scheme and cost may still differ, in the digest that PBKDF2 repeats say.
_SAMPLES, _MOST_KINDS = 3, 200
# What stands before the first parameter: "$2b", "pbkdf2_sha256", "{SSHA}".
_HEAD = re.compile(r"\{[^}]{1,40}\}|\$?[A-Za-z0-9_.-]{1,40}(?=\$)")
_DEAREST = select(func.max(HashKind.seconds))


def find_kind(stored: str) -> str | None:
    """The kind of a stored hash; None for one that can't be read."""
    try:
        cost = parse_hash(stored).cost
    except HashRefused:
        return None
    head = _HEAD.match(stored)
    return f"{head[0] if head else ''} {cost.time:.4g} {cost.memory:.4g}"


def read_dearest() -> float:
    """Seconds of a check of the dearest kind; 0 before kinds were counted. One statement, outside any transaction."""
    return connection().execute(_DEAREST).scalar() or 0.0


def count_when_due() -> None:
    """Count once a day, and once our own parameters have changed."""
    own = find_kind(unmatched_hash(current_settings().passwords))
    with reading() as session:
        counted = {each.kind: each.counted_at for each in session.scalars(select(HashKind))}
    if own not in counted or min(counted.values()) <= current_time() - _EVERY:
        count_hash_kinds()


def count_hash_kinds() -> None:
    """Look at every account, measure a check of each kind that there is, and tell the workers."""
    samples: dict[str, list[str]] = {}
    for stored in (unmatched_hash(current_settings().passwords), *_stored_hashes()):
        kind = find_kind(stored)
        if kind is not None and (kind in samples or len(samples) < _MOST_KINDS):
            held = samples.setdefault(kind, [])
            held += [stored] if len(held) < _SAMPLES else []
    _store({kind: max(map(_measure, held)) for kind, held in samples.items()})


def _stored_hashes() -> Iterator[str]:
    last = ""
    page = select(Account.id, Account.password_hash).where(Account.password_hash.is_not(None)).order_by(Account.id)
    while True:
        with reading() as session:
            rows = session.execute(page.where(Account.id > last).limit(_BATCH)).all()
        yield from (stored for _, stored in rows if stored is not None)
        if len(rows) < _BATCH:
            return
        last = rows[-1][0]


def _measure(stored: str) -> float:
    """The shorter of two checks: the longer one was held up by something else."""
    # What a keyboard makes: some schemes take no NUL.
    parsed, typed, took = parse_hash(stored), secrets.token_hex(8).encode(), []
    for _ in range(2):
        began = time.perf_counter()
        parsed.fits(typed)
        took.append(time.perf_counter() - began)
    return min(took)


def _store(seconds: dict[str, float]) -> None:
    now = current_time()
    with transaction() as session:
        for kind, each in seconds.items():
            values = {"seconds": each, "counted_at": now}
            insert = dialect_insert(dialect_of(session), HashKind).values(kind=kind, **values)
            session.execute(insert.on_conflict_do_update(index_elements=[HashKind.kind], set_=values))
        session.execute(delete(HashKind).where(HashKind.kind.not_in(seconds)))
        raise_version(session, CACHE_NAME)
