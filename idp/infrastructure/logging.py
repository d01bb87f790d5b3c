"""Log lines: one JSON object each on standard error, from our own code and from the libraries alike.

A line never holds a secret: we log names of routes instead of addresses, and identifiers instead of tokens. What a
library has to say below INFO is not written at any level, because some of them print what they sign and send.
"""

import logging
import sys
import threading
from collections.abc import Callable
from typing import Any

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from idp.infrastructure.clock import current_time
from idp.settings import Settings

_HANDLER = "einlass"
# Each prints tokens, mail, statements or its own starts and stops when it is asked for detail.
TALKATIVE = ("_granian", "mail", "authlib", "joserfc", "sqlalchemy", "urllib3", "flask_wtf", "alembic")


def configure_logging(settings: Settings) -> None:
    """Set up logging for this process; calling it again replaces the set-up."""
    level = _level(settings)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer = _console if settings.logging.format == "console" else _json
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=_StandardError,
        cache_logger_on_first_use=False,
    )
    _route_libraries(level, [structlog.stdlib.add_logger_name, *shared], renderer)


def request_line_writer(settings: Settings) -> Callable[..., None]:
    """``write(**facts)``: a line of the event "request" at INFO, as structlog writes it, request id included.

    Every request waits for its line. As JSON it is put together here, in a tenth of the time that a chain of
    processors takes.
    """
    if settings.logging.format == "console":
        logger = structlog.get_logger("idp.request")
        return lambda **facts: logger.info("request", **facts)
    if _level(settings) > logging.INFO:
        return lambda **_facts: None
    return _write_request_line


def _write_request_line(**facts: object) -> None:
    line = facts | {"event": "request"} | structlog.contextvars.get_contextvars()
    line |= {"level": "info", "timestamp": current_time()}
    sys.stderr.write(orjson.dumps(line, default=str, option=orjson.OPT_UTC_Z).decode() + "\n")


def log_the_uncaught() -> None:
    """Write a line for what ends a thread or the program, and for warnings, in place of a plain traceback."""
    logging.captureWarnings(True)
    sys.excepthook = lambda kind, error, trace: _log_uncaught("program_failed", (kind, error, trace))
    sys.unraisablehook = lambda given: _log_uncaught("unraisable", given.exc_value)
    threading.excepthook = lambda given: _log_uncaught("thread_failed", given.exc_value)


def _log_uncaught(event: str, error: Any) -> None:
    structlog.get_logger("idp.server").error(event, exc_info=error)


def _level(settings: Settings) -> int:
    return logging.getLevelNamesMapping()[settings.logging.level.upper()]


def _route_libraries(level: int, shared: list[Processor], renderer: Processor) -> None:
    handler = _LateStandardError()
    handler.set_name(_HANDLER)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    for old in [each for each in root.handlers if each.get_name() == _HANDLER]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(max(level, logging.INFO))
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(level, logging.WARNING if name != "authlib" else logging.INFO))


class _StandardError:
    """Writes to the standard error of the time of writing: tests and servers replace it."""

    def __init__(self, *_names: object) -> None:
        pass

    def msg(self, line: str) -> None:
        sys.stderr.write(line + "\n")

    debug = info = warning = error = critical = exception = log = msg


class _LateStandardError(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
        except Exception:
            self.handleError(record)


def _json(_logger: WrappedLogger, _name: str, event: EventDict) -> str:
    # A part of a multipart body may have no name, which is then None.
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def _console(_logger: WrappedLogger, _name: str, event: EventDict) -> str:
    """One line for a person's eyes; line breaks in values stay within it, but for a traceback."""
    traceback = event.pop("exception", "")
    timestamp, level, text = event.pop("timestamp"), event.pop("level"), event.pop("event")
    facts = " ".join(f"{name}={_one_line(value)}" for name, value in event.items())
    line = f"{timestamp[11:19]} {level:7} {_one_line(text)} {facts}".rstrip()
    return f"{line}\n{traceback}" if traceback else line


def _one_line(value: object) -> str:
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in str(value))
