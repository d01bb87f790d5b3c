"""What a refusal looks like, wherever a threat ends in one."""

from urllib.parse import urlsplit

from werkzeug.test import TestResponse


def assert_refused_on_a_page(page: TestResponse, code: str | None = None) -> None:
    """A readable page of ours that leads nowhere: no redirect of any kind, and nothing but our own forms."""
    assert page.status_code == 400, page.status_code
    assert page.mimetype == "text/html"
    assert "Location" not in page.headers
    assert "Refresh" not in page.headers
    assert 'http-equiv="refresh"' not in page.text.lower()
    assert code is None or code in page.text
    assert set(form_action_sources(page)) <= {"'self'"}


def form_action_sources(page: TestResponse) -> list[str]:
    """Where the page's Content-Security-Policy lets forms go."""
    policy = page.headers["Content-Security-Policy"]
    found = [part.split()[1:] for part in policy.split(";") if part.split()[:1] == ["form-action"]]
    assert len(found) == 1, policy
    return found[0]


def json_error_of(response: TestResponse) -> tuple[int, str]:
    """Status and error code of a machine endpoint's refusal, which must be JSON that nobody keeps."""
    assert response.mimetype == "application/json", response.text
    assert response.headers["Cache-Control"] == "no-store"
    return response.status_code, response.get_json()["error"]


def host_gone_to(response: TestResponse) -> str | None:
    """The host that a redirect leads to; None where it stays here."""
    location = response.headers.get("Location")
    return urlsplit(location).netloc or None if location else None
