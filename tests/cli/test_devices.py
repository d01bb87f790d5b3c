"""`idp devices`."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from idp.administration.files.batches import BATCH
from idp.audit.models import AuditEvent
from idp.customers.devices.models import CustomerDevice
from tests.provisioning.databases import Database
from tests.provisioning.shell import Shell


@pytest.fixture
def shell(make_shell: Callable[..., Shell], database: Database) -> Shell:
    shell = make_shell(database={"url": database.url}, registers={"netz": {}})
    shell.answer("customers", "create", "KD-4711")
    return shell


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str, name: str = "devices.csv") -> str:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def counts(tally: dict[str, int]) -> tuple[int, int, int, int]:
    return tally["new"], tally["changed"], tally["unchanged"], tally["invalid"]


def test_a_dry_run_stores_nothing_and_an_import_does(
    shell: Shell, database: Database, write: Callable[..., str]
) -> None:
    file = write("Seriennummer;Kundennummer;Modell\nAB123Z;kd 4711;X\nCD456Y;;X\n")

    told = shell.answer("devices", "import", file, "--dry-run")
    assert database.count(CustomerDevice) == 0
    done = shell.answer("devices", "import", file)

    assert {**told, "dry_run": False} == done
    assert (counts(done), done["left_out"]) == ((2, 0, 0, 0), ["Modell"])
    shown = shell.answer("devices", "show", "ab-123-z")
    assert (shown["serial"], shown["customer"], shown["uses"]) == ("AB123Z", "KD-4711", 0)
    [event] = database.rows(select(AuditEvent).where(AuditEvent.action == "devices.imported"))
    assert event.details == {"rows": 2, "new": 2, "changed": 0}


def test_a_later_file_says_whose_a_device_is_and_takes_no_customer_away(
    shell: Shell, write: Callable[..., str]
) -> None:
    shell.answer("devices", "import", write("serial\nAB123Z\n"))

    entries = json.dumps([{"serial": "AB123Z", "customer": "KD4711"}])
    assert counts(shell.answer("devices", "import", write(entries, "devices.json"))) == (0, 1, 0, 0)
    assert counts(shell.answer("devices", "import", write("serial\nab123z\n"))) == (0, 0, 1, 0)
    assert shell.answer("devices", "show", "AB123Z")["customer"] == "KD-4711"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",KD-4711", "line 2: serial is missing"),
        ("?,", "line 2: serial is no serial number"),
        ("AB123Z,?", "line 2: customer is no customer number"),
        ("AB123Z,4712", "line 2: customer is no number of the register"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_left_out(
    shell: Shell, database: Database, write: Callable[..., str], row: str, problem: str
) -> None:
    result = shell.run("devices", "import", write(f"serial,customer\n{row}\nCD456Y,\n"))

    assert (result.exit_code, result.stderr.splitlines()[-1]) == (1, problem)
    assert database.rows(select(CustomerDevice.key)) == ["CD456Y"]


def test_a_serial_number_stands_in_one_line(shell: Shell, write: Callable[..., str]) -> None:
    result = shell.run("devices", "import", write("serial\nAB123Z\nab 123 z\n"))

    assert "line 3: serial is that of line 2" in result.stderr


def test_a_file_without_serial_numbers_is_refused(shell: Shell, write: Callable[..., str]) -> None:
    assert "The first line must name the columns" in shell.refusal("devices", "import", write("customer\n4711\n"))


def test_a_file_of_several_batches_is_stored_whole(shell: Shell, database: Database, write: Callable[..., str]) -> None:
    lines = "\n".join(f"SN{number}" for number in range(2 * BATCH + 1))

    assert counts(shell.answer("devices", "import", write(f"serial\n{lines}\n"))) == (2 * BATCH + 1, 0, 0, 0)
    assert database.count(CustomerDevice) == 2 * BATCH + 1


def test_devices_are_listed_and_searched(shell: Shell, write: Callable[..., str]) -> None:
    shell.answer("devices", "import", write("serial\nAB123Z\nCD456Y\n"))

    assert [each["serial"] for each in shell.answer("devices", "list", "--search", "d4")] == ["CD456Y"]
    assert len(shell.answer("devices", "list", "--limit", "1")) == 1
    assert "no device EF789X" in shell.refusal("devices", "show", "EF789X")
