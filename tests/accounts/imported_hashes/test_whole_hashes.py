"""A hash is read whole: complete ones fit their password, and one that was cut short is never stored."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.accounts.imported_hashes import Objection, find_objection, is_no_password, parse_hash, verify_imported
from idp.accounts.imported_hashes.digests import salted_text
from idp.accounts.imported_hashes.encoding import decode_base64, encode_unpadded
from idp.accounts.imported_hashes.firebase import hash_text
from tests.factories.foreign_hashes import FOREIGN_HASHES, PASSWORD

SIGNER_KEY = base64.b64decode(
    "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA=="
)
FIREBASE_DIGEST = "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ=="
FIREBASE = hash_text(
    base64.b64decode(FIREBASE_DIGEST),
    base64.b64decode("42xEC+ixf3L2lw=="),
    signer_key=SIGNER_KEY,
    salt_separator=base64.b64decode("Bw=="),
    rounds=8,
    mem_cost=14,
)
"""The example that Firebase publishes with its variant of scrypt; its password is ``user1password``."""

ARGON2 = FOREIGN_HASHES["argon2id"]


def padded(text: str) -> str:
    """The same PHC string as a library writes it that leaves the padding of base64 in."""
    *settings, salt, digest = text.split("$")
    return "$".join([*settings, *(each + "=" * (-len(each) % 4) for each in (salt, digest))])


@pytest.mark.parametrize("stored", FOREIGN_HASHES.values(), ids=FOREIGN_HASHES)
def test_every_kind_fits_its_password_and_no_other(stored: str) -> None:
    """Trial row F15."""
    canonical = parse_hash(stored).text
    assert verify_imported(canonical, PASSWORD.encode())
    assert not verify_imported(canonical, b"another password")
    assert parse_hash(canonical).text == canonical


@pytest.mark.parametrize("stored", FOREIGN_HASHES.values(), ids=FOREIGN_HASHES)
def test_every_kind_says_what_it_costs(stored: str) -> None:
    cost = parse_hash(stored).cost
    assert 0 <= cost.time <= 1
    assert 0 <= cost.memory <= 1


def test_the_published_example_of_firebase_fits() -> None:
    assert verify_imported(FIREBASE, b"user1password")
    assert not verify_imported(FIREBASE, b"user2password")


def test_a_salt_may_stand_before_or_behind_the_password() -> None:
    before = hashlib.sha256(b"salt" + PASSWORD.encode()).digest()
    behind = hashlib.sha256(PASSWORD.encode() + b"salt").digest()
    for position, digest, other in (("prefix", before, behind), ("suffix", behind, before)):
        assert verify_imported(salted_text("sha256", digest, b"salt", position), PASSWORD.encode())
        assert not verify_imported(salted_text("sha256", other, b"salt", position), PASSWORD.encode())


EVERY = FOREIGN_HASHES | {
    "firebase": FIREBASE,
    "padded argon2id": padded(ARGON2),
    "phc pbkdf2": "$pbkdf2-sha256$i=1000,l=32$c2FsdHNhbHQ$" + encode_unpadded(bytes(range(32))),
}


@pytest.mark.parametrize("stored", EVERY.values(), ids=EVERY)
@pytest.mark.parametrize("missing", [1, 2, 3, 4, 5])
def test_a_hash_that_was_cut_short_is_refused(stored: str, missing: int) -> None:
    """Trial row F4."""
    assert find_objection(stored) is None
    assert find_objection(stored[:-missing]) in {Objection.MALFORMED, Objection.UNKNOWN}


@pytest.mark.parametrize("stored", EVERY.values(), ids=EVERY)
def test_a_hash_with_more_behind_it_is_refused(stored: str) -> None:
    for more in ("A", "$", " ", "\n"):
        assert find_objection(stored + more) is not None, repr(more)


@given(salt=st.binary(min_size=8, max_size=32), digest=st.sampled_from([16, 24, 32, 48, 64]), data=st.data())
def test_argon2_is_read_with_and_without_padding(salt: bytes, digest: int, data: st.DataObject) -> None:
    """Whatever the bytes are. Trial row F4."""
    tag = data.draw(st.binary(min_size=digest, max_size=digest))
    plain = f"$argon2id$v=19$m=7168,t=5,p=1${encode_unpadded(salt)}${encode_unpadded(tag)}"

    assert parse_hash(padded(plain)).text == parse_hash(plain).text == plain
    assert find_objection(plain[:-1]) is Objection.MALFORMED
    if padded(plain) != plain:
        assert find_objection(padded(plain)[:-1]) in (
            {Objection.MALFORMED} if padded(plain)[:-1] != plain else {None, Objection.MALFORMED}
        )


@given(st.binary(max_size=80))
def test_base64_is_read_to_the_last_bit(data: bytes) -> None:
    for text in (base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode(), encode_unpadded(data)):
        assert decode_base64(text) == data
    for alphabet in ("+/", "-_", "./"):
        assert decode_base64(base64.b64encode(data, alphabet.encode()).decode().rstrip("=")) == data


@pytest.mark.parametrize("text", ["A", "AB", "AAB", "AA=", "A===", "====", "AA=A", "AA\n", "Ä"])
def test_what_no_encoder_writes_is_no_base64(text: str) -> None:
    with pytest.raises(ValueError, match=r"no base64|left over"):
        decode_base64(text)


def test_bits_behind_the_salt_of_bcrypt_are_left_alone() -> None:
    """Some programs fill the last character of the salt at random; bcrypt does not look at its last bits."""
    stored = FOREIGN_HASHES["bcrypt"]
    last_of_salt = 28
    following = {".": "/", "O": "P", "e": "f", "u": "v"}[stored[last_of_salt]]
    assert verify_imported(stored[:last_of_salt] + following + stored[last_of_salt + 1 :], PASSWORD.encode())


@pytest.mark.parametrize(
    "text",
    [
        "!",
        "!!",
        "*",
        "!b3G3a3dh8oN36iMUU7YZpYXJIwFaJzLlNWgGmssy",
        "*LK*",
        "{CRYPT}!",
        "{crypt}*",
        "{CRYPT}x",
        "!$6$a$b",
        "",
    ],
)
def test_texts_that_say_there_is_no_password(text: str) -> None:
    """Trial row F15."""
    assert is_no_password(text)


@pytest.mark.parametrize("text", ["secret", "$2y$", "{SSHA}", *FOREIGN_HASHES.values()])
def test_hashes_say_that_there_is_one(text: str) -> None:
    assert not is_no_password(text)


@pytest.mark.parametrize("name", ["ASP.NET Identity", "ASP.NET Identity (SHA-512)", "ASP.NET Identity (version 2)"])
def test_the_column_of_aspnet_is_read_as_it_is(name: str) -> None:
    """Without the word before it. Trial row F15."""
    column = FOREIGN_HASHES[name].removeprefix("$aspnet-identity$")
    assert verify_imported(column, PASSWORD.encode())
    assert parse_hash(column).text == FOREIGN_HASHES[name]


def test_names_in_braces_may_be_in_any_case() -> None:
    for name in ("SSHA", "LDAP (argon2)", "LDAP (crypt)", "LDAP (PBKDF2)"):
        head, _, rest = FOREIGN_HASHES[name].partition("}")
        assert verify_imported(f"{head.lower()}}}{rest}", PASSWORD.encode())
