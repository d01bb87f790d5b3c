"""No page of ours appears inside another."""

import pytest

from idp.infrastructure.web.application import Application
from idp.sessions.models import SsoSession
from tests.provisioning.pages import PageClient
from tests.security.route_table import guarded_forms, readable_pages

pytestmark = [pytest.mark.threat(41), pytest.mark.only_on("sqlite")]


def test_no_page_can_be_framed(app: Application, client: PageClient, session: SsoSession) -> None:
    answers = {path: client.get(path) for path in readable_pages(app)}
    answers |= {path: client.post(path) for _method, path in guarded_forms(app)}
    assert any(answer.mimetype == "text/html" and answer.status_code == 200 for answer in answers.values())
    open_to_frames = {
        path: answer.headers.get("Content-Security-Policy")
        for path, answer in answers.items()
        if "frame-ancestors 'none'" not in answer.headers.get("Content-Security-Policy", "")
        or answer.headers.get("X-Frame-Options") != "DENY"
    }
    assert open_to_frames == {}
