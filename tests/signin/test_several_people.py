"""Several people signed in with one browser: signing in beside, choosing, taking turns, signing out."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.wrappers import Response

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.factors.registry import get_factor
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest, new_token
from idp.interactions import Interaction
from idp.protocol.authentication_methods import ACR_MULTI_FACTOR, ACR_SINGLE_FACTOR
from idp.sessions import SessionHandle, SignedIn, SsoSession
from idp.sessions.browser_accounts import MOST_OTHERS
from idp.sessions.web import session_cookie_name
from idp.signin.switching import switch_to
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.factors import create_app_of
from tests.factories.registration_pages import NEW_PASSWORD
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import create_session, lose, other_tokens, session_token, sign_in, sign_in_beside
from tests.factories.sign_in_pages import confirm, try_password
from tests.provisioning.pages import forms_of

CHOOSER = "/signin?account=choose&next=/account"
MAIN, REMOVAL = 0, 1


@pytest.fixture
def ada(database, clock):
    return create_account(database, given_name="Ada", family_name="Lovelace")


@pytest.fixture
def grace(database, clock):
    return create_account(database, given_name="Grace", family_name="Hopper")


@pytest.fixture
def sessions(client, database, ada, grace):
    """Ada is active, Grace beside."""
    return {"ada": sign_in(client, database, ada), "grace": sign_in_beside(client, database, grace)}


def ended_at(database, session):
    return database.one(select(SsoSession.ended_at).where(SsoSession.id == session.id))


def who_is_active(client):
    found = re.search(r'<div class="person">.*?<strong>(.*?)</strong>', client.get("/account").text, re.DOTALL)
    return found[1] if found else None


def open_chooser(client, path=CHOOSER):
    return client.get(path, follow_redirects=True)


def names_on(page):
    """The sessions that can be chosen, in their order."""
    return [value for name, value in forms_of(page)[MAIN].buttons if name == "session_id" and value]


def choose(client, page, session):
    return client.submit(page, {"session_id": session.id}, form=MAIN)


# Signing in beside ------------------------------------------------------------------------------------------


def test_the_one_before_stays_signed_in_under_the_same_value(client, database, ada, grace):
    first = sign_in(client, database, ada)
    token = session_token(client)

    answer = try_password(client, grace.email, PASSWORD, account="other", next="/account")

    assert (answer.status_code, answer.location) == (303, "/account")
    assert who_is_active(client) == "Grace Hopper"
    assert other_tokens(client) == [token]
    assert ended_at(database, first) is None


def test_the_entry_for_another_account_asks_for_a_name_and_prefills_none(client, database, ada):
    sign_in(client, database, ada)

    page = client.get("/signin?account=other", follow_redirects=True)

    assert page.request.path.startswith("/signin/int_")
    assert forms_of(page)[0].fields["email"] == ""
    assert database.one(select(Interaction.is_fresh_sign_in_needed)) is False


@pytest.mark.threat(32)
def test_whoever_signs_in_again_keeps_the_session_under_a_new_value(client, database, sessions, grace):
    (old,) = other_tokens(client)

    try_password(client, grace.email, PASSWORD, account="other")

    row = database.one(select(SsoSession).where(SsoSession.account_id == grace.id))
    assert row.id == sessions["grace"].id
    assert row.token_hash == digest(session_token(client)) != digest(old)
    assert database.count(SsoSession) == 2
    assert ended_at(database, sessions["ada"]) is None


def test_proving_it_again_leaves_the_others_where_they_are(client, database, sessions, ada):
    before = other_tokens(client)

    confirm(client, PASSWORD)

    assert other_tokens(client) == before
    assert database.count(SsoSession) == 2


def test_the_one_who_was_active_longest_ago_falls_out_and_is_signed_out(client, database, ada, grace, clock):
    first = sign_in(client, database, ada)
    for _ in range(MOST_OTHERS):
        try_password(client, create_account(database).email, PASSWORD, account="other")
    assert ended_at(database, first) is None

    try_password(client, grace.email, PASSWORD, account="other")

    assert ended_at(database, first) == current_time()
    assert len(other_tokens(client)) == MOST_OTHERS
    events = select(AuditEvent.subject).where(AuditEvent.action == "sign_out.succeeded")
    assert database.one(events) == ada.id


def test_a_failed_sign_in_changes_nothing(client, database, sessions, grace):
    before = session_token(client), other_tokens(client)

    try_password(client, grace.email, "wrong", account="other")

    assert (session_token(client), other_tokens(client)) == before


# The page ---------------------------------------------------------------------------------------------------


def test_it_shows_names_and_addresses_and_nothing_more_of_them(client, database, sessions, ada, grace):
    page = open_chooser(client)

    assert names_on(page) == [sessions["ada"].id, sessions["grace"].id]
    for person in (ada, grace):
        assert person.name in page.text
        assert person.id not in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_a_sign_in_for_a_page_of_ours_offers_who_is_here(client, database, sessions):
    lose(client, session_cookie_name)

    page = client.get("/account/sessions", follow_redirects=True)
    answer = choose(client, page, sessions["grace"])

    assert answer.location == "/account/sessions"
    assert who_is_active(client) == "Grace Hopper"


def test_where_a_certain_person_is_to_sign_in_nobody_else_is_offered(client, database, sessions):
    lose(client, session_cookie_name)

    page = client.get("/signin?email=somebody%40example.test", follow_redirects=True)

    assert forms_of(page)[0].fields["email"] == "somebody@example.test"


def test_whoever_is_signed_in_is_not_asked_without_reason(client, database, sessions):
    assert client.get("/signin?next=/account").location == "/account"


def test_with_nobody_here_it_leads_to_the_sign_in(client, database, sessions):
    page = open_chooser(client)
    lose(client, session_cookie_name)
    client.delete_cookie("__Host-idp-others", domain="id.example.test")

    assert client.get(page.request.path).location == "/account"
    assert client.get("/signin?account=choose", follow_redirects=True).request.path.count("/") == 2


# Choosing ---------------------------------------------------------------------------------------------------


def test_choosing_changes_places_and_leads_on(client, database, sessions):
    before = session_token(client), other_tokens(client)

    answer = choose(client, open_chooser(client), sessions["grace"])

    assert answer.location == "/account"
    assert ([session_token(client)], other_tokens(client)) == (before[1], [before[0]])
    assert who_is_active(client) == "Grace Hopper"
    assert {ended_at(database, each) for each in sessions.values()} == {None}


def test_a_choice_ends_the_sign_in_of_another_account_that_was_in_progress(client, database, sessions):
    """Trial guard ``forget_pending``: its password counts no more."""
    page = open_chooser(client)
    row = database.one(select(Interaction))
    row.begin("acc_other", ["pwd"], current_time())
    database.save(row)

    choose(client, page, sessions["grace"])

    assert database.one(select(Interaction.pending_account_id)) is None


def test_a_turn_counts_as_use_of_the_session(client, database, sessions, clock):
    clock.shift(timedelta(minutes=100))

    choose(client, open_chooser(client), sessions["grace"])

    seen = select(SsoSession.last_seen_at).where(SsoSession.id == sessions["grace"].id)
    assert database.one(seen) == current_time()


def test_a_turn_is_recorded_for_the_one_who_takes_it(client, database, sessions, ada, grace):
    choose(client, open_chooser(client), sessions["grace"])

    event = database.one(select(AuditEvent).where(AuditEvent.action == "session.switched_to"))
    assert (event.actor_id, event.subject) == (grace.id, grace.id)
    assert ada.id not in str(event.details)


@pytest.mark.parametrize("change", ["ended", "gone"])
def test_a_session_that_ended_meanwhile_cannot_be_chosen(client, database, sessions, grace, change):
    page = open_chooser(client)
    if change == "ended":
        database.change(sessions["grace"], ended_at=current_time())
    else:
        database.change(grace, disabled_at=current_time())

    answer = choose(client, page, sessions["grace"])

    assert answer.location == page.request.path
    assert who_is_active(client) == "Ada Lovelace"


@pytest.mark.threat(37)
def test_a_session_of_another_browser_cannot_be_chosen(app, client, database, sessions):
    elsewhere = app.test_client()
    foreign = sign_in(elsewhere, database, create_account(database))
    page = open_chooser(client)
    fields = forms_of(page)[MAIN].fields

    answer = client.post(
        page.request.path, data=fields | {"session_id": foreign.id}, headers={"Origin": "https://id.example.test"}
    )

    assert answer.location == page.request.path
    assert who_is_active(client) == "Ada Lovelace"


@pytest.mark.threat(39)
@pytest.mark.parametrize("field", ["session_id", "remove"])
def test_another_site_can_neither_choose_nor_sign_out(client, database, sessions, field):
    page = open_chooser(client)
    before = session_token(client), other_tokens(client)

    for path in (page.request.path, "/account/switch"):
        form = {field: sessions["grace"].id}
        answer = client.post(path, data=form, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 400
        assert client.get(f"{path}?{field}={sessions['grace'].id}").status_code in {200, 405}

    assert (session_token(client), other_tokens(client)) == before
    assert {ended_at(database, each) for each in sessions.values()} == {None}


def test_somebody_else_signs_in_from_there(client, database, sessions):
    page = client.submit(open_chooser(client), {"session_id": ""}, form=MAIN, follow_redirects=True)

    assert forms_of(page)[0].fields["email"] == ""


def test_not_you_offers_who_else_is_here(client, database, sessions):
    page = client.get("/signin?account=other", follow_redirects=True)
    page = client.submit(page, {"email": "x@example.test"}, follow_redirects=True)

    page = client.submit(page, form=0, follow_redirects=True)

    assert names_on(page) == [sessions["ada"].id, sessions["grace"].id]


def test_whoever_is_chosen_must_still_be_recent_for_something_sensitive(client, database, sessions, grace, clock):
    clock.shift(timedelta(minutes=11))
    page = client.get("/signin?fresh=1&next=/account/password", follow_redirects=True)

    answer = choose(client, open_chooser(client, page.request.path.replace("/confirm", "/account")), sessions["grace"])
    page = client.get(answer.location)
    entry = next(at for at, form in enumerate(forms_of(page)) if "password" in form.fields)
    answer = client.submit(page, {"password": NEW_PASSWORD}, form=entry)

    assert answer.location.endswith("/confirm")
    assert grace.email in client.get(answer.location).text.replace("<wbr>", "")


# Signing out ------------------------------------------------------------------------------------------------


def remove(client, page, session):
    return client.submit(page, {"remove": session.id}, form=REMOVAL)


def test_one_of_the_others_is_signed_out_and_the_rest_stay(client, database, sessions):
    answer = remove(client, open_chooser(client), sessions["grace"])

    assert names_on(client.get(answer.location)) == [sessions["ada"].id]
    assert ended_at(database, sessions["grace"]) == current_time()
    assert ended_at(database, sessions["ada"]) is None
    assert other_tokens(client) == ["choose"]


def test_the_active_one_is_signed_out_and_nobody_takes_the_place_unasked(client, database, sessions):
    answer = remove(client, open_chooser(client), sessions["ada"])

    assert names_on(client.get(answer.location)) == [sessions["grace"].id]
    assert session_token(client) is None
    assert who_is_active(client) is None
    assert ended_at(database, sessions["grace"]) is None


def test_the_last_one_leaves_to_the_sign_in(client, database, ada):
    session = sign_in(client, database, ada)

    answer = remove(client, open_chooser(client), session)
    page = client.get(answer.location, follow_redirects=True)

    assert "email" in forms_of(page)[0].fields


def test_signing_out_twice_does_no_harm(client, database, sessions):
    page = open_chooser(client)
    remove(client, page, sessions["grace"])

    assert remove(client, page, sessions["grace"]).status_code == 303
    assert who_is_active(client) == "Ada Lovelace"


# What happens elsewhere -------------------------------------------------------------------------------------


@pytest.mark.threat(35)
def test_who_is_signed_out_everywhere_simply_is_not_there_any_more(app, client, database, sessions, grace):
    elsewhere = app.test_client()
    sign_in(elsewhere, database, grace)
    page = elsewhere.get("/account/sessions")
    form = next(i for i, each in enumerate(forms_of(page)) if each.action.endswith("/sign-out-all"))
    elsewhere.submit(page, form=form)

    assert names_on(open_chooser(client)) == [sessions["ada"].id]
    assert who_is_active(client) == "Ada Lovelace"


@pytest.mark.threat(35)
def test_signing_out_everywhere_here_leaves_the_others(client, database, sessions):
    page = client.get("/account/sessions")
    form = next(i for i, each in enumerate(forms_of(page)) if each.action.endswith("/sign-out-all"))

    answer = client.submit(page, form=form)

    assert "Grace Hopper" in client.get(answer.location).text
    assert names_on(open_chooser(client)) == [sessions["grace"].id]


def test_each_has_their_own_list_of_sessions(client, database, sessions, ada):
    sign_in_elsewhere = create_other_session(database, ada)

    page = client.get("/account/sessions")

    assert sign_in_elsewhere.id in page.text
    assert f"/{sessions['grace'].id}/sign-out" not in page.text


def create_other_session(database, person):
    row = SsoSession(
        account_id=person.id,
        token_hash=digest("elsewhere"),
        authenticated_at=current_time(),
        amr=["pwd"],
        acr="1",
        expires_at=current_time() + timedelta(hours=1),
    )
    database.save(row)
    return row


@pytest.mark.threat(37)
def test_a_session_that_ends_between_look_up_and_turn_is_not_taken(app, database, ada):
    row = create_session(database, ada, token := new_token(), ended_at=current_time())
    held = SessionHandle(token, SignedIn.of(row))

    with app.test_request_context(), database.transaction() as transaction:
        assert not switch_to(transaction, response := Response(), held)

    assert "Set-Cookie" not in response.headers
    assert database.count(AuditEvent) == 0


@pytest.mark.threat(37, 58)
@pytest.mark.parametrize("change", ["a turn", "gone"])
def test_a_step_up_that_proved_nothing_renews_nobody_whoever_is_active_by_then(
    app, client, database, ada, grace, clock, change
):
    """Ada is asked for a second factor; then Grace, who proved something else, is active, or Ada not here any more."""
    own = sign_in(client, database, ada, acr=ACR_SINGLE_FACTOR)
    beside = sign_in_beside(client, database, grace, amr=["swk"])
    create_app_of(database, app.secret_box, ada)
    rp = create_relying_party(database, client)
    clock.shift(60)
    page = client.get(rp.authorize(acr_values=ACR_MULTI_FACTOR).location, follow_redirects=True)
    with app.app_context(), database.transaction() as within:
        get_factor("totp").remove_all(within, ada.id)
    if change == "a turn":
        choose(client, open_chooser(client), beside)
    else:
        lose(client, session_cookie_name)

    client.get(page.request.path.replace("factor/totp", "complete"))

    found = select(SsoSession.authenticated_at).where(SsoSession.account_id == ada.id)
    assert database.one(found) == own.authenticated_at


# The menu of the account pages ------------------------------------------------------------------------------


def test_the_menu_offers_the_others_and_a_further_account(client, database, sessions, grace):
    page = client.get("/account")

    assert grace.name in page.text
    assert "/signin?portal=shop&amp;account=other" in page.text


def test_alone_there_is_only_the_further_account(client, database, ada):
    sign_in(client, database, ada)

    page = client.get("/account")

    assert "/account/switch" not in page.text
    assert "/signin?portal=shop&amp;account=other" in page.text


def test_the_menu_switches_to_the_other_ones_profile(client, database, sessions):
    page = client.get("/account")
    form = next(i for i, each in enumerate(forms_of(page)) if each.action == "/account/switch")

    answer = client.submit(page, {"session_id": sessions["grace"].id}, form=form)

    assert answer.location == "/account"
    assert who_is_active(client) == "Grace Hopper"


def test_the_menu_of_an_old_page_leads_to_the_choice(client, database, sessions):
    page = client.get("/account")
    form = next(i for i, each in enumerate(forms_of(page)) if each.action == "/account/switch")
    database.change(sessions["grace"], ended_at=current_time())

    answer = client.submit(page, {"session_id": sessions["grace"].id}, form=form)

    assert names_on(client.get(answer.location, follow_redirects=True)) == [sessions["ada"].id]


@pytest.mark.threat(37)
def test_a_page_of_one_person_does_nothing_for_the_next(client, database, sessions, ada, grace):
    """Two tabs: the first shows Ada's profile while Grace becomes active in the second."""
    shown_to_ada = client.get("/account")
    choose(client, open_chooser(client), sessions["grace"])
    form = next(i for i, each in enumerate(forms_of(shown_to_ada)) if "given_name" in each.fields)

    answer = client.submit(shown_to_ada, {"given_name": "Augusta"}, form=form)

    assert answer.status_code == 400
    assert {row.given_name for row in database.rows(select(Account))} == {"Ada", "Grace"}
    again = client.get("/account")
    assert client.submit(again, {"given_name": "Rear Admiral"}, form=form).status_code == 303


@pytest.mark.threat(37)
def test_nor_does_it_after_one_has_signed_out_and_another_signed_in(client, database, ada, grace):
    assert try_password(client, ada.email, PASSWORD).status_code == 303
    shown_to_ada = client.get("/account")
    client.submit(client.get("/logout"), {"confirm": "yes"})
    assert try_password(client, grace.email, PASSWORD).status_code == 303
    form = next(i for i, each in enumerate(forms_of(shown_to_ada)) if "given_name" in each.fields)

    assert client.submit(shown_to_ada, {"given_name": "Augusta"}, form=form).status_code == 400
    assert {row.given_name for row in database.rows(select(Account))} == {"Ada", "Grace"}


def test_a_persons_own_pages_still_work_after_proving_it_again(client, database, ada):
    assert try_password(client, ada.email, PASSWORD).status_code == 303
    page = client.get("/account")
    assert confirm(client, PASSWORD).status_code == 303
    form = next(i for i, each in enumerate(forms_of(page)) if "given_name" in each.fields)

    assert client.submit(page, {"given_name": "Augusta"}, form=form).status_code == 303
