"""Asking the operator's own system for a customer."""

from typing import Annotated, Self

from pydantic import Field, HttpUrl, SecretStr, model_validator

from idp.settings.section import Section

_SHORTEST_SECRET = 24
LONGEST_STALE_HOURS = 720
"""For how long an answer is kept."""


class LookupSettings(Section):
    """An address of the operator's system that knows the register's customers; without it they are imported."""

    url: HttpUrl | None = None
    """Where a customer is asked for by number, with a signed POST of JSON."""

    secret: SecretStr | None = None
    """What the requests are signed with: a text of at least 24 characters that both systems have; best given as
    IDP_REGISTERS__BILLING__LOOKUP__SECRET_FILE."""

    timeout_seconds: Annotated[float, Field(gt=0, le=30)] = 3.0
    """How long the system may take, in seconds. A person waits for it."""

    cache_minutes: Annotated[int, Field(ge=0, le=10_080)] = 15
    """How long an answer stands in for another request, in minutes."""

    stale_hours: Annotated[int, Field(ge=0, le=LONGEST_STALE_HOURS)] = 24
    """How long an answer may stand in for another one while the system is down, in hours."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        secret = self.secret.get_secret_value() if self.secret else ""
        if self.url is not None and len(secret) < _SHORTEST_SECRET:
            raise ValueError(f"url needs a secret of {_SHORTEST_SECRET} characters or more to sign requests with")
        return self
