"""One line per request, with no secret and no forged line in it."""

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import structlog

from idp.infrastructure.logging import TALKATIVE, configure_logging
from idp.infrastructure.web.application import Application
from tests.provisioning.pages import PageClient

pytestmark = pytest.mark.threat(80)


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[dict[str, Any]]]:
    """The lines that were written since the last look."""
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_request_is_one_line(browser: PageClient, lines: Callable[[], list[dict[str, Any]]]) -> None:
    answer = browser.get("/trial/machine")
    (line,) = lines()
    assert line["event"] == "request"
    assert (line["method"], line["route"], line["status"]) == ("GET", "/trial/machine", 200)
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert line["ms"] > 0


def test_a_request_s_line_has_what_every_line_has(
    trial: Application, browser: PageClient, lines: Callable[[], list[dict[str, Any]]]
) -> None:
    browser.get("/trial/machine")
    structlog.get_logger("idp.test").info("said", method="", route="", status=0, ms=0, request_id="")
    request, other = lines()
    assert request.keys() == other.keys()
    assert request["level"] == other["level"]
    assert datetime.fromisoformat(request["timestamp"]).utcoffset() == timedelta(0)
    assert request["timestamp"].endswith("Z")


@pytest.mark.parametrize(("level", "count"), [("info", 1), ("warning", 0)])
@pytest.mark.parametrize("log_format", ["json", "console"])
def test_a_request_s_line_is_written_at_info(
    make_trial_app: Callable[..., Application],
    capsys: pytest.CaptureFixture[str],
    level: str,
    count: int,
    log_format: str,
) -> None:
    app = make_trial_app(logging={"format": log_format, "level": level})
    app.test_client().get("/trial/machine")
    assert len(capsys.readouterr().err.splitlines()) == count


def test_no_address_is_written(browser: PageClient, capsys: pytest.CaptureFixture[str]) -> None:
    browser.get("/trial/link/s3cret-in-path")
    browser.get("/trial/page?code=s3cret-in-query")
    browser.get("/nowhere/s3cret-in-unknown-path")
    browser.post("/trial/machine", data={"password": "s3cret-in-body"}, headers={"Authorization": "Bearer s3cret"})
    browser.get("/trial/page", headers={"Host": "s3cret.example", "Referer": "https://x/s3cret"})
    assert "s3cret" not in capsys.readouterr().err


def test_a_bug_is_written_with_its_traceback_but_without_the_address(
    browser: PageClient, lines: Callable[[], list[dict[str, Any]]]
) -> None:
    browser.get("/trial/bug/s3cret?token=s3cret")
    bug, request = lines()
    assert bug["request_id"] == request["request_id"]
    assert "LookupError" in bug["exception"]
    assert "s3cret" not in json.dumps(bug)


@pytest.mark.parametrize(
    "path", ["/trial/page?title=a%0d%0a{}", "/a%0d%0a%7b%22event%22%3a%22forged%22%7d", "/trial/link/a%0aforged"]
)
def test_a_line_break_makes_no_second_line(
    browser: PageClient, lines: Callable[[], list[dict[str, Any]]], path: str
) -> None:
    browser.get(path, headers={"User-Agent": "a"})
    assert [line["event"] for line in lines()] == ["request"]


def test_a_made_up_method_is_not_written(browser: PageClient, lines: Callable[[], list[dict[str, Any]]]) -> None:
    browser.open("/trial/machine", method="FORGED")
    assert lines()[0]["method"] == "other"


def test_an_id_from_outside_counts_for_nothing(browser: PageClient) -> None:
    answer = browser.get("/trial/machine", headers={"X-Request-Id": "mine"})
    assert answer.headers["X-Request-Id"] != "mine"
    assert len(answer.headers["X-Request-Id"]) == 16


def test_libraries_write_into_the_same_log(trial: Application, lines: Callable[[], list[dict[str, Any]]]) -> None:
    logging.getLogger("some.library").warning("it said %s", "a\r\nb")
    (line,) = lines()
    assert (line["event"], line["logger"], line["level"]) == ("it said a\r\nb", "some.library", "warning")


@pytest.mark.parametrize("name", TALKATIVE)
def test_talkative_libraries_keep_quiet_at_every_level(
    trial: Application, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert trial.settings.logging.level == "debug"
    logging.getLogger(f"{name}.deep").debug("s3cret")
    assert capsys.readouterr().err == ""


def test_health_checks_write_no_line(browser: PageClient, capsys: pytest.CaptureFixture[str]) -> None:
    browser.get("/health/live")
    assert capsys.readouterr().err == ""


def test_for_a_person_s_eyes_a_value_stays_on_its_line(
    make_trial_app: Callable[..., Application], capsys: pytest.CaptureFixture[str]
) -> None:
    app = make_trial_app(logging={"format": "console"})
    structlog.get_logger("idp.test").info("said", value="a\r\nforged\x1b[2J")
    configure_logging(app.settings)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(r"said value=a\r\nforged\x1b[2J")


def test_setting_up_twice_writes_once(trial: Application, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(trial.settings)
    logging.getLogger("some.library").warning("once")
    assert len(capsys.readouterr().err.splitlines()) == 1
