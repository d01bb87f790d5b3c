"""A device without a browser that connects to an account by a code (RFC 8628), and its person with a browser."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from idp.protocol.device_authorizations import DEVICE_CODE_GRANT
from tests.factories.clients import CreatedClient, create_client
from tests.factories.relying_parties import post_as
from tests.factories.sign_in_pages import follow_local
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of


@dataclass
class Television:
    """A registered client on a device; ``browser`` is that of its person."""

    registered: CreatedClient
    browser: PageClient

    @property
    def client_id(self) -> str:
        return self.registered.client_id

    def ask(self, **changes: str) -> TestResponse:
        """Its request; ``changes`` are parameters."""
        return post_as(self.browser, self.registered, "/device-authorization", {"scope": "openid email"} | changes)

    def codes(self, **changes: str) -> dict[str, Any]:
        """The answer to its request."""
        answer = self.ask(**changes)
        assert answer.status_code == 200, answer.text
        return dict(answer.get_json())

    def poll(
        self, codes: Mapping[str, Any], *, headers: Mapping[str, str] | None = None, **changes: str
    ) -> TestResponse:
        """Its question how far its person is."""
        form = {"grant_type": DEVICE_CODE_GRANT, "device_code": codes["device_code"]} | changes
        return post_as(self.browser, self.registered, "/token", form, headers=headers)

    def error(self, codes: Mapping[str, Any]) -> str:
        """The error that it is answered."""
        answer = self.poll(codes)
        assert answer.status_code == 400, answer.text
        return str(answer.get_json()["error"])

    def type_code(self, typed: str, browser: PageClient | None = None) -> TestResponse:
        """What comes of typing a code: the page that follows, or the same one with an error."""
        at = browser or self.browser
        return follow_local(at, at.submit(at.get("/device"), {"user_code": typed}))

    def decide(self, page: TestResponse, decision: str = "connect", browser: PageClient | None = None) -> TestResponse:
        """What comes of a button on the page that asks whether the device is meant."""
        at = browser or self.browser
        return follow_local(at, at.submit(page, {"decision": decision}, form=decision_form(page)))

    def connect(self, **changes: str) -> dict[str, Any]:
        """The codes of a request that a person who is signed in has confirmed."""
        codes = self.codes(**changes)
        page = self.decide(self.type_code(codes["user_code"]))
        assert page.request.path.endswith("/end"), page.text
        return codes


def create_television(database: Database, browser: PageClient, **values: Any) -> Television:
    """A public client of the type ``device``; ``values`` are those of ``create_client``."""
    given = {"application_type": "device", "client_name": "Fernseher", "redirect_uris": []}
    return Television(create_client(database, **given | values), browser)


def decision_form(page: TestResponse) -> int:
    """Which form of a page asks whether the device is meant; a page without one does not ask."""
    buttons = [[value for name, value in form.buttons if name == "decision"] for form in forms_of(page)]
    return next(number for number, values in enumerate(buttons) if "connect" in values)
