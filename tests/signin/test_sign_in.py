"""The sign-in pages, from the first field to the session."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.infrastructure.web.application import Application
from idp.interactions import Interaction
from idp.sessions import BrowserSession
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient


def test_name_then_password_leads_to_the_page_that_was_asked_for(client: PageClient, database: Database) -> None:
    account = create_account(database)
    page = client.get("/signin?next=/%3Fa%3Db", follow_redirects=True)
    page = client.submit(page, {"email": account.email}, follow_redirects=True)
    answer = client.submit(page, {"password": PASSWORD}, form=1)
    assert (answer.status_code, answer.location) == (303, "/?a=b")
    assert database.one(select(BrowserSession.account_id)) == account.id
    home = client.get("/")
    assert account.email in home.text
