"""What is seen when a client and its relying party do not fit, as the tables on the pages tell it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Self

from tests.interop.http_person import HttpPerson
from tests.interop.pages import Page, Symptom
from tests.interop.programs import Program, free_port
from tests.interop.provider import Provider
from tests.interop.relying_party import loopback_url, rp_settings

SCOPE = "openid profile email"


@dataclass(frozen=True)
class Mistake:
    """``options`` of the client beside the page's, the application's ``url`` there, and ``settings`` of the program."""

    options: tuple[str, ...] = ()
    url: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


MISTAKES = {
    "Another secret": Mistake(settings={"RP_CLIENT_SECRET": "not-the-secret-that-was-shown-when-the-client-was-made"}),
    "Another redirect address": Mistake(url="https://other.example.com"),
    "Scope `email` not registered": Mistake(options=("--remove-scope", "email")),
    "Issuer out of reach": Mistake(settings={"RP_ISSUER": "http://localhost:9"}),
    "PKCE demanded": Mistake(options=("--pkce", "required")),
    "Another algorithm": Mistake(options=("--id-token-alg", "ES256")),
}
"""By the first column of the tables."""


@dataclass(frozen=True)
class Trial:
    """One mistake made: a client and the settings of a program at ``url`` that do not fit each other."""

    symptom: Symptom
    provider: Provider
    url: str
    settings: dict[str, str]
    log_begins_at: int

    @classmethod
    def prepare(cls, symptom: Symptom, page: str, provider: Provider) -> Self:
        mistake, url = MISTAKES[symptom.mistake], loopback_url(free_port())
        client = provider.register_client(page, mistake.url or url, *mistake.options)
        settings = rp_settings(provider, client, url, SCOPE) | mistake.settings
        return cls(symptom, provider, url, settings, provider.program.log.stat().st_size)

    def run(self, start: Callable[[dict[str, str]], Program], attempt: Callable[[], str]) -> None:
        """Starts the program and lets a person try; both the program and the provider must tell what the page says."""
        try:
            program = start(self.settings)
        except RuntimeError as did_not_start:
            shown = str(did_not_start)
        else:
            shown = attempt() + program.log.read_text(errors="replace")
            program.stop()
        logged = self.provider.program.log.read_bytes()[self.log_begins_at :].decode()
        for message in self.symptom.shown:
            assert message in unescape(shown), shown
        for message in self.symptom.logged:
            assert message in logged, logged


def symptoms_of(page: str) -> list[Symptom]:
    """The rows of the table on a page."""
    return list(Page.read(page).symptoms)


def try_to_sign_in(visitor: HttpPerson, url: str) -> str:
    """Where following ``url`` ends for a person who signs in when asked to: that page's text."""
    visitor.open(url)
    if visitor.is_asked_to_sign_in:
        visitor.sign_in()
    return visitor.page.text
