"""Keeping what a person entered into the fields of a portal, and changing what is shared."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.portal_fields.shared import divide, shared_entry, to_shared
from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.web.application import current_settings
from idp.portals.portal_fields import fields_at
from idp.settings import ProfileFieldSettings


def share_entries(session: Session, account_id: str, portal: str, entries: Mapping[str, Any]) -> Mapping[str, Any]:
    """Keep with the account what it shares and had no entry for; what the portal keeps for itself is returned, for the
    admission."""
    account = session.get_one(Account, account_id, with_for_update=True, populate_existing=True)
    new, own = divide(account.shared_fields, fields_at(current_settings(), portal), entries)
    if new:
        account.shared_fields = {**account.shared_fields, **new}
    return own


def change_shared(
    session: Session,
    account_id: str,
    fields: Mapping[str, ProfileFieldSettings],
    entries: Mapping[str, Any],
    actor: Actor,
) -> None:
    """Store what a person's page of shared fields holds; a field without an entry is taken away. The keys of what was
    changed are recorded, not the values."""
    account = session.get_one(Account, account_id, with_for_update=True, populate_existing=True)
    before = account.shared_fields
    changed = [key for key, field in fields.items() if shared_entry(before, key, field) != entries.get(key)]
    if not changed:
        return
    kept = {key: held for key, held in before.items() if key not in changed}
    new = {key: to_shared(entries[key], fields[key]) for key in changed if key in entries}
    account.shared_fields = kept | new
    audit(session, actor, "profile.changed", subject=account_id, changed=changed)
