"""openid-client 6 on a device without a browser, whose person uses Chromium (RFC 8628)."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.interop.browser_person import BrowserPerson
from tests.interop.programs import Program
from tests.interop.provider import Person, Provider
from tests.interop.relying_party import RELYING_PARTIES
from tests.provisioning.node import NODE, node_environment

pytestmark = [pytest.mark.interop, pytest.mark.only_on("sqlite")]
WITHIN_SECONDS = 30


@pytest.fixture
def television(provider: Provider, node_modules: Path, log: Path) -> Iterator[Program]:
    scope = "openid profile email offline_access"
    client = provider.run("clients", "create", "Television", "--type", "device", "--scope", scope)
    settings = {"RP_ISSUER": provider.issuer, "RP_CLIENT_ID": client["client_id"], "RP_SCOPE": scope}
    folder = RELYING_PARTIES / "openid_client"
    command = [str(NODE), "television.mjs"]
    program = Program.start("television", command, environment=node_environment() | settings, folder=folder, log=log)
    yield program
    program.stop()


def read_line(program: Program, number: int) -> Any:
    """The line of this number that the program prints, as soon as it is there."""
    deadline = time.monotonic() + WITHIN_SECONDS
    while time.monotonic() < deadline:
        lines = program.log.read_text().splitlines()
        if len(lines) > number:
            return json.loads(lines[number])
        time.sleep(0.1)
    raise AssertionError(f"no line {number} from the device:\n{program.last_lines()}")


def test_a_device_gets_its_tokens_while_its_person_uses_a_browser(
    television: Program, browser_visitor: BrowserPerson, person: Person
) -> None:
    codes, page = read_line(television, 0), browser_visitor.page
    page.goto(codes["verification_uri_complete"])
    expect(page.locator("input[name=user_code]")).to_have_value(codes["user_code"])
    page.locator("main button[type=submit]").click()
    browser_visitor.sign_in()
    expect(page.get_by_text(codes["user_code"], exact=True)).to_be_visible()
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_role("heading", name="Device connected")).to_be_visible()

    told = read_line(television, 1)
    assert told["userinfo"]["email"] == person.email
    assert told["refreshed"] == "bearer"
