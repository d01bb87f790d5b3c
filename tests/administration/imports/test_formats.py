"""The exports of other systems, as they are. The samples were made after the public descriptions of the formats.

In each, persons 1 to 3 have a password and a confirmed address as far as the system knows of one; person 4 has none and
may not sign in where the system can say so.
"""

from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.administration.imports import FORMATS
from tests.factories.foreign_hashes import FOREIGN_HASHES, PASSWORD
from tests.factories.sign_in_pages import try_password, try_password_anew
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient
from tests.provisioning.shell import Shell

SAMPLES = Path(__file__).parent / "samples"
PARAMETERS = SAMPLES / "firebase-hash-parameters.txt"
FILES = {
    "keycloak-users.json": "keycloak",
    "keycloak-realm.json": "keycloak",
    "django-dumpdata.json": "django",
    "django-auth-user.csv": "django",
    "wordpress-users.csv": "wordpress",
    "wordpress-wp-cli.json": "wordpress",
    "auth0-users.ndjson": "auth0",
    "firebase-users.json": "firebase",
    "firebase-users.csv": "firebase",
    "ldap.ldif": "ldif",
    "aspnet-users.csv": "aspnet",
    "aspnet-users.json": "aspnet",
}
CAN_DISABLE = {"keycloak", "django", "auth0", "firebase", "ldif", "aspnet"}
WITHOUT_NAMES_AND_TIMES = {"aspnet"}
KNOWS_CONFIRMATION = {"keycloak", "auth0", "firebase", "aspnet"}


def run(shell: Shell, file: Path | str, *options: str) -> dict[str, Any]:
    result = shell.run("users", "import", str(file), *options, "--hash-parameters", str(PARAMETERS), "--json")
    assert result.exit_code == 0, result.output + result.stderr
    document: dict[str, Any] = orjson.loads(result.stdout)
    return document


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("is_told", [False, True])
def test_an_export_is_imported_as_it_is(shell: Shell, database: Database, name: str, is_told: bool) -> None:
    """Trial rows F15 and F16."""
    format_ = FILES[name]
    document = run(shell, SAMPLES / name, *(["--format", format_] if is_told else []))

    assert (document["rows"], document["new"], document["without_password"]) == (4, 4, 1)
    assert document["problems"] == []
    # Details that the installation does not keep.
    assert document["left_out"] in ([], ["picture"], ["website"])
    people = database.rows(select(Account).order_by(Account.email))
    assert [each.email for each in people] == [f"person{number}@example.test" for number in range(1, 5)]
    assert people[3].password_hash is None
    assert [each.disabled_at is not None for each in people] == [False, False, False, format_ in CAN_DISABLE]
    confirmed = [format_ in KNOWS_CONFIRMATION] * 3 + [False]
    assert [each.email_verified_at is not None for each in people] == confirmed
    if format_ not in WITHOUT_NAMES_AND_TIMES:
        assert people[0].name == "Ada Beispiel 1"
        assert people[0].created_at.isoformat().startswith("2021-03-04T10:00:00")


@pytest.mark.parametrize("name", FILES)
def test_its_people_sign_in_with_their_old_passwords(
    shell: Shell, client: PageClient, database: Database, name: str
) -> None:
    """Trial row F15."""
    run(shell, SAMPLES / name)
    password = "user1password" if name.startswith("firebase") else PASSWORD

    for number in (1, 2, 3):
        email = f"person{number}@example.test"
        assert try_password_anew(client, email, password).status_code == 303, email


@pytest.mark.parametrize("name", ["keycloak-users.json", "django-dumpdata.json", "django-auth-user.csv"])
def test_a_user_name_that_is_the_address_is_none(shell: Shell, database: Database, name: str) -> None:
    """Trial row F16."""
    assert run(shell, SAMPLES / name)["notices"] == []
    names = {each.email: each.username for each in database.rows(select(Account))}
    assert names["person1@example.test"] == "person1"
    assert names["person2@example.test"] is None


def test_a_user_name_that_can_be_none_is_left_out_and_said(shell: Shell, database: Database) -> None:
    """WordPress allows spaces; the person signs in with the address. Trial row F16."""
    (notice,) = run(shell, SAMPLES / "wordpress-users.csv")["notices"]
    assert (notice["line"], notice["column"]) == (3, "username")
    assert database.one(select(Account).where(Account.email == "person2@example.test")).username is None


def test_keycloak_s_required_new_password_comes_along(shell: Shell, database: Database) -> None:
    run(shell, SAMPLES / "keycloak-users.json")
    due = {each.email: each.password_change_due_at is not None for each in database.rows(select(Account))}
    assert due == {f"person{number}@example.test": number == 3 for number in range(1, 5)}


def test_keycloak_s_old_credentials_are_read(shell: Shell, client: PageClient, tmp_path: Path) -> None:
    """Before version 8 the hash stood in the credential itself. Trial row F15."""
    _, _, iterations, salt, value = FOREIGN_HASHES["Keycloak"].split("$")
    old = {"type": "password", "hashedSaltedValue": value, "salt": salt, "hashIterations": int(iterations)}
    user = {"username": "ada", "email": "ada@example.test", "credentials": [old | {"algorithm": "pbkdf2-sha256"}]}
    file = tmp_path / "users.json"
    file.write_bytes(orjson.dumps({"realm": "shop", "users": [user]}))
    run(shell, file)
    assert try_password(client, "ada@example.test", PASSWORD).status_code == 303


def test_firebase_without_the_project_s_parameters_is_explained(shell: Shell, database: Database) -> None:
    text = shell.refusal("users", "import", str(SAMPLES / "firebase-users.json"))
    assert "--hash-parameters" in text
    assert database.count(Account) == 0


def test_entries_of_a_document_are_named_by_number(shell: Shell, database: Database, tmp_path: Path) -> None:
    document = orjson.loads((SAMPLES / "keycloak-users.json").read_bytes())
    document["users"][1]["email"] = "no address"
    document["users"][2]["credentials"][0]["credentialData"] = '{"algorithm": "rot13", "hashIterations": 1}'
    file = tmp_path / "users.json"
    file.write_bytes(orjson.dumps(document))
    result = shell.run("users", "import", str(file))

    assert result.exit_code == 1
    assert "entry 2: email is not an e-mail address" in result.stderr
    assert "entry 3: password_hash is of no kind that can be read" in result.stderr
    assert database.count(Account) == 2


@pytest.mark.parametrize(
    ("text", "words"), [("{", "not valid JSON"), ('{"a": 1}\n\n{', "line"), ('{\n"a": 1}', "no list of users")]
)
def test_a_document_that_is_none_is_explained(shell: Shell, tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "users.json"
    file.write_text(text)
    result = shell.run("users", "import", str(file))
    assert result.exit_code != 0
    assert words in result.output + result.stderr


def test_every_format_has_a_sample() -> None:
    assert set(FILES.values()) | {"einlass"} == set(FORMATS)
