"""The page that waits for the mail to be read: until when, in which browser, and where it leads on."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.interactions import Interaction
from idp.registration.models import Registration
from tests.factories.registration_pages import EMAIL, NEW_PASSWORD, register
from tests.factories.relying_parties import create_relying_party

DAY = 24 * 60 * 60
PORTALS = ("forum", "shop")
SENT_AGAIN = "erneut gesendet"


@pytest.fixture
def page(client, clock):
    return register(client)


@pytest.mark.parametrize(("seconds", "status"), [(DAY - 1, 200), (DAY, 404)])
def test_it_is_there_until_the_registration_ends(client, page, clock, seconds, status):
    clock.shift(seconds)
    assert client.get(page.request.path).status_code == status


def test_once_confirmed_it_is_there_for_longer(client, page, mailbox, clock):
    client.submit(page, {"code": mailbox.only.code})
    clock.shift(DAY + 1)
    assert client.get(page.request.path, follow_redirects=True).status_code == 200


def test_it_says_until_when_link_and_code_hold(client, page):
    assert page.status_code == 200
    assert "Link und Code gelten bis 21. November, 13:00 Uhr." in page.text.replace("\N{NO-BREAK SPACE}", " ")


def test_sending_the_form_leads_to_it(client):
    form = client.get("/register")
    entry = {"given_name": "Grace", "family_name": "Neu", "email": EMAIL, "password": NEW_PASSWORD}
    answer = client.submit(form, entry)

    assert (answer.status_code, answer.location.startswith("/register/sent/reg_")) == (303, True)


def test_a_portal_has_its_own_time_for_it(make_app, database, clock):
    client = make_app(portals={"forum": {"registration": {"confirmation_hours": 2}}}).test_client()
    for portal in ("forum", "shop"):
        register(client, path=f"/register?portal={portal}", email=f"{portal}@example.test")

    ends = {row.portal: row.expires_at - current_time() for row in database.rows(select(Registration))}
    assert ends == {"forum": timedelta(hours=2), "shop": timedelta(days=1)}


def test_a_code_that_is_typed_after_the_time_of_a_sign_in_signs_no_one_in(make_app, mailbox, clock):
    """The time is that of the portal."""
    client = make_app(portals={"forum": {"lifetimes": {"interaction_minutes": 10}}}).test_client()
    pages = {
        portal: register(client, path=f"/register?portal={portal}", email=f"{portal}@example.test")
        for portal in PORTALS
    }
    codes = {mail.recipient: mail.code for mail in mailbox.mails}
    clock.shift(11 * 60)
    answers = [client.submit(page, {"code": codes[f"{portal}@example.test"]}) for portal, page in pages.items()]

    assert [answer.status_code for answer in answers] == [200, 303]


def test_it_says_that_the_mail_was_sent_again_and_only_then(client, page):
    again = client.submit(page, form=1, follow_redirects=True)
    assert (SENT_AGAIN in page.text, SENT_AGAIN in again.text) == (False, True)


def test_after_the_last_wrong_code_it_says_to_have_a_new_one_sent(client, database, page, mailbox):
    wrong = "000000" if mailbox.only.code != "000000" else "111111"
    answers = [client.submit(page, {"code": wrong}).text for _ in range(5)]
    assert [("Zu viele" in answer) for answer in answers] == [False] * 4 + [True]


@pytest.mark.parametrize("portal", ["shop", "forum"])
def test_another_address_is_entered_at_the_same_portal(client, clock, portal):
    page = register(client, path=f"/register?portal={portal}")
    other = next(part for part in page.text.split('href="') if part.startswith("/register"))
    assert f"portal={portal}" in other.partition('"')[0]


@pytest.mark.parametrize("portal", ["shop", "forum"])
def test_who_has_an_account_signs_in_at_the_same_portal(client, portal):
    assert f'href="/signin?portal={portal}"' in client.get(f"/register?portal={portal}").text


def test_another_address_is_entered_for_the_same_application(client, database, clock):
    page = register(client, path=create_relying_party(database, client).authorize(prompt="create").location)
    interaction_id = database.one(select(Interaction.id))
    assert f"interaction_id={interaction_id}" in page.text


@pytest.mark.parametrize("waits", [True, False])
@pytest.mark.parametrize("portal", ["shop", "forum"])
def test_a_lost_one_is_registered_again_at_its_portal_and_for_its_application(client, database, clock, waits, portal):
    path = f"/register?portal={portal}"
    if waits:
        path = create_relying_party(database, client, portal=portal).authorize(prompt="create").location
    page = register(client, path=path)
    interaction_id = database.one(select(Registration.interaction_id))
    clock.shift(DAY)

    lost = client.get(page.request.path)
    assert lost.status_code == 404
    onward = f"/register?portal={portal}" + (f"&amp;interaction_id={interaction_id}" if waits else "")
    assert f'href="{onward}"' in lost.text


@pytest.mark.parametrize(("closed", "is_offered"), [("forum", False), ("shop", True)])
def test_where_its_portal_is_closed_a_lost_one_is_not_registered_again(make_app, client, clock, closed, is_offered):
    page = register(client, path="/register?portal=forum")
    browser = make_app(portals={closed: {"registration": {"open": False}}}).test_client()
    lost = browser.get(page.request.path, follow_redirects=True)

    assert lost.status_code == 404
    assert ('href="/register' in lost.text) is is_offered


def test_a_browser_without_cookies_is_asked_for_them_first(app, page):
    """Its own cookie may be what it lacks."""
    assert app.test_client().get(page.request.path).location == f"{page.request.path}?cookies=set"
