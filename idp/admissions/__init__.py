"""Admissions: which account may enter which portal, and what it has shown there.

Owns the admission row and its changes. What a portal asks of an account that enters is decided in
``protocol.admission``; where the answer leads (a page, an error to the relying party) belongs to ``signin``. Address,
name, language and credentials are the account's own and shared by all portals.
"""

from idp.admissions.lookup import find_admission
from idp.admissions.service import (
    add_admission,
    add_entries,
    admit,
    complete_journey,
    demand_password,
    demand_registration,
    join_portal,
    note_texts_agreed,
    withdraw_admission,
)

__all__ = [
    "add_admission",
    "add_entries",
    "admit",
    "complete_journey",
    "demand_password",
    "demand_registration",
    "find_admission",
    "join_portal",
    "note_texts_agreed",
    "withdraw_admission",
]
