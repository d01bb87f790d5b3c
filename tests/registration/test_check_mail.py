"""The page that waits for the mail to be read: until when, in which browser, and where it leads on."""

import pytest
from sqlalchemy import select

from idp.interactions import Interaction
from idp.registration.models import Registration
from tests.factories.registration_pages import register
from tests.factories.relying_parties import create_relying_party

DAY = 24 * 60 * 60
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
    assert client.get(page.request.path).status_code == 200


def test_it_says_until_when_link_and_code_hold(client, page):
    assert page.status_code == 200
    assert "Link und Code gelten bis 21. November, 13:00 Uhr." in page.text.replace("\N{NO-BREAK SPACE}", " ")


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


def test_where_the_portal_is_closed_a_lost_one_is_not_registered_again(make_app, client, page):
    """Of another browser as of none."""
    closed = make_app(portals={"shop": {"registration": {"open": False}}}).test_client()
    lost = closed.get(page.request.path, follow_redirects=True)

    assert lost.status_code == 404
    assert 'href="/register' not in lost.text
