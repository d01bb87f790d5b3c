"""Two tabs with one interaction: one of them gets the answer, whichever it is."""

import threading

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from idp.infrastructure.database import close_held_connection, transaction
from idp.infrastructure.web.application import Application
from idp.interactions import Interaction
from idp.oauth.authorizations.models import AuthorizationRecord
from tests.factories.accounts import create_account
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of

# Seconds in which a tab that does not wait would have its answer.
WAIT = 1.0
HOME = "https://shop.example.test/"


def decide(browser: PageClient, database: Database, decision: str) -> str:
    """Answer on the consent page; the address that leads to the answer for the application."""
    page = browser.get(create_relying_party(database, browser, consent="explicit").authorize().location)
    number = next(at for at, form in enumerate(forms_of(page)) if ("decision", decision) in form.buttons)
    return browser.submit(page, {"decision": decision}, number).location


def open_in_two_tabs(app: Application, browser: PageClient, address: str) -> list[TestResponse]:
    """Both have looked at the interaction before one of them may end it."""
    answers: list[TestResponse] = []

    def load() -> None:
        try:
            answers.append(browser.get(address))
        finally:
            close_held_connection()

    tabs = [threading.Thread(target=load) for _ in range(2)]
    with app.app_context(), transaction() as session:
        session.scalar(select(Interaction).with_for_update())
        for tab in tabs:
            tab.start()
        for tab in tabs:
            tab.join(WAIT)
    for tab in tabs:
        tab.join()
    return answers


@pytest.mark.threat(9)
@pytest.mark.parametrize(("decision", "member"), [("allow", "code"), ("deny", "error")])
def test_one_tab_answers_the_application_and_the_other_leads_back_to_it(
    app: Application,
    client: PageClient,
    database: Database,
    decision: str,
    member: str,
) -> None:
    """Trial guard: the result of consuming the interaction."""
    sign_in(client, database, create_account(database))
    address = decide(client, database, decision)

    here, there = open_in_two_tabs(app, client, address), client.get(address)

    answered = [each for each in here if each.status_code == 303 and member in answer_of(each)]
    [other] = [each for each in here if each not in answered]
    assert len(answered) == 1
    assert database.count(AuthorizationRecord) == (1 if decision == "allow" else 0)
    assert (other if other.location == HOME else client.get(other.location)).location == HOME
    assert there.location == HOME
