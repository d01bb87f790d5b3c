"""Page flows that take longer: the limit stands in the page, and the browser that began one may extend it.

Trial, pages: fault 12.
"""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from idp.infrastructure.clock import current_time
from idp.interactions.lifecycle import MOST_EXTENSIONS
from idp.interactions.models import Interaction
from tests.factories.sign_in_pages import open_password_page
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of

HOUR = 60 * 60


def path_of(page: TestResponse) -> str:
    return page.request.path.rpartition("/")[0] if page.request.path.count("/") > 2 else page.request.path


def more_time(client: PageClient, page: TestResponse) -> TestResponse:
    number = next(n for n, form in enumerate(forms_of(page)) if form.action.endswith("/more-time"))
    return client.submit(page, form=number)


def expires_at(database: Database) -> datetime:
    return database.one(select(Interaction.expires_at))


@pytest.fixture
def page(client: PageClient, clock: object) -> TestResponse:
    return open_password_page(client, "ada@example.test")


def test_the_page_says_until_when_it_holds(page: TestResponse) -> None:
    """In the portal's time zone; frozen at noon in UTC, the page holds for an hour.

    Trial, pages: fault 12."""
    assert 'data-time-limit="3600"' in page.text
    assert "<noscript><form" in page.text
    assert "Diese Seite läuft um 14:00\u00a0Uhr ab." in page.text


def test_more_time_is_the_whole_time_once_more(client, page, database, clock):
    """Trial, pages: fault 12."""
    before = expires_at(database)
    clock.shift(50 * 60)

    answer = more_time(client, page)
    assert (answer.status_code, answer.location) == (303, page.request.path)
    assert expires_at(database) == current_time() + timedelta(hours=1) > before


def test_a_script_is_told_how_long(client, page, clock):
    """Trial, pages: fault 12."""
    clock.shift(50 * 60)
    form = next(form for form in forms_of(page) if form.action.endswith("/more-time"))
    headers = {"Accept": "application/json", "Origin": client.application.settings.issuer}

    told = client.post(form.action, data=form.fields, headers=headers).get_json()
    assert told == {
        "seconds": HOUR,
        "text": "Diese Seite läuft um 14:50\u00a0Uhr ab.",
        "told": "Sie haben jetzt Zeit bis 14:50\u00a0Uhr.",
    }


def test_it_can_be_had_ten_times_and_no_more(client, page, database, clock):
    """A flow that is held open for ever would keep a request of a relying party open as well.

    Trial, pages: fault 12."""
    begun = current_time()
    for _ in range(MOST_EXTENSIONS + 3):
        clock.shift(59 * 60)
        if current_time() >= expires_at(database):
            break
        more_time(client, page)
    assert expires_at(database) == begun + timedelta(hours=MOST_EXTENSIONS + 1)


def test_what_has_ended_is_not_extended(client, page, database, clock):
    """Trial, pages: fault 12."""
    ended = expires_at(database)
    clock.shift(HOUR)

    assert more_time(client, page).status_code == 410
    assert expires_at(database) == ended


def test_another_browser_extends_nothing(app, client, page, database, clock):
    """The address alone is not enough, even with a form token of that browser's own.

    Trial, pages: fault 12."""
    before = expires_at(database)
    clock.shift(600)
    other = app.test_client()
    own = open_password_page(other, "eve@example.test")
    fields = next(form.fields for form in forms_of(own) if form.action.endswith("/more-time"))
    action = next(form.action for form in forms_of(page) if form.action.endswith("/more-time"))

    answer = other.post(action, data=fields, headers={"Origin": app.settings.issuer})
    assert answer.status_code == 403
    assert before in database.rows(select(Interaction.expires_at))
