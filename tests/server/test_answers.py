"""An answer that comes past every layer of the application."""

from typing import Any

from idp.server.answers import answer_with


class Connection:
    """Keeps what was sent."""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = status, dict(headers), body


def answer_of_broken() -> Connection:
    """What is sent where the application itself fails."""

    def broken(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        raise ValueError(environ["PATH_INFO"])

    connection = Connection()
    answer_with(broken, connection, {"PATH_INFO": "/"}, b"")  # type: ignore[arg-type]  # a stand-in for the socket
    return connection


def test_what_escapes_the_application_is_answered_with_security_headers() -> None:
    """Trial row F6."""
    connection = answer_of_broken()

    assert connection.status == 500
    assert connection.body
    assert connection.headers["content-security-policy"].startswith("default-src 'none'")
    assert connection.headers["cache-control"] == "no-store"


def test_it_is_a_page_in_both_languages_that_leads_to_the_start() -> None:
    """Trial row F7."""
    connection = answer_of_broken()
    page = connection.body.decode()

    assert connection.headers["content-type"] == "text/html; charset=utf-8"
    assert '<a href="/">Zur Startseite / To the home page</a>' in page
    assert "Ein Fehler ist aufgetreten" in page
    assert "Something went wrong" in page


def test_it_may_load_its_style_sheets_and_nothing_else() -> None:
    policy = answer_of_broken().headers["content-security-policy"].split("; ")

    assert {"default-src 'none'", "style-src 'self'", "form-action 'none'"} <= set(policy)
