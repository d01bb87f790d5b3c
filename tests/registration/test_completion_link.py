"""The page behind the link of an approved registration: where it leads once the link does no longer."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from idp.registration.decision_mails import mail_completion
from idp.registration.models import Registration
from tests.factories.registration_pages import EMAIL, open_link
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient, buttons_of

pytestmark = pytest.mark.usefixtures("clock")
HOUR = timedelta(hours=1)


@pytest.fixture
def approve(app: Application, database: Database, mailbox: Mailbox) -> Callable[[str], str]:
    """``approve(portal)``: the link of the mail that asks to complete a registration there, within an hour."""

    def run(portal: str) -> str:
        row = Registration(state="approved", browser_hash="elsewhere", portal=portal, email=EMAIL, language="de")
        row.expires_at = current_time() + HOUR
        database.save(row)
        with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
            mail_completion(session, session.get_one(Registration, row.id))
        return mailbox.only.link

    return run


@pytest.mark.parametrize(
    ("portal", "words"), [("shop", ("Erneut registrieren", "Anmelden")), ("forum", ("Register again", "Sign in"))]
)
def test_an_expired_one_leads_to_registering_again_at_its_portal(
    client: PageClient, clock, approve: Callable[[str], str], portal: str, words: tuple[str, str]
) -> None:
    link = approve(portal)
    clock.shift(HOUR)

    addresses = (f"/register?portal={portal}", f"/signin?portal={portal}")
    assert buttons_of(open_link(client, link)) == list(zip(words, addresses, strict=True))


def test_that_of_a_completed_one_leads_to_signing_in_alone(
    client: PageClient, database: Database, approve: Callable[[str], str]
) -> None:
    link = approve("shop")
    database.change(database.one(select(Registration)), state="completed")

    assert buttons_of(open_link(client, link)) == [("Anmelden", "/signin?portal=shop")]
