"""Second factors, and a person who uses them at the pages."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pyotp
from werkzeug.test import TestResponse

from idp.accounts.models import Account
from idp.factors.recovery_codes.codes import make_codes
from idp.factors.totp.models import TotpSecret
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import new_id
from idp.infrastructure.secrets import SecretBox
from tests.factories.accounts import PASSWORD
from tests.factories.sign_in_pages import PASSWORD_FORM
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

CODE_FORM = 1
"""On the pages that ask for a factor the first form is "not you?"."""
MULTI = {"amr": ["pwd", "otp", "mfa"], "acr": "urn:einlass:acr:2"}
"""What a session says after a sign-in with a second factor."""


@dataclass(frozen=True)
class App:
    """An authenticator app that knows a secret."""

    id: str
    secret: str

    def code(self, steps: int = 0) -> str:
        """What it shows now, or ``steps`` of thirty seconds later."""
        return pyotp.TOTP(self.secret).at(current_time() + timedelta(seconds=30 * steps))


def create_app_of(database: Database, box: SecretBox, account: Account, **values: object) -> App:
    """An app that was connected some time ago."""
    app = App(new_id("otp"), pyotp.random_base32())
    wrapped = box.wrap(app.secret.encode(), f"totp:{app.id}")
    given = {"id": app.id, "account_id": account.id, "wrapped_secret": wrapped, "confirmed_at": current_time()}
    database.save(TotpSecret(**given | values))
    database.change(account, has_second_factor=True)
    return app


def shown_app(page: TestResponse) -> App:
    """The app that has read the page which connects one."""
    found = re.search(r'id="secret"[^>]*>([A-Z2-7]{32})<', page.text)
    assert found
    return App("", found[1])


def create_recovery_codes(database: Database, account: Account) -> list[str]:
    """A fresh set."""
    with database.transaction() as session:
        return make_codes(session, account.id, current_time())


def open_code_page(client: PageClient, name: str, path: str = "/signin", password: str = PASSWORD) -> TestResponse:
    """Where the right password leads; redirects are followed."""
    page = client.submit(client.get(path, follow_redirects=True), {"email": name}, follow_redirects=True)
    return client.submit(page, {"password": password}, form=PASSWORD_FORM, follow_redirects=True)


def type_code(client: PageClient, page: TestResponse, code: str) -> TestResponse:
    """What comes of typing ``code`` on a page that asks for one."""
    return client.submit(page, {"code": code}, form=CODE_FORM)


def finish(client: PageClient, answer: TestResponse) -> TestResponse:
    """Follow our own redirects to where they leave for a relying party, or to a page."""
    while answer.status_code == 303 and answer.location.startswith("/"):
        answer = client.get(answer.location)
    return answer
