"""The customer number that was entered beside the address, as the registers it is asked of compare it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from sqlalchemy.orm import Session

from idp.customers.canonical import number_key
from idp.customers.lookup import linked_keys
from idp.customers.registers import register_by_key
from idp.settings import Settings


@dataclass(frozen=True, slots=True)
class EnteredNumber:
    """A number: the one text that stands for all its spellings, and its key in each register, where it can be one."""

    text: str
    keys: frozenset[tuple[str, str | None]]

    @classmethod
    def of(cls, typed: str, registers: Collection[str], settings: Settings) -> Self:
        """What was typed, which can be anything."""
        keys = frozenset((key, register_by_key(settings, key).number_key(typed)) for key in registers)
        # Without zeros in every register: a spelling more must not be a budget more.
        return cls(number_key(typed, ignore_leading_zeros=True) or "", keys)

    @property
    def registers(self) -> frozenset[str]:
        """The registers of which it is asked."""
        return frozenset(register for register, _ in self.keys)


def decide_number(session: Session, account_id: str, entered: EnteredNumber) -> str | None:
    """Why the number is not the account's; None where a link of the account leads to its customer. One statement, for
    an account that there is not as well."""
    held = linked_keys(session, account_id, entered.registers)
    if not held:
        return "no customer number on file"
    return None if held & entered.keys else "wrong customer number"
