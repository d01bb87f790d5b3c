"""Hashes from elsewhere are accepted at the first sign-in, and replaced by ours."""

import base64
import hashlib
import struct

import pytest
from passlib.context import CryptContext
from sqlalchemy import select

from idp.accounts.imported_hashes import Objection, find_objection, is_imported, verify_imported
from idp.accounts.models import Account
from tests.factories.accounts import create_account
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sign_in_pages import follow_sign_in, try_password, try_password_anew

PASSWORD = "Grün-Tee-um-Vier-7"
SALT = b"sixteen bytes ok"


def keycloak(algorithm="sha256", iterations=1000):
    digest = hashlib.pbkdf2_hmac(algorithm, PASSWORD.encode(), SALT, iterations)
    parts = (base64.b64encode(part).decode() for part in (SALT, digest))
    return f"$keycloak-pbkdf2-{algorithm}${iterations}${'$'.join(parts)}"


def aspnet(iterations=1000, marker=1):
    digest = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), SALT, iterations)
    blob = struct.pack(">BIII", marker, 1, iterations, len(SALT)) + SALT + digest
    return "$aspnet-identity$" + base64.b64encode(blob).decode()


def crypt(scheme, **options):
    return CryptContext(schemes=[scheme], **{f"{scheme}__{name}": value for name, value in options.items()}).hash(
        PASSWORD
    )


HASHES = {
    "bcrypt": crypt("bcrypt", rounds=4),
    "django": crypt("django_pbkdf2_sha256", rounds=1000),
    "ssha": crypt("ldap_salted_sha1"),
    "sha512-crypt": crypt("sha512_crypt", rounds=1000),
    "phpass": crypt("phpass", rounds=7),
    "scrypt": crypt("scrypt", rounds=4),
    "sha256-crypt": crypt("sha256_crypt", rounds=1000),
    "keycloak": keycloak(),
    "keycloak-sha512": keycloak("sha512"),
    "aspnet": aspnet(),
}


@pytest.mark.parametrize("stored", HASHES.values(), ids=HASHES)
def test_the_right_password_fits_and_a_wrong_one_does_not(stored):
    assert is_imported(stored)
    assert find_objection(stored) is None
    assert verify_imported(stored, PASSWORD.encode())
    assert not verify_imported(stored, b"another password")


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "plain text",
        "$keycloak-pbkdf2-sha256$",
        "$keycloak-pbkdf2-md5$1000$AAAA$AAAA",
        "$keycloak-pbkdf2-sha256$1000$c2FsdA==$",
        "$aspnet-identity$!!!",
        "$aspnet-identity$AQ==",
        aspnet(marker=0),
        aspnet(marker=2),
        "$aspnet-identity$" + base64.b64encode(struct.pack(">BIII", 1, 9, 1000, 16) + bytes(48)).decode(),
        keycloak().replace("$1000$", "$99999999999$"),
        "$2b$04$tooshort",
        "$2b$03$" + "." * 53,
        "$6$salt$" + "." * 85 + "z",
        "$5$salt$" + "." * 42 + "z",
        "$1$salt$" + "." * 21 + "z",
        "$2b$04$" + "." * 22,
        "{SSHA}AAAA",
        "$argon2i$v=19$m=16,t=2,p=1$c29tZXNhbHQ$AAAA",
        "$argon2id$v=20$m=16,t=2,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=16,t=2",
        "$7$saltsalt$2vnaRpHa6Jxjz5n83ok8Z0",
        "{CLEARTEXT}plain text",
        "5f4dcc3b5aa765d61d8327deb882cf99",
        "pbkdf2_sha256$1000$s\u00e4lt$" + "A" * 43 + "=",
        crypt("bcrypt", rounds=4) + "x" * 500,
    ],
)
def test_what_cannot_be_read_fits_nothing(stored):
    assert find_objection(stored) in Objection
    assert not verify_imported(stored, PASSWORD.encode())


SALT22, HASH43 = "c29tZXNhbHQ", "A" * 43
TOO_COSTLY = {
    "bcrypt": "$2b$31$" + "." * 53,
    "bcrypt-15": "$2b$15$" + "." * 53,
    "django": f"pbkdf2_sha256$1000000000$salt${HASH43}=",
    "keycloak": keycloak().replace("$1000$", "$1000000000$"),
    "aspnet": "$aspnet-identity$" + base64.b64encode(struct.pack(">BIII", 1, 2, 10**9, 16) + bytes(48)).decode(),
    "sha512-crypt": "$6$rounds=999999999$salt$" + "." * 86,
    "phpass": "$P$S" + "." * 30,
    "scrypt with a huge N": f"$scrypt$ln=31,r=8,p=1${SALT22}${HASH43}",
    "scrypt with a huge r": f"$scrypt$ln=4,r=1000000,p=1${SALT22}${HASH43}",
    "scrypt with a huge p": f"$scrypt$ln=14,r=8,p=1000${SALT22}${HASH43}",
    "argon2id with much memory": f"$argon2id$v=19$m=1048576,t=1,p=1${SALT22}${HASH43}",
    "argon2id with many passes": f"$argon2id$v=19$m=65536,t=10000,p=1${SALT22}${HASH43}",
    "argon2id with many lanes": f"$argon2id$v=19$m=65536,t=1,p=255${SALT22}${HASH43}",
}


@pytest.mark.threat(49)
@pytest.mark.parametrize("stored", TOO_COSTLY.values(), ids=TOO_COSTLY)
def test_a_hash_that_would_hold_everybody_up_is_refused(stored):
    """The test itself would hold the suite up for hours, or use up its memory, if it were computed."""
    assert find_objection(stored) is Objection.TOO_COSTLY
    if is_imported(stored):
        assert not verify_imported(stored, PASSWORD.encode())


@pytest.mark.parametrize(
    "stored",
    [
        "$2y$14$" + "." * 53,
        f"pbkdf2_sha256$1000000$salt${HASH43}=",
        f"$scrypt$ln=17,r=8,p=1${SALT22}${HASH43}",
        f"$scrypt$ln=14,r=8,p=5${SALT22}${HASH43}",
        f"$argon2id$v=19$m=65536,t=3,p=4${SALT22}${HASH43}",
        "$6$rounds=656000$salt$" + "." * 86,
    ],
)
def test_what_careful_systems_use_is_taken(stored):
    assert find_objection(stored) is None


def test_bcrypt_looks_at_no_more_than_72_bytes():
    long = "Vier-Tassen-" * 10
    stored = CryptContext(schemes=["bcrypt"], bcrypt__rounds=4).hash(long[:72])

    assert verify_imported(stored, long.encode())
    assert not verify_imported(stored, long[:71].encode())


@pytest.mark.parametrize("name", ["bcrypt", "keycloak", "aspnet"])
def test_the_first_sign_in_replaces_the_hash(database, client, name):
    person = create_account(database, password=None, password_hash=HASHES[name])
    rp = create_relying_party(database, client)

    assert "code" in answer_of(follow_sign_in(client, rp.authorize(), person.email, PASSWORD))
    assert database.one(select(Account)).password_hash.startswith("$argon2id$")
    client.delete_cookie("__Host-idp-session", domain="id.example.test")
    assert "code" in answer_of(follow_sign_in(client, rp.authorize(), person.email, PASSWORD))


def test_a_password_is_checked_as_it_was_typed_elsewhere(database, client):
    """We normalise what is typed (an ellipsis becomes three dots); most other systems don't."""
    password = "Na\u2026-das-war-ja-\u00bd-so-wild"
    stored = CryptContext(schemes=["bcrypt"], bcrypt__rounds=4).hash(password)
    person = create_account(database, password=None, password_hash=stored)

    assert try_password(client, person.email, password).status_code == 303
    assert database.one(select(Account)).password_hash.startswith("$argon2id$")
    assert try_password_anew(client, person.email, password).status_code == 303
