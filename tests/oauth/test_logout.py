"""RP-initiated logout."""

from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import now
from idp.sessions.models import RememberedSignIn
from tests.factories.accounts import create_account
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.remembering import close, tick
from tests.factories.sessions import sign_in
from tests.provisioning.pages import forms_of

pytestmark = pytest.mark.usefixtures("session")
BACK = "https://shop.example.test/"


@pytest.fixture
def tokens(rp):
    return rp.obtain_tokens()


def logout(rp, **parameters):
    return rp.browser.get(f"/logout?{urlencode(parameters)}")


def is_signed_in(rp):
    return "code" in answer_of(rp.authorize(prompt="none"))


def test_with_a_hint_the_person_is_signed_out_and_sent_back(rp, tokens):
    answer = logout(rp, id_token_hint=tokens["id_token"], post_logout_redirect_uri=BACK, state="x y")

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{BACK}?state=x%20y")
    assert not is_signed_in(rp)


def test_it_works_by_post_from_another_site(rp, tokens):
    form = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": BACK}
    answer = rp.browser.post("/logout", data=form, headers={"Origin": BACK.rstrip("/"), "Sec-Fetch-Site": "cross-site"})

    assert answer.headers["Location"] == BACK
    assert not is_signed_in(rp)


def test_signing_out_ends_the_tokens_that_hung_on_the_session(rp, tokens):
    logout(rp, id_token_hint=tokens["id_token"])

    assert rp.refresh(tokens["refresh_token"]).get_json()["error"] == "invalid_grant"


def test_permission_to_act_while_away_outlives_the_session(rp):
    tokens = rp.obtain_tokens(scope="openid offline_access")
    logout(rp, id_token_hint=tokens["id_token"])

    assert rp.refresh(tokens["refresh_token"]).status_code == 200


@pytest.mark.threat(29)
def test_without_a_hint_the_person_is_asked(rp):
    page = logout(rp, client_id=rp.client_id, post_logout_redirect_uri=BACK)

    assert page.status_code == 200
    assert is_signed_in(rp)


@pytest.mark.threat(29)
def test_another_site_cannot_press_the_button(rp):
    answer = rp.browser.post("/logout", data={"confirm": "yes"}, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 400
    assert is_signed_in(rp)


def test_the_button_signs_out(rp):
    page = logout(rp)
    answer = rp.browser.submit(page, {"confirm": "yes"}, form=_form_with_button(page, "confirm"))

    assert (answer.status_code, answer.headers["Location"]) == (303, "/signed-out")
    assert not is_signed_in(rp)


def test_the_last_page_offers_the_way_back_to_the_application(rp):
    page = logout(rp, client_id=rp.client_id)
    answer = rp.browser.submit(page, {"confirm": "yes"}, form=_form_with_button(page, "confirm"))
    last = rp.browser.get(answer.headers["Location"])

    assert last.status_code == 200
    assert 'href="https://shop.example.test"' in last.text or f'href="{BACK}"' in last.text


def test_who_comes_twice_finds_it_done(rp, tokens):
    logout(rp, id_token_hint=tokens["id_token"])

    assert logout(rp).headers["Location"] == "/signed-out"
    assert rp.browser.get("/signed-out").status_code == 200


@pytest.mark.threat(30)
@pytest.mark.parametrize(
    "uri",
    [
        "https://shop.example.test.evil.example/",
        "https://SHOP.example.test/",
        "https://shop.example.test/..;/",
        "https://shop.example.test//evil.example",
        "https://shop.example.test/?next=https://evil.example",
        "https://shop.example.test/#x",
        "javascript:alert(1)",
        "//evil.example",
        "\\evil.example",
    ],
)
def test_an_unregistered_address_is_never_gone_to(rp, tokens, uri):
    page = logout(rp, id_token_hint=tokens["id_token"], post_logout_redirect_uri=uri)

    assert page.status_code == 200
    assert "Location" not in page.headers
    assert is_signed_in(rp)


@pytest.mark.threat(30)
def test_received_and_registered_address_stand_side_by_side(rp, tokens):
    page = logout(rp, id_token_hint=tokens["id_token"], post_logout_redirect_uri=f"{BACK}bye")

    assert f"<code>{BACK}bye</code>" in page.text
    assert f"<code>{BACK}</code>" in page.text


@pytest.mark.threat(30)
def test_a_forged_hint_is_no_hint(rp, tokens):
    header, payload, signature = tokens["id_token"].split(".")
    page = logout(rp, id_token_hint=f"{header}.{payload}.{signature[::-1]}", post_logout_redirect_uri=BACK)

    assert page.status_code == 200
    assert is_signed_in(rp)


@pytest.mark.threat(30)
def test_a_hint_about_somebody_else_signs_nobody_out(rp, tokens, database):
    sign_in(rp.browser, database, create_account(database))

    page = logout(rp, id_token_hint=tokens["id_token"], post_logout_redirect_uri=BACK)

    assert page.status_code == 200
    assert is_signed_in(rp)


@pytest.mark.threat(30)
def test_a_client_id_that_is_not_the_hints_is_refused(rp, tokens, database):
    other = create_relying_party(database, rp.browser)
    page = logout(rp, id_token_hint=tokens["id_token"], client_id=other.client_id)

    assert page.status_code == 400
    assert is_signed_in(rp)


def _form_with_button(page, name):
    return next(i for i, form in enumerate(forms_of(page)) if name in dict(form.buttons))


@pytest.mark.parametrize(
    "headers", [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}]
)
def test_a_prefetch_signs_nobody_out(rp, tokens, headers):
    """Trial row F22."""
    answer = rp.browser.get("/logout", query_string={"id_token_hint": tokens["id_token"]}, headers=headers)

    assert answer.status_code == 503
    assert is_signed_in(rp)


def test_a_head_signs_nobody_out(rp, tokens):
    """Trial row F22."""
    answer = rp.browser.head("/logout", query_string={"id_token_hint": tokens["id_token"]})

    assert answer.status_code == 200
    assert is_signed_in(rp)


def test_without_a_hint_the_button_leads_back_to_a_registered_address(rp, tokens):
    """RP-Initiated Logout 1.0 section 3. Trial row P5."""
    page = logout(rp, client_id=rp.client_id, post_logout_redirect_uri=BACK, state="s")
    answer = rp.browser.submit(page, {"confirm": "yes"}, form=_form_with_button(page, "confirm"))

    assert answer.headers["Location"] == f"{BACK}?state=s"
    assert not is_signed_in(rp)


def test_after_a_forged_hint_the_button_leads_nowhere(rp, tokens):
    forged = tokens["id_token"][:-8] + "AAAAAAAA"
    page = logout(rp, id_token_hint=forged, client_id=rp.client_id, post_logout_redirect_uri=BACK)
    answer = rp.browser.submit(page, {"confirm": "yes"}, form=_form_with_button(page, "confirm"))

    assert answer.headers["Location"].startswith("/signed-out")


def test_a_remembered_account_is_asked_before_another_ones_hint_forgets_it(make_app, database, person):
    """RP-Initiated Logout 1.0 sections 2 and 6. Trial row S10."""
    app = make_app(portals={"shop": {"name": "Shop", "remember_me": {"offered": True, "hours": 12}}, "forum": None})
    elsewhere, browser = app.test_client(), app.test_client()
    sign_in(elsewhere, database, create_account(database))
    foreign = create_relying_party(database, elsewhere).obtain_tokens()["id_token"]
    tick(browser, person)
    close(browser)
    # Whom the browser remembers has to choose a new password first: no session is opened by the look at the page.
    database.change(person, password_change_due_at=now(), password_change_reason="rules")

    page = browser.get("/logout", query_string={"id_token_hint": foreign, "post_logout_redirect_uri": BACK})

    assert page.status_code == 200
    assert database.one(select(RememberedSignIn.revoked_at)) is None

    answer = browser.submit(page, {"confirm": "yes"}, form=_form_with_button(page, "confirm"))
    assert answer.headers["Location"] == BACK
    assert database.one(select(RememberedSignIn.revoked_at)) is not None
