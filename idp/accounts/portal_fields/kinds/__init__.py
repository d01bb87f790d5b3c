"""The kinds of fields that a portal may ask for: one value each, and the registry that settings choose from by key.

A further kind is a ``FieldKind`` and an entry in ``KINDS``. Pages, the check of the settings and rehearsals follow
from it; exports and claims tell its entries as they are kept.
"""

from collections.abc import Mapping

from idp.accounts.portal_fields.kinds.chosen import CHOICE, CHOICES, TICK
from idp.accounts.portal_fields.kinds.dates import DATE
from idp.accounts.portal_fields.kinds.kind import FieldKind
from idp.accounts.portal_fields.kinds.numbers import NUMBER
from idp.accounts.portal_fields.kinds.texts import EMAIL, PHONE, TEXT, URL

KINDS: Mapping[str, FieldKind] = {
    kind.key: kind for kind in (TEXT, CHOICE, CHOICES, TICK, DATE, NUMBER, PHONE, EMAIL, URL)
}

__all__ = ["KINDS", "FieldKind"]
