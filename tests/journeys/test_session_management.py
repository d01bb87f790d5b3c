"""Session management in a real browser: an application's page asks the framed one (Session Management 1.0 3)."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser

from tests.factories.clients import create_client
from tests.infrastructure.outbound_http.servers import Server, say
from tests.journeys.guest import arriving
from tests.journeys.house import House

pytestmark = [pytest.mark.journey, pytest.mark.only_on("sqlite")]
PROOF = {"code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256"}  # RFC 7636 B
PAGE = """<!doctype html><iframe src="{issuer}/check-session"></iframe><script>
  const ask = (message) => new Promise((hear) => {{
    addEventListener("message", (event) => hear(event.data), {{ once: true }});
    frames[0].postMessage(message, "{issuer}");
    setTimeout(() => hear("no answer"), 5000);
  }});
</script>"""


@pytest.mark.threat(41)
@pytest.mark.parametrize("browser", ["chromium", "firefox"], indirect=True)
def test_an_application_notices_that_its_person_has_signed_out(browser: Browser, house: House) -> None:
    application = Server(say(PAGE.format(issuer=house.issuer).encode(), "Content-Type: text/html"))
    callback = f"http://localhost:{application.port}/callback"
    client = create_client(house.database, redirect_uris=[callback], session_management=True)
    asked = {"client_id": client.client_id, "redirect_uri": callback, "response_type": "code", "scope": "openid"}
    with arriving(browser, house, "session-management", "de", "desktop") as guest:

        def ask(message: str) -> object:
            return guest.page.evaluate("(message) => window.eval('ask')(message)", message)

        house.let_in(guest)
        guest.open(f"/authorize?{urlencode(asked | PROOF)}")
        guest.page.wait_for_url(f"{callback}?**")
        [state] = parse_qs(urlsplit(guest.page.url).query)["session_state"]
        told = f"{client.client_id} {state}"

        assert ask(told) == "unchanged"
        assert ask(f"other {state}") == "changed"
        assert ask("nonsense") == "error"
        guest.open("/logout")
        guest.submit()
        guest.page.goto(callback)
        assert ask(told) == "changed"
    application.close()
