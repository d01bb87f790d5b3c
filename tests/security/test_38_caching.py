"""Nothing that a browser or proxy was shown of a person is kept."""

import pytest

from idp.accounts.models import Account
from idp.infrastructure.web.application import Application
from idp.sessions.models import SsoSession
from tests.factories.relying_parties import RelyingParty
from tests.provisioning.pages import PageClient
from tests.security.route_table import guarded_forms, readable_pages

pytestmark = [pytest.mark.threat(38), pytest.mark.only_on("sqlite")]


def test_no_page_is_stored(app: Application, client: PageClient, session: SsoSession) -> None:
    stored = {path: client.get(path).headers.get("Cache-Control") for path in readable_pages(app)}
    assert {path: value for path, value in stored.items() if value != "no-store"} == {}


def test_no_answer_to_a_form_is_stored(app: Application, client: PageClient, session: SsoSession) -> None:
    stored = {path: client.post(path).headers.get("Cache-Control") for _method, path in guarded_forms(app)}
    assert {path: value for path, value in stored.items() if value != "no-store"} == {}


def test_no_token_is_stored(rp: RelyingParty, person: Account, session: SsoSession) -> None:
    answer = rp.redeem(rp.obtain_code())
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert rp.userinfo(answer.get_json()["access_token"]).headers["Cache-Control"] == "no-store"


def test_no_code_is_stored(rp: RelyingParty, session: SsoSession) -> None:
    answer = rp.authorize()
    assert "code=" in answer.location
    assert answer.headers["Cache-Control"] == "no-store"
