"""The one place that asks what time it is."""

from datetime import UTC, datetime


def current_time() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)
