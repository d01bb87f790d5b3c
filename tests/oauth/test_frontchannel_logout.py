"""Front-channel logout (OpenID Connect Front-Channel Logout 1.0): frames tell the applications of a browser."""

from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from sqlalchemy import select
from werkzeug.wrappers import Response

from idp.oauth.backchannel_logout.models import LogoutDelivery
from idp.oauth.frontchannel_logout.frames import MOST_FRAMES, find_frames
from idp.oauth.frontchannel_logout.page import tell_applications
from idp.sessions import SignedIn
from tests.factories.accounts import create_account
from tests.factories.authorizations import create_authorization
from tests.factories.clients import change_client, create_client
from tests.factories.relying_parties import RelyingParty, answer_of, create_relying_party, machine
from tests.factories.sessions import sign_in, sign_in_beside
from tests.provisioning.applications import ISSUER
from tests.provisioning.pages import forms_of

pytestmark = pytest.mark.usefixtures("session")
SHOP = "https://shop.example.test"
BACK = f"{SHOP}/"


class Frames(HTMLParser):
    """The frames of a page, and where its link leads."""

    def __init__(self, page):
        super().__init__()
        self.frames, self.next_url = [], None
        assert page.status_code == 200, page.status
        self.feed(page.text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "iframe":
            assert "hidden" in given
            assert given["sandbox"] == "allow-scripts allow-same-origin"
            self.frames.append(given["src"])
        elif "data-next" in given:
            self.next_url = given["href"]

    @property
    def told(self):
        """Address and parameters of each frame."""
        return {uri.partition("?")[0]: dict(parse_qsl(urlsplit(uri).query)) for uri in self.frames}


def frame_sources(page):
    policy = dict(part.strip().partition(" ")[::2] for part in page.headers["Content-Security-Policy"].split(";"))
    return policy["frame-src"]


@pytest.fixture
def rp(database, client):
    return create_relying_party(database, client, frontchannel_logout_uri=f"{SHOP}/bye?by=frame")


def party(database, client, host="maps.example.test", **values):
    given = {"redirect_uris": [f"https://{host}/callback", f"{SHOP}/callback"]}
    return create_relying_party(database, client, **given, frontchannel_logout_uri=f"https://{host}/bye", **values)


def sign_out(rp, **parameters):
    return rp.browser.get("/logout", query_string={"id_token_hint": rp.obtain_tokens()["id_token"], **parameters})


def test_each_application_of_the_session_is_told(rp, session, database, client):
    """oidcc-frontchannel-rp-initiated-logout: issuer and session behind the address's own query."""
    party(database, client).obtain_tokens()
    page = sign_out(rp, post_logout_redirect_uri=BACK, state="x y")
    shown = Frames(page)

    named = {"iss": ISSUER, "sid": session.id}
    assert shown.told == {f"{SHOP}/bye": {"by": "frame", **named}, "https://maps.example.test/bye": named}
    assert shown.frames[-1] == f"https://maps.example.test/bye?iss={quote(ISSUER, safe='')}&sid={session.id}"
    assert shown.next_url == f"{BACK}?state=x%20y"
    assert answer_of(rp.authorize(prompt="none"))["error"] == "login_required"


def test_the_answer_is_a_page_and_no_redirect(rp):
    page = sign_out(rp, post_logout_redirect_uri=BACK)

    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert "Location" not in page.headers


def test_what_is_no_redirect_stays_as_it_is(rp, session, app):
    rp.obtain_tokens()
    response = Response("Gone", 410)
    with app.test_request_context():
        tell_applications(response, [SignedIn.of(session)])

    assert (response.status_code, response.get_data()) == (410, b"Gone")


def test_an_application_is_told_of_each_session_that_used_it(rp, session, database, client):
    other = sign_in_beside(client, database, create_account(database))
    for each in (session, other):
        used = {"account_id": each.account_id, "subject": each.account_id, "session_id": each.id}
        create_authorization(database, rp.registered, **used)
    with client.application.app_context(), database.transaction() as connection:
        frames = find_frames(connection, [session.id, other.id], ISSUER)

    assert {dict(parse_qsl(urlsplit(uri).query))["sid"] for uri in frames} == {session.id, other.id}


@pytest.mark.threat(41)
def test_frames_are_of_these_applications_alone_and_on_this_page_alone(rp, database, client):
    party(database, client).obtain_tokens()
    assert frame_sources(client.get("/account")) == "'self'"

    assert set(frame_sources(sign_out(rp)).split()) == {SHOP, "https://maps.example.test"}
    assert frame_sources(client.get("/signed-out")) == "'self'"


def test_nothing_is_shown_where_nobody_is_to_be_told(rp, database, client, person):
    """Neither applications that were not used in this session, nor disabled ones, nor those without an address."""
    change_client(database, party(database, client).registered, client_name="Unused")
    disabled = party(database, client, host="other.example.test")
    disabled.obtain_tokens()
    change_client(database, disabled.registered, disabled_at=person.created_at)
    elsewhere = client.application.test_client()
    sign_in(elsewhere, database, person)
    RelyingParty(rp.registered, elsewhere, rp.verifier).obtain_tokens()
    silent = create_relying_party(database, client)
    silent.obtain_code()
    rp.obtain_code()

    answer = sign_out(silent, post_logout_redirect_uri=BACK)
    assert (answer.status_code, answer.location) == (303, BACK)


def test_an_application_is_told_whose_tokens_have_ended(rp, session):
    tokens = rp.obtain_tokens()
    rp.revoke(tokens["refresh_token"])
    page = rp.browser.get("/logout", query_string={"id_token_hint": tokens["id_token"]})

    assert Frames(page).told[f"{SHOP}/bye"]["sid"] == session.id


def test_the_others_of_this_browser_stay(rp, database, client, session):
    other = sign_in_beside(client, database, create_account(database))
    page = sign_out(rp)

    assert [each["sid"] for each in Frames(page).told.values()] == [session.id]
    assert other.id not in page.text


def test_by_the_button_of_the_page_it_leads_to_the_end(rp, client):
    rp.obtain_tokens()
    page = client.submit(client.get("/logout"), {"confirm": "yes"})

    assert Frames(page).next_url.startswith("/signed-out")


def test_after_a_post_from_another_site_which_has_no_cookies(rp, client, session):
    """That post has ended the session already; only its own browser is told what was used in it."""
    form = {"id_token_hint": rp.obtain_tokens()["id_token"], "post_logout_redirect_uri": BACK}
    location = machine(client).post("/logout", data=form).location
    other = client.application.test_client().get(location)
    page = client.get(location)

    assert (other.status_code, other.location) == (303, BACK)
    assert Frames(page).told[f"{SHOP}/bye"]["sid"] == session.id
    assert Frames(page).next_url == BACK
    assert client.get(location).location == BACK


def test_by_the_account_pages_as_well(rp, client):
    rp.obtain_tokens()
    page = client.get("/account/sessions")
    number = next(at for at, form in enumerate(forms_of(page)) if form.action.endswith("/sign-out-all"))
    page = client.submit(page, {}, number)

    assert Frames(page).next_url == "/signed-out"


def test_back_channel_logout_goes_on_as_it_is(rp, database, session):
    change_client(database, rp.registered, backchannel_logout_uri=f"{SHOP}/logout")
    assert Frames(sign_out(rp)).frames

    assert database.one(select(LogoutDelivery.session_id)) == session.id


def test_there_are_not_more_frames_than_a_browser_bears(rp, database, client, person, session):
    """Those of the applications that were used last."""
    before = {"created_at": session.created_at - timedelta(minutes=1), "session_id": session.id}
    for _ in range(MOST_FRAMES):
        other = create_client(database, frontchannel_logout_uri=f"{SHOP}/other")
        create_authorization(database, other, account_id=person.id, subject=person.id, **before)
    shown = Frames(sign_out(rp)).frames

    assert len(shown) == MOST_FRAMES
    assert shown[0].startswith(f"{SHOP}/bye")


def test_an_answer_that_is_a_page_stays_one(rp, client):
    """Signing out twice, and the question before it."""
    assert "<iframe" not in client.get("/logout").text
    assert Frames(sign_out(rp)).frames
    assert client.get("/logout").status_code == 303
