"""`idp users import`."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.administration.imports import COLUMNS
from idp.audit.models import AuditEvent
from idp.customers.models import CustomerLink, CustomerNumber, CustomerRecord
from idp.infrastructure.resources import resource
from idp.infrastructure.web.application import Application
from idp.mail.models import OutboxMail
from tests.factories.accounts import create_account
from tests.factories.foreign_hashes import FOREIGN_HASHES, PASSWORD
from tests.factories.sign_in_pages import try_password
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient
from tests.provisioning.shell import Shell

BCRYPT = FOREIGN_HASHES["bcrypt"]
FULL = {
    "email": "Ada@Example.test",
    "email_verified": "true",
    "username": "Ada.L",
    "given_name": "Ada",
    "family_name": "Lovelace",
    "language": "en",
    "customer_number": "kd-4711",
    "password_hash": BCRYPT,
    "password_change_due": "false",
    "phone_number_verified": "false",
    "created_at": "2019-05-06T07:08:09+02:00",
    "disabled": "false",
}
# As some libraries write it.
OLD_HASHES = FOREIGN_HASHES | {"padded argon2id": FOREIGN_HASHES["argon2id"].replace("uJfg$", "uJfg==$") + "="}
Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """``write(person, person)``: a file of these people, whose columns are those of the first."""

    def make(*people: dict[str, str], suffix: str = ".csv") -> str:
        text = io.StringIO()
        if suffix == ".csv":
            writer = csv.DictWriter(text, list(people[0]))
            writer.writeheader()
            writer.writerows(people)
        else:
            text.writelines(f"{json.dumps(person)}\n" for person in people)
        return save(tmp_path / f"people{suffix}", text.getvalue())

    return make


def save(path: Path, text: str | bytes) -> str:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def person(number: int, **values: str) -> dict[str, str]:
    return {"email": f"person{number}@example.test", "password_hash": BCRYPT} | values


def run(shell: Shell, *arguments: str, code: int = 0) -> Any:
    """The document that an import answers with, which ends with ``code``."""
    result = shell.run("users", "import", *arguments, "--json")
    assert result.exit_code == code, result.output
    return json.loads(result.stderr if code == 2 else result.stdout)


def problems(document: dict[str, Any]) -> list[tuple[int, str]]:
    return [(each["line"], f"{each['column']} {each['reason']}".strip()) for each in document["problems"]]


# What is stored


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_every_column_is_stored_in_its_canonical_form(
    shell: Shell, database: Database, write: Write, suffix: str
) -> None:
    assert run(shell, write(FULL, suffix=suffix))["new"] == 1

    account = database.one(select(Account))
    assert (account.email, account.username, account.name) == ("ada@example.test", "ada.l", "Ada Lovelace")
    assert (account.language, account.password_hash) == ("en", BCRYPT)
    assert numbers_of(database, account) == ["KD4711"]
    assert account.created_at.isoformat() == "2019-05-06T05:08:09+00:00"
    assert account.email_verified_at is not None
    assert account.disabled_at is None


def test_only_the_address_is_needed(shell: Shell, database: Database, write: Write) -> None:
    assert run(shell, write({"email": "ada@example.test"}))["without_password"] == 1

    account = database.one(select(Account))
    assert account.email_verified_at is None
    assert account.password_hash is None
    assert database.count(OutboxMail) == 0


@pytest.mark.parametrize("text", ["!", "*", "!b3G3a3dh8oN36iMUU7YZpYXJIwFaJzLlNWgGmssy"])
def test_an_account_may_have_no_password(shell: Shell, database: Database, write: Write, text: str) -> None:
    """Other systems say so in the place of the hash. Trial row F15."""
    assert run(shell, write(person(1, password_hash=text)))["without_password"] == 1
    assert database.one(select(Account)).password_hash is None


def test_who_was_disabled_stays_so(shell: Shell, database: Database, write: Write) -> None:
    run(shell, write(person(1, disabled="yes")))
    assert database.one(select(Account)).disabled_at is not None


def test_json_values_may_have_their_own_types(shell: Shell, database: Database, tmp_path: Path) -> None:
    line = {"email": "ada@example.test", "email_verified": True, "customer_number": 4711, "username": None}
    run(shell, save(tmp_path / "people.ndjson", json.dumps(line) + "\n\n"))

    account = database.one(select(Account))
    assert account.email_verified_at is not None
    assert account.username is None
    assert numbers_of(database, account) == ["4711"]


def numbers_of(database: Database, account: Account) -> list[str]:
    links = select(CustomerLink.customer_id).where(CustomerLink.account_id == account.id)
    return list(database.rows(select(CustomerNumber.key).where(CustomerNumber.customer_id.in_(links))))


def test_several_people_of_a_file_can_be_of_one_customer(shell: Shell, database: Database, write: Write) -> None:
    run(shell, write(person(1, customer_number="4711"), person(2, customer_number="004711")))

    record = database.one(select(CustomerRecord))
    assert (record.register, record.accounts_allowed) == ("customers", 2)
    assert database.count(CustomerLink) == 2
    assert database.count(OutboxMail) == 0


def test_the_numbers_of_a_file_are_those_of_the_portals_register(
    make_shell: Callable[..., Shell], database: Database, write: Write
) -> None:
    shop = {"name": "Laden", "customer_register": "gas"}
    registers = {"power": {}, "gas": {}}
    shell = make_shell(database={"url": database.url}, registers=registers, portals={"shop": shop})
    shell.answer("users", "import", str(write(person(1, customer_number="1"))))
    shell.answer("users", "import", str(write(person(2, customer_number="2"))), "--register", "power")

    assert sorted(database.rows(select(CustomerRecord.register))) == ["gas", "power"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_spreadsheets_write_csv_in_their_own_ways(
    shell: Shell, database: Database, tmp_path: Path, delimiter: str
) -> None:
    lines = [["email", "family_name"], ["ada@example.test", '"Müller, ""Ada""; Graz"'], ["", ""]]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    run(shell, save(tmp_path / "people.csv", b"\xef\xbb\xbf" + text.encode()))

    assert database.one(select(Account)).family_name == 'Müller, "Ada"; Graz'


def test_each_person_is_recorded(shell: Shell, database: Database, write: Write) -> None:
    run(shell, write(person(1), person(2)))
    events = database.rows(select(AuditEvent))
    assert {(event.action, event.actor_id) for event in events} == {("account.imported", "command line")}
    assert {event.subject for event in events} == set(database.rows(select(Account.id)))


# All or nothing


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        ("email", "nobody", "is not an e-mail address"),
        ("email", "", "is missing"),
        ("email_verified", "perhaps", "is neither true nor false"),
        ("given_name", "x" * 101, "holds more than 100 characters, or some that can't be printed"),
        ("family_name", "a\x07b", "holds more than 100 characters, or some that can't be printed"),
        ("language", "?", "is no language such as de or en-GB"),
        ("customer_number", "-", "is not a valid customer number"),
        ("password_hash", "secret", "is of no kind that can be read"),
        ("password_hash", BCRYPT[:-5], "is malformed or cut off"),
        ("password_hash", FOREIGN_HASHES["argon2id"][:-1], "is malformed or cut off"),
        ("password_hash", FOREIGN_HASHES["phpass"][:-1], "is malformed or cut off"),
        ("password_hash", BCRYPT.replace("$10$", "$31$"), "takes too long or too much memory to check"),
        ("created_at", "yesterday", "is no time such as 2021-03-04T10:00:00Z"),
        ("created_at", "2999-01-01", "lies in the future, or before 1970"),
        ("disabled", "2", "is neither true nor false"),
    ],
)
def test_a_line_that_is_wrong_is_named_and_nobody_imported(
    shell: Shell, database: Database, write: Write, column: str, text: str, reason: str
) -> None:
    people = write(FULL, FULL | {"email": "b@example.test", "username": "b"} | {column: text})
    document = run(shell, people, "--all-or-nothing", code=2)

    assert problems(document) == [(3, f"{column} {reason}")]
    assert database.count(Account) == 0


def test_every_problem_of_a_line_is_named(shell: Shell, write: Write) -> None:
    document = run(shell, write(person(1, language="?", disabled="?")), code=1)
    assert len(problems(document)) == 2


def test_the_list_of_problems_has_an_end(shell: Shell, write: Write) -> None:
    document = run(shell, write(*(person(number, password_hash="x") for number in range(150))), code=1)
    assert document["invalid"] == 150
    assert len(document["problems"]) == 100


@pytest.mark.threat(80)
def test_no_value_of_the_file_is_repeated(shell: Shell, database: Database, tmp_path: Path) -> None:
    """Shifted columns: the hash stands where the address should, the user name and the language."""
    rows = f"email,username,language,given_name\n{BCRYPT},{BCRYPT},{BCRYPT},{BCRYPT * 2}\n"
    result = shell.run("users", "import", save(tmp_path / "people.csv", rows))
    assert result.exit_code == 1
    assert "line 2: email is not an e-mail address" in result.stderr
    assert "$2y$" not in result.output + result.stderr

    head = shell.run("users", "import", save(tmp_path / "people.csv", f"email,{BCRYPT}\na@example.test,b\n"))
    assert "Columns that are not kept: (a name that is not repeated here)." in head.stdout
    headless = shell.run("users", "import", save(tmp_path / "people.csv", "ada@example.test,5f4dcc3b5aa765d6\n"))
    assert "The first line must name the columns" in headless.stderr
    assert "5f4dcc3b5aa765d6" not in headless.stderr


def test_columns_that_there_are_none_for_are_named(shell: Shell, write: Write, tmp_path: Path) -> None:
    """Exports have more than we keep. Trial row F16."""
    assert run(shell, write(person(1) | {"hat": "1", "shoe size": "2"}))["left_out"] == ["hat", "shoe size"]
    lines = '{"email": "a@example.test", "hat": "1"}\n{"email": "b@example.test", "shoe": 1}\n'
    assert run(shell, save(tmp_path / "people.jsonl", lines))["left_out"] == ["hat", "shoe"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"email,given_name\na@example.test\n", [(2, "has 1 columns instead of 2")]),
        (b"email,given_name\na@example.test,M\xfcller\n", [(2, "given_name is not UTF-8")]),
        (
            b'email,given_name\na@example.test,"two\nlines"\nb@example.test\n',
            [(4, "has 1 columns instead of 2")],
        ),
        (
            b'email,given_name\na@example.test,"never closed\n',
            [(2, "can't be read from here on: is a quotation mark missing?")],
        ),
    ],
)
def test_broken_csv_is_explained_by_line(
    shell: Shell, tmp_path: Path, text: bytes, found: list[tuple[int, str]]
) -> None:
    assert problems(run(shell, save(tmp_path / "people.csv", text), code=1)) == found


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"{", "is not valid JSON in UTF-8"),
        (b"[]", "is not a JSON object"),
        (b'{"email": "a\xfc@example.test"}', "is not valid JSON in UTF-8"),
        (b'{"email": ["a@example.test"]}', "email is neither text, a number nor true or false"),
        (b'{"email": "a@example.test", "given_name": "\\ud800"}', "is not valid JSON in UTF-8"),
    ],
)
def test_broken_json_is_explained_by_line(shell: Shell, tmp_path: Path, text: bytes, reason: str) -> None:
    assert problems(run(shell, save(tmp_path / "people.jsonl", b"\n" + text), code=1)) == [(2, reason)]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("people.csv", "", "must name the columns"),
        ("people.csv", "given_name\nAda\n", "must name the columns"),
        ("people.csv", "email,email\n", "names a column twice"),
        ("people.csv", "email\n" + "x" * 70000, "a line of more than 65,536 characters"),
    ],
)
def test_a_file_that_is_none_is_explained(shell: Shell, tmp_path: Path, name: str, text: str, words: str) -> None:
    assert words in shell.refusal("users", "import", save(tmp_path / name, text))


def test_the_end_of_the_name_does_not_matter(shell: Shell, database: Database, tmp_path: Path) -> None:
    """What a file is, its content tells."""
    run(shell, save(tmp_path / "people.txt", "email\na@example.test\n"))
    run(shell, save(tmp_path / "people.dat", '{"email": "b@example.test"}\n'))
    assert database.count(Account) == 2


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ({"email": "ADA@example.test", "username": "other"}, "email is that of line 2"),
        ({"email": "other@example.test", "username": "ada.l"}, "username is that of line 2"),
    ],
)
def test_a_name_stands_once_in_a_file(shell: Shell, write: Write, second: dict[str, str], reason: str) -> None:
    assert problems(run(shell, write(FULL, FULL | second), code=1)) == [(3, reason)]


def test_a_user_name_of_somebody_else_is_refused(shell: Shell, database: Database, write: Write) -> None:
    create_account(database, username="ada.l")
    assert problems(run(shell, write(FULL), code=1)) == [(2, "username is that of another account")]
    assert database.count(Account) == 1


def test_what_can_be_imported_is(shell: Shell, database: Database, write: Write) -> None:
    document = run(shell, write(person(1), person(2, password_hash="x"), person(3)), code=1)

    assert (document["new"], document["invalid"]) == (2, 1)
    assert set(database.rows(select(Account.email))) == {"person1@example.test", "person3@example.test"}


def test_a_dry_run_stores_nothing(shell: Shell, database: Database, write: Write) -> None:
    document = run(shell, write(person(1), person(2)), "--dry-run", "--invite")

    assert (document["new"], document["dry_run"]) == (2, True)
    assert database.count(Account) == database.count(AuditEvent) == 0


def test_a_dry_run_says_that_there_are_problems(shell: Shell, write: Write) -> None:
    assert problems(run(shell, write(person(1, language="?")), "--dry-run", code=1)) == [
        (2, "language is no language such as de or en-GB")
    ]


# Accounts that exist


def test_a_second_run_changes_nothing(shell: Shell, database: Database, write: Write) -> None:
    file = write(person(1), person(2))
    run(shell, file)
    document = run(shell, file)

    assert (document["new"], document["existing"], document["existing_lines"]) == (0, 2, [2, 3])
    assert database.count(Account) == database.count(AuditEvent) == 2


def test_an_account_that_exists_keeps_its_password(shell: Shell, database: Database, write: Write) -> None:
    before = create_account(database, email="ada@example.test", username="ada.l")
    run(shell, write(FULL))

    after = database.one(select(Account))
    assert (after.password_hash, after.given_name) == (before.password_hash, before.given_name)
    assert after.updated_at == before.updated_at


def test_accounts_that_exist_can_be_refused(shell: Shell, database: Database, write: Write) -> None:
    create_account(database, email="person1@example.test")
    document = run(shell, write(person(1), person(2)), "--existing", "refuse", code=2)

    assert document["existing_lines"] == [2]
    assert database.count(Account) == 1
    run(shell, write(person(1)), "--existing", "refuse", "--dry-run", code=1)


# Mails


def test_people_without_a_password_are_invited_where_that_is_asked_for(
    shell: Shell, app: Application, database: Database, write: Write
) -> None:
    people = (
        person(1),
        person(2, password_hash="", language="en"),
        person(3, password_hash="", disabled="true"),
    )
    document = run(shell, write(*(FULL | {"username": ""} | each for each in people)), "--invite", "--portal", "forum")

    assert document["invited"] == 1
    mail = Mailbox(database, app.secret_box).only
    assert (mail.recipient, mail.message, mail.language) == ("person2@example.test", "account_created", "en")
    assert "Example Forum" in mail.text


def test_nobody_is_invited_twice(shell: Shell, database: Database, write: Write) -> None:
    for _ in range(2):
        run(shell, write({"email": "a@example.test"}), "--invite")
    assert database.count(OutboxMail) == 1


def test_an_unknown_portal_is_refused(shell: Shell, write: Write) -> None:
    assert "no portal nowhere" in shell.refusal("users", "import", write(FULL), "--portal", "nowhere")


# In people's words


def test_the_answer_is_readable(shell: Shell, database: Database, write: Write) -> None:
    create_account(database, email="person1@example.test")
    result = shell.run("users", "import", write(person(1), person(2), person(3, password_hash="")))
    assert "Imported: 2, 1 of them without a password." in result.stdout
    assert "Already there, and left as they are: 1 (line 2)." in result.stdout


def test_the_help_names_every_column(shell: Shell) -> None:
    text = " ".join(shell.run("users", "import", "--help").output.split())
    assert f"Columns: {', '.join(COLUMNS)}, and" in text


# Signing in


@pytest.mark.parametrize("scheme", OLD_HASHES)
def test_people_sign_in_with_their_old_passwords(
    shell: Shell, client: PageClient, database: Database, write: Write, scheme: str
) -> None:
    """Trial rows F4 and F15."""
    run(shell, write(person(1, password_hash=OLD_HASHES[scheme])))

    assert try_password(client, "person1@example.test", "wrong-Password-1").status_code == 422
    assert try_password(client, "person1@example.test", PASSWORD).status_code == 303
    upgraded = database.one(select(Account.password_hash)) or ""
    assert upgraded.startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert upgraded != OLD_HASHES[scheme]
    client.delete_cookie("__Host-idp-session", domain="id.example.test")
    assert try_password(client, "person1@example.test", PASSWORD).status_code == 303


def test_the_docs_name_how_every_hash_begins() -> None:
    text = (resource("docs") / "operations.md").read_text(encoding="utf-8")
    rows = text.partition("| Begins with |")[2].partition("\n\n")[0].splitlines()[2:]
    known = tuple(each for row in rows for each in re.findall(r"`([^` ]+[$}2])`", row.split("|")[2]))

    assert len(known) > 30
    assert not [stored for stored in FOREIGN_HASHES.values() if not stored.startswith(known)]
