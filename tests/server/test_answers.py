"""An answer that comes past every layer of the application."""

from typing import Any

from idp.server.answers import answer_with


class Connection:
    """Keeps what was sent."""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = status, dict(headers), body


def test_what_escapes_the_application_is_answered_with_security_headers() -> None:
    """Trial row F6."""

    def broken(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        raise ValueError(environ["PATH_INFO"])

    connection = Connection()
    answer_with(broken, connection, {"PATH_INFO": "/"}, b"")  # type: ignore[arg-type]

    assert connection.status == 500
    assert connection.body
    assert connection.headers["content-security-policy"].startswith("default-src 'none'")
    assert connection.headers["cache-control"] == "no-store"
