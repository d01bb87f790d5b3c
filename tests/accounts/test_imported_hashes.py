"""Hashes from elsewhere are accepted at the first sign-in, and replaced by ours."""

import base64
import hashlib
import struct

import pytest
from passlib.context import CryptContext
from sqlalchemy import select

from idp.accounts.imported_hashes import can_be_read, is_imported, verify_imported
from idp.accounts.models import Account
from tests.factories.accounts import create_account
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sign_in_pages import follow_sign_in

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
    "keycloak": keycloak(),
    "keycloak-sha512": keycloak("sha512"),
    "aspnet": aspnet(),
}


@pytest.mark.parametrize("stored", HASHES.values(), ids=HASHES)
def test_the_right_password_fits_and_a_wrong_one_does_not(stored):
    assert is_imported(stored)
    assert can_be_read(stored)
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
        keycloak().replace("$1000$", "$99999999999$"),
        "$2b$04$tooshort",
    ],
)
def test_what_cannot_be_read_fits_nothing(stored):
    assert not verify_imported(stored, PASSWORD.encode())


@pytest.mark.parametrize("name", ["bcrypt", "keycloak", "aspnet"])
def test_the_first_sign_in_replaces_the_hash(database, client, name):
    person = create_account(database, password=None, password_hash=HASHES[name])
    rp = create_relying_party(database, client)

    assert "code" in answer_of(follow_sign_in(client, rp.authorize(), person.email, PASSWORD))
    assert database.one(select(Account)).password_hash.startswith("$argon2id$")
    client.delete_cookie("__Host-idp-session", domain="id.example.test")
    assert "code" in answer_of(follow_sign_in(client, rp.authorize(), person.email, PASSWORD))
