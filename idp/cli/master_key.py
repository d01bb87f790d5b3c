"""Replacing the master key, and everything that is wrapped under it."""

import os
import tempfile
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.cli.frame import CommandError
from idp.infrastructure.secrets import MASTER_KEY_FILE, SecretBox, UnwrapError, new_master_key
from idp.infrastructure.wrapped_columns import WrappedColumn, current_wrapped_columns
from idp.settings import Settings


def require_file(settings: Settings) -> Path:
    """The master key file. Raises ``CommandError`` where the key comes from elsewhere, which we can't write."""
    if settings.keys.master_key is not None:
        raise CommandError(
            "The master key is given as keys.master_key, so it can't be replaced from here.",
            "Keep it in a file below keys.directory, readable by its owner alone, and take the setting away.",
        )
    return settings.keys.directory / MASTER_KEY_FILE


def add_master_key(file: Path) -> None:
    """Put a fresh key in front: it wraps from the next start on, the others still unwrap."""
    _replace(file, [new_master_key(), *file.read_text(encoding="ascii").split()])


def drop_old_master_keys(file: Path) -> None:
    """Keep the newest key only."""
    _replace(file, file.read_text(encoding="ascii").split()[:1])


def rewrap_everything(session: Session, box: SecretBox) -> dict[str, int]:
    """Wrap every secret under the newest master key; how many there were, by table."""
    return {wrapped.table: _rewrap(session, box, wrapped) for wrapped in current_wrapped_columns()}


def _rewrap(session: Session, box: SecretBox, wrapped: WrappedColumn) -> int:
    rows = session.scalars(select(wrapped.column.class_).where(wrapped.column.is_not(None)).with_for_update()).all()
    changed = 0
    for row in rows:
        value: str = getattr(row, wrapped.column.key)
        if box.is_current(value):
            continue
        context = wrapped.context(row)
        try:
            setattr(row, wrapped.column.key, box.wrap(box.unwrap(value, context), context))
        except UnwrapError as error:
            raise CommandError(
                f"{context}: {error}", "Nothing was rewrapped. Bring back the master key it was wrapped under."
            ) from error
        changed += 1
    return changed


def _replace(file: Path, lines: list[str]) -> None:
    """All or nothing, and never readable by others: a key file that is half written is a lost installation."""
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".master.key-")
    with os.fdopen(descriptor, "w", encoding="ascii") as fresh:
        fresh.write("".join(f"{line}\n" for line in lines))
        fresh.flush()
        os.fsync(fresh.fileno())
    Path(name).replace(file)
