"""Whether the master key is there, for its owner alone, and opens what it closed; whether the other keys are there."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from idp.cli.actor import operator_from_shell
from idp.cli.diagnostics.examination import Examination, Finding, ok, problem, warning
from idp.cli.diagnostics.permissions import check_permissions, is_open_to_others
from idp.infrastructure.clock import current_time
from idp.infrastructure.secrets import MASTER_KEY_FILE, SecretBox, UnwrapError
from idp.oauth.provider_keys import list_keys
from idp.oauth.provider_keys.generation import wrapping_context
from idp.oauth.provider_keys.models import ProviderKey
from idp.settings import Settings, SettingsError

# Rotation runs every minute; a day late means that no worker runs it.
OVERDUE = timedelta(days=1)


def check_keys(examination: Examination) -> Iterator[Finding]:
    """The master key, then the keys that sign or are encrypted to."""
    settings = examination.settings
    try:
        box = SecretBox.from_settings(settings)
    except SettingsError as error:
        yield problem(str(error), "Bring the master key back from the backup.")
        return
    yield from _check_file(settings)
    try:
        with examination.reading() as session:
            keys = list_keys(session, operator_from_shell())
            yield from _check_provider_keys(keys, box, settings)
    except SQLAlchemyError:
        return  # the check of the database says why


def _check_file(settings: Settings) -> Iterator[Finding]:
    if settings.keys.master_key is not None:
        yield ok("The master key is given by keys.master_key.")
        return
    file = settings.keys.directory / MASTER_KEY_FILE
    paths = [path for path in (file, file.parent) if is_open_to_others(path)]
    yield from check_permissions(paths, f"{file} and its folder")


def _check_provider_keys(keys: Sequence[ProviderKey], box: SecretBox, settings: Settings) -> Iterator[Finding]:
    for key in keys:
        if key.wrapped_private_jwk is None:
            continue
        try:
            box.unwrap(key.wrapped_private_jwk, wrapping_context(key.kid))
        except UnwrapError:
            yield problem(
                f"The {key.algorithm} key {key.kid} can't be unwrapped: it stands under another master key.",
                "Bring back the master key that belongs to this database.",
            )
            return
    active = {key.algorithm: key for key in keys if key.state == "active"}
    if missing := [name for name in settings.keys.algorithms if name not in active]:
        yield warning(f"There is no key yet for {', '.join(missing)}.", "`idp serve` makes it at its start.")
    due = current_time() - timedelta(days=settings.keys.rotation_days) - OVERDUE
    if late := [key.algorithm for key in active.values() if key.activated_at and key.activated_at < due]:
        yield warning(
            f"The rotation of {', '.join(late)} is overdue.",
            "It runs within `idp serve` (mail.background) or `idp worker`; see that one of them does.",
        )
    if active and not missing and not late:
        yield ok(f"There is a key for each of {', '.join(sorted(active))}.")
