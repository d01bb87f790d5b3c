"""RP-initiated logout."""

from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.oauth.provider_keys import current_keyring
from idp.sessions.models import RememberedSignIn
from tests.factories.accounts import create_account
from tests.factories.relying_parties import answer_of, create_relying_party, machine
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
    database.change(person, password_change_due_at=current_time(), password_change_reason="rules")

    page = browser.get("/logout", query_string={"id_token_hint": foreign, "post_logout_redirect_uri": BACK})

    assert page.status_code == 200
    assert database.one(select(RememberedSignIn.revoked_at)) is None

    answer = browser.submit(page, {"confirm": "yes"}, form=_form_with_button(page, "confirm"))
    assert answer.headers["Location"] == BACK
    assert database.one(select(RememberedSignIn.revoked_at)) is not None


@pytest.fixture(params=["GET", "POST"])
def call_back_end(request, rp):
    """The relying party's server calls with what it holds, and no cookies; it follows no redirect."""

    def call(**parameters):
        if request.param == "GET":
            return machine(rp.browser).get("/logout", query_string=parameters)
        return machine(rp.browser).post("/logout", data=parameters)

    return call


def test_a_back_end_ends_the_session_of_its_hint(rp, tokens, call_back_end):
    """Trial row P6."""
    assert is_signed_in(rp)

    answer = call_back_end(id_token_hint=tokens["id_token"], post_logout_redirect_uri=BACK)

    assert answer.status_code == 303
    assert not is_signed_in(rp)
    assert rp.refresh(tokens["refresh_token"]).status_code == 400


def test_a_back_end_is_recorded_with_its_client(rp, tokens, call_back_end, database, person):
    call_back_end(id_token_hint=tokens["id_token"])

    event = database.one(select(AuditEvent).where(AuditEvent.action == "sign_out.succeeded"))
    assert (event.subject, event.client_id) == (person.id, rp.client_id)


def test_a_back_end_ends_no_session_but_that_of_its_hint(app, rp, tokens, call_back_end, database, person):
    """A sibling of trial rows P6 and S10: the same person in another browser."""
    elsewhere = app.test_client()
    sign_in(elsewhere, database, person)

    call_back_end(id_token_hint=tokens["id_token"])

    assert elsewhere.get("/account").status_code == 200


def test_a_hint_with_the_session_of_another_person_ends_nothing(rp, tokens, call_back_end, app, database):
    """No such hint is ever signed here; a key that was shared once might have. A sibling of trial rows P6 and S10."""
    other = app.test_client()
    theirs = sign_in(other, database, create_account(database))
    with app.app_context():
        claims = rp.read_id_token(tokens["id_token"]) | {"sid": theirs.id}
        forged = current_keyring().signing_key("ES256").sign("JWT", claims)

    call_back_end(id_token_hint=forged)

    assert other.get("/account").status_code == 200
    assert is_signed_in(rp)


@pytest.mark.parametrize("change", ["forged", "of another client"])
def test_what_proves_nothing_ends_nothing(rp, tokens, call_back_end, database, change):
    hint, client_id = tokens["id_token"], rp.client_id
    if change == "forged":
        hint = hint[:-8] + "AAAAAAAA"
    else:
        client_id = create_relying_party(database, rp.browser).client_id

    call_back_end(id_token_hint=hint, client_id=client_id)

    assert is_signed_in(rp)


def test_a_post_that_the_browser_sends_without_cookies_is_asked_again_with_them(rp, tokens):
    """SameSite=Lax keeps them from a form of another site: without a hint the answer was "signed out", and nobody was.
    A sibling of trial row P6."""
    answer = machine(rp.browser).post("/logout", data={"client_id": rp.client_id, "state": "s"})
    page = rp.browser.get(answer.location)

    assert answer.location == f"/logout?client_id={rp.client_id}&state=s"
    assert page.status_code == 200
    assert _form_with_button(page, "confirm") is not None
