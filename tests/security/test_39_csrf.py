"""No unsafe route does anything for another site."""

from typing import Any

import pytest

from idp.infrastructure.web.application import Application
from idp.sessions.models import SsoSession
from tests.factories.accounts import create_account
from tests.provisioning.applications import ISSUER
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of
from tests.security.route_table import guarded_forms, rows

pytestmark = [pytest.mark.threat(39), pytest.mark.only_on("sqlite")]
OWN = {"Origin": ISSUER, "Sec-Fetch-Site": "same-origin"}
FOREIGN = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
ATTEMPTS: dict[str, dict[str, Any]] = {
    "no token": {"data": {"a": "b"}, "headers": OWN},
    "wrong token": {"data": {"csrf_token": "x"}, "headers": OWN},
    "foreign origin": {"data": {"csrf_token": "TOKEN"}, "headers": {"Origin": "https://evil.example"}},
    "foreign site": {"data": {"csrf_token": "TOKEN"}, "headers": FOREIGN},
    "null origin": {"data": {"csrf_token": "TOKEN"}, "headers": {"Origin": "null"}},
    "JSON as text": {"data": '{"a":"b"}', "content_type": "text/plain", "headers": OWN | {"X-CSRFToken": "TOKEN"}},
    "JSON": {"json": {"a": "b"}, "headers": OWN | {"X-CSRFToken": "TOKEN"}},
}


def with_token(attempt: dict[str, Any], token: str) -> dict[str, Any]:
    """The attempt, with this browser's own form token where it stands for one."""
    return {
        name: {key: token if value == "TOKEN" else value for key, value in content.items()}
        if isinstance(content, dict)
        else content
        for name, content in attempt.items()
    }


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_every_form_of_another_site_is_refused_and_writes_nothing(
    app: Application, client: PageClient, database: Database, session: SsoSession, attempt: str
) -> None:
    token = forms_of(client.get("/register"))[0].fields["csrf_token"]
    before = rows(database)
    options = with_token(ATTEMPTS[attempt], token)
    answers = {(method, path): client.open(path, method=method, **options) for method, path in guarded_forms(app)}
    assert len(answers) > 8
    assert {route: answer.status_code for route, answer in answers.items() if answer.status_code != 400} == {}
    assert rows(database) == before


@pytest.mark.parametrize("headers", [FOREIGN, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_complete_registration_from_elsewhere_registers_nobody(
    client: PageClient, database: Database, headers: dict[str, str]
) -> None:
    page = client.get("/register")
    typed = {
        "given_name": "Ada",
        "family_name": "Muster",
        "email": "ada@example.test",
        "password": "9-Kiesel-am-Strand",
    }
    before = rows(database)
    assert client.submit(page, typed, headers={"Sec-Fetch-Site": "", **headers}).status_code == 400
    assert rows(database) == before
    assert client.submit(page, typed).status_code == 303
    assert rows(database)["registrations"] == 1


@pytest.mark.parametrize("path", ["/authorize", "/logout"])
def test_what_other_sites_may_post_ends_no_session(
    client: PageClient, database: Database, session: SsoSession, path: str
) -> None:
    client.post(path, data={"confirm": "yes"}, headers=FOREIGN)
    assert database.one(SsoSession.__table__.select().with_only_columns(SsoSession.ended_at)) is None


@pytest.mark.threat(40)
def test_nobody_is_signed_in_by_another_site(app: Application, client: PageClient, database: Database) -> None:
    create_account(database, email="attacker@example.test")
    before = rows(database)
    for _method, path in guarded_forms(app):
        fresh = app.test_client()
        answer = fresh.post(path, data={"email": "attacker@example.test", "password": "known"}, headers=FOREIGN)
        assert answer.status_code == 400
        assert "session" not in " ".join(answer.headers.getlist("Set-Cookie"))
    assert rows(database) == before
