"""Values as other systems and spreadsheets write them. Trial row F16: never stricter than the exports people have."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.accounts.names import canonical_name
from idp.administration.imports.values import read_flag, read_language, read_moment
from tests.provisioning.databases import Database
from tests.provisioning.shell import Shell

MORNING = "2021-03-04T10:00:00+00:00"


@pytest.mark.parametrize(
    "text",
    [
        "2021-03-04T10:00:00Z",
        "2021-03-04 10:00:00",
        "2021-03-04 10:00:00 UTC",
        "2021-03-04T10:00:00.000Z",
        "2021-03-04 10:00:00 +0000",
        "2021-03-04 11:00:00+01",
        "2021-03-04 11:00:00 +01:00",
        "2021-03-04T10:00",
        "1614852000",
        "1614852000.0",
        "1614852000000",
        "1614852000000000",
        "1614852000000000000",
        "20210304100000Z",
        "20210304100000.0Z",
        "20210304120000+0200",
        "Thu, 04 Mar 2021 10:00:00 GMT",
        "04.03.2021 10:00",
        "4.3.2021, 10:00:00",
    ],
)
def test_a_time_may_be_written_in_many_ways(text: str) -> None:
    now = read_moment(text)
    assert now is not None
    assert now.isoformat() == MORNING


@pytest.mark.parametrize(
    "text", ["yesterday", "3/4/2021", "2021-13-01", "99.99.2021", "1", "Thu, no", "20211304100000Z"]
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert read_moment(text) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        *(
            (each, "de")
            for each in ("de", "DE", "de-DE", "de_AT", "de_DE.UTF-8", "de-CH-1996", "German", "deutsch", "ger")
        ),
        *((each, "en") for each in ("en", "en-GB", "en_US", "English", "eng", "en, de;q=0.5")),
        *((each, None) for each in ("fr", "pt-BR", "zh-Hans-CN", "kl")),
    ],
)
def test_a_language_may_be_a_locale_or_a_name(text: str, language: str | None) -> None:
    """Pages that do not speak it follow the browser instead."""
    assert read_language(text) == (True, language)


@pytest.mark.parametrize("text", ["?", "d", "4711", "$2y$10$aaaa"])
def test_what_is_no_language_is_told(text: str) -> None:
    assert read_language(text) == (False, None)


@pytest.mark.parametrize("text", ["true", "TRUE", "t", "yes", "Y", "1", "on", "ja", "wahr"])
def test_words_for_true(text: str) -> None:
    assert read_flag(text) is True


@pytest.mark.parametrize("text", ["false", "False", "f", "no", "n", "0", "off", "nein", "falsch"])
def test_words_for_false(text: str) -> None:
    assert read_flag(text) is False


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ann\u00a0Maria", "Ann Maria"),
        ("Ann\u202fMaria\t", "Ann Maria"),
        ("two\nlines", "two lines"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("Ada\u200b\ufeff", "Ada"),
        ("Ada\u202e", "Ada"),
        ("\u0646\u06cc\u200c\u0645\u0627", "\u0646\u06cc\u200c\u0645\u0627"),
        ("O\u2019Brien-M\u00fcller", "O\u2019Brien-M\u00fcller"),
        ("x" * 101, None),
        ("a\x07b", None),
        ("a\x00b", None),
    ],
)
def test_a_name_has_single_spaces_and_nothing_invisible(text: str, name: str | None) -> None:
    assert canonical_name(text) == name


def run(shell: Shell, file: Path, content: bytes, *options: str) -> dict[str, Any]:
    file.write_bytes(content)
    result = shell.run("users", "import", str(file), *options, "--json")
    assert result.exit_code == 0, result.output + result.stderr
    document: dict[str, Any] = orjson.loads(result.stdout)
    return document


LINES = '{email}{d}{given}{d}{family}\r\nada@example.test{d}"Ada\r\nMaria"{d}Müller\r\n\r\n'


@pytest.mark.parametrize(
    "names",
    [
        ("Email", "First Name", "Last Name"),
        ("E-Mail", "Vorname", "Nachname"),
        ("email_address", "givenName", "familyName"),
        ("E-MAIL ADDRESS", "firstname", "surname"),
        ("mail", "given-name", "LAST_NAME"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_heads_and_encodings_are_those_of_spreadsheets(
    shell: Shell, database: Database, tmp_path: Path, names: tuple[str, ...], encoding: str, delimiter: str
) -> None:
    """Trial row F16."""
    text = LINES.format(d=delimiter, email=names[0], given=names[1], family=names[2])
    assert run(shell, tmp_path / "people.csv", text.encode(encoding))["new"] == 1
    assert database.one(select(Account)).name == "Ada Maria Müller"


def test_another_encoding_can_be_named(shell: Shell, database: Database, tmp_path: Path) -> None:
    text = "sep=;\r\nEmail;Nachname\r\nada@example.test;Müller\r\n"
    run(shell, tmp_path / "people.csv", text.encode("windows-1252"), "--encoding", "windows-1252")
    assert database.one(select(Account)).family_name == "Müller"


def test_an_unknown_encoding_is_explained(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("email\n")
    assert "can't be read" in shell.refusal("users", "import", str(file), "--encoding", "klingon")


def test_a_row_that_is_repeated_is_imported_once(shell: Shell, database: Database, tmp_path: Path) -> None:
    """Trial row F16."""
    line = "ada@example.test,Ada\n"
    document = run(shell, tmp_path / "people.csv", f"email,given_name\n{line}{line}ADA@example.test,Ada\n".encode())
    assert (document["rows"], document["new"], document["repeated"]) == (3, 1, 2)
    assert database.count(Account) == 1


@pytest.mark.parametrize(
    ("head", "values", "expected"),
    [
        ("username", "ada@example.test", ("ada@example.test", None, "")),
        ("email,username", "ada@example.test,Ada@Example.test", ("ada@example.test", None, "")),
        ("email,full name", "ada@example.test,Ada Maria Müller", ("ada@example.test", None, "Ada Maria Müller")),
        ("email,display_name", "ada@example.test,Ada", ("ada@example.test", None, "Ada")),
        ("email,name", "ada@example.test,ada@example.test", ("ada@example.test", None, "")),
    ],
)
def test_what_other_columns_say(
    shell: Shell, database: Database, tmp_path: Path, head: str, values: str, expected: tuple[str, str | None, str]
) -> None:
    run(shell, tmp_path / "people.csv", f"{head}\n{values}\n".encode())
    account = database.one(select(Account))
    assert (account.email, account.username, account.name) == expected


@pytest.mark.parametrize(("active", "is_disabled"), [("t", False), ("0", True), ("", False)])
def test_an_account_in_use_is_the_contrary_of_a_disabled_one(
    shell: Shell, database: Database, tmp_path: Path, active: str, is_disabled: bool
) -> None:
    run(shell, tmp_path / "people.csv", f"email,is_active\nada@example.test,{active}\n".encode())
    assert (database.one(select(Account)).disabled_at is not None) is is_disabled


@pytest.mark.parametrize("time", ["0000-00-00 00:00:00", "0001-01-01T00:00:00", "NULL", ""])
def test_no_time_is_none(shell: Shell, database: Database, tmp_path: Path, time: str) -> None:
    assert run(shell, tmp_path / "people.csv", f"email,created_at\nada@example.test,{time}\n".encode())["new"] == 1


def test_personal_details_come_along(shell: Shell, database: Database, tmp_path: Path) -> None:
    """Under the names that people give them; what the installation does not keep is named. Trial row C3."""
    text = "E-Mail;Spitzname;Telefon;Straße;PLZ;Ort;Land;Geburtsdatum\n"
    text += "ada@example.test;Ada;0049 30 1234567;Am Markt 1;01067;Dresden;Deutschland;04.03.1980\n"
    document = run(shell, tmp_path / "people.csv", text.encode())

    assert document["left_out"] == ["birthdate"]
    assert database.one(select(Account)).claims == {
        "nickname": "Ada",
        "phone_number": "+49301234567",
        "address": {
            "street_address": "Am Markt 1",
            "postal_code": "01067",
            "locality": "Dresden",
            "country": "Deutschland",
            "formatted": "Am Markt 1\n01067 Dresden\nDeutschland",
        },
    }


def test_an_address_may_be_an_object(shell: Shell, database: Database, tmp_path: Path) -> None:
    line = {"email": "ada@example.test", "phone_number_verified": True, "phone_number": "+49301234567"}
    run(shell, tmp_path / "people.jsonl", orjson.dumps(line | {"address": {"locality": "Dresden"}}))
    claims = database.one(select(Account)).claims
    assert claims["address"]["locality"] == "Dresden"
    assert claims["phone_number_verified"] is True


def test_a_detail_that_can_not_be_is_left_out_and_said(shell: Shell, database: Database, tmp_path: Path) -> None:
    document = run(shell, tmp_path / "people.csv", b"email,phone\nada@example.test,call me\n")
    (notice,) = document["notices"]
    assert (notice["line"], notice["column"]) == (2, "phone_number")
    assert database.one(select(Account)).claims == {}
