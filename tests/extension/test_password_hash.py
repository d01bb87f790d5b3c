"""A scheme of password hashes that other systems write, added by one call."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from idp.accounts.imported_hashes import SCHEMES, Cost, Scheme, add_scheme, find_objection, verify_imported


@dataclass(frozen=True)
class GuildHash:
    text: str

    @property
    def cost(self) -> Cost:
        return Cost(time=0.1)

    def fits(self, password: bytes) -> bool:
        return self.text == guild_hash(password)


def guild_hash(password: bytes) -> str:
    return f"{{GUILD}}{hashlib.blake2b(password).hexdigest()}"


def read(text: str) -> GuildHash:
    if len(text) != len(guild_hash(b"")):
        raise ValueError("cut off")
    return GuildHash(text)


@pytest.fixture(autouse=True)
def _guild() -> Iterator[None]:
    add_scheme(Scheme("guild", re.compile(r"\{GUILD\}"), read))
    yield
    del SCHEMES["guild"]


def test_its_hashes_are_read_and_checked() -> None:
    stored = guild_hash(b"secret")
    assert verify_imported(stored, b"secret")
    assert not verify_imported(stored, b"another")
    assert find_objection(stored[:-1]) is not None


def test_a_name_is_taken_once() -> None:
    with pytest.raises(ValueError, match="guild"):
        add_scheme(SCHEMES["guild"])
