"""Whether the clocks agree: tokens and links hold for minutes, and every machine compares them with its own clock."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from idp.cli.diagnostics.examination import Examination, Finding, ok, problem, warning
from idp.infrastructure.clock import current_time

WARN_SECONDS = 5
PROBLEM_SECONDS = 30
_ADVICE = "Let NTP set the clocks of all machines (`timedatectl set-ntp true`)."


def check_clock(examination: Examination) -> Iterator[Finding]:
    """Against the server that answers at the issuer, and against the database server."""
    answer = examination.discovery
    if isinstance(answer, requests.Response) and (date := answer.headers.get("Date")):
        yield check_clock_offset("the server at the issuer", parsedate_to_datetime(date), current_time())
    if examination.settings.database.url.startswith("postgresql"):
        try:
            with examination.reading() as session:
                theirs: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
        except SQLAlchemyError:
            return
        yield check_clock_offset("the database server", theirs, current_time())
    elif not isinstance(answer, requests.Response):
        yield ok("Nothing to compare with: the database is on this machine.")


def check_clock_offset(whose: str, theirs: datetime, ours: datetime) -> Finding:
    """How far ``whose`` clock is from ours."""
    seconds = abs((theirs.astimezone(UTC) - ours).total_seconds())
    if seconds < WARN_SECONDS:
        return ok(f"The clock of {whose} agrees with this one.")
    message = f"The clock of {whose} is {seconds:.0f} seconds off from this one."
    return problem(message, _ADVICE) if seconds >= PROBLEM_SECONDS else warning(message, _ADVICE)
