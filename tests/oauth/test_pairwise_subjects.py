"""Pairwise subjects (OpenID Connect Core 8.1): what each client calls a person, wherever it meets them."""

import json

import pytest
from joserfc.jws import extract_compact
from sqlalchemy import delete, select

from idp.accounts.models import Account
from idp.clients.subjects.models import PairwiseSubject
from idp.oauth.backchannel_logout.models import LogoutDelivery
from idp.sessions import SsoSession
from tests.factories.accounts import create_account
from tests.factories.clients import change_client
from tests.factories.relying_parties import answer_of, create_relying_party, machine
from tests.factories.sessions import sign_in, sign_in_beside

ELSEWHERE = "https://elsewhere.example.test/uris"


@pytest.fixture
def rp(client, database):
    return create_relying_party(
        database, client, subject_type="pairwise", backchannel_logout_uri="https://shop.example.test/logout"
    )


@pytest.fixture
def subject(rp, session):
    """What the client calls the person."""
    return subject_for(rp)


def subject_for(rp):
    return rp.read_id_token(rp.obtain_tokens()["id_token"])["sub"]


def test_the_client_reads_one_subject_everywhere(client, rp, session, person, database):
    tokens = rp.obtain_tokens(scope="openid offline_access")
    sub = rp.read_id_token(tokens["id_token"])["sub"]
    refreshed = rp.refresh(tokens["refresh_token"]).get_json()
    told = [
        json.loads(extract_compact(tokens["access_token"].encode()).payload),
        rp.userinfo(tokens["access_token"]).get_json(),
        rp.introspect(tokens["access_token"]),
        rp.introspect(refreshed["refresh_token"]),
        rp.read_id_token(refreshed["id_token"]),
    ]
    change_client(database, rp.registered, userinfo_signed_response_alg="ES256")
    told.append(rp.read_signed_answer(rp.userinfo(refreshed["access_token"]).text, "ES256"))
    assert {each["sub"] for each in told} == {sub}
    assert person.id not in json.dumps(told)

    client.get("/logout", query_string={"id_token_hint": tokens["id_token"]})
    assert database.one(select(LogoutDelivery.subject)) == sub


def test_the_clients_of_a_sector_share_it_and_others_do_not(client, database, rp, subject, person):
    of_the_same_host = create_relying_party(database, client, subject_type="pairwise")
    elsewhere = create_relying_party(database, client, subject_type="pairwise", sector_identifier_uri=ELSEWHERE)
    public = create_relying_party(database, client)

    assert subject_for(of_the_same_host) == subject_for(rp) == subject
    assert len({subject, subject_for(elsewhere), subject_for(public), person.id}) == 3


def test_people_have_subjects_of_their_own(app, database, rp, subject):
    browser = app.test_client()
    sign_in(browser, database, create_account(database))
    assert subject_for(create_relying_party(database, browser, subject_type="pairwise")) != subject


@pytest.mark.parametrize("way", ["claims", "hint"])
def test_a_person_is_named_by_the_subject_that_the_client_knows(client, database, rp, subject, person, way):
    """Core 3.1.2.1, 5.5.1. The account's own id is the name of no one here, nor is another sector's subject."""
    hint = rp.obtain_tokens()["id_token"]
    elsewhere = create_relying_party(database, client, subject_type="pairwise", sector_identifier_uri=ELSEWHERE)
    other = elsewhere.obtain_tokens()["id_token"]

    def ask(sub, id_token):
        asked = {"claims": json.dumps({"id_token": {"sub": {"value": sub}}})} if way == "claims" else {}
        return answer_of(rp.authorize(prompt="none", **(asked or {"id_token_hint": id_token})))

    assert "code" in ask(subject, hint)
    assert ask(rp.read_id_token(other)["sub"], other)["error"] == "login_required"
    assert way == "hint" or ask(person.id, hint)["error"] == "login_required"


def test_a_person_beside_is_found_by_it_too(client, database, rp, subject):
    sign_in_beside(client, database, create_account(database))
    claims = json.dumps({"id_token": {"sub": {"value": subject}}})
    assert "code" in answer_of(rp.authorize(prompt="none", claims=claims))


def test_a_logout_without_cookies_is_proved_by_it(client, rp, session, database):
    hint = rp.obtain_tokens()["id_token"]
    machine(client).get("/logout", query_string={"id_token_hint": hint})
    assert database.one(select(SsoSession.ended_at)) is not None


def test_who_was_never_told_of_is_not_named_by_an_empty_subject(rp, session):
    claims = json.dumps({"id_token": {"sub": {"value": ""}}})
    assert answer_of(rp.authorize(prompt="none", claims=claims))["error"] == "login_required"


def test_it_is_told_to_the_person_and_goes_with_the_account(client, database, rp, subject, person):
    download = client.get("/account/export/einlass.json").get_json()["pairwise_subjects"]
    assert [(each["sector"], each["subject"]) for each in download] == [("shop.example.test", subject)]

    with database.transaction() as connection:
        connection.execute(delete(Account).where(Account.id == person.id))
    assert database.count(PairwiseSubject) == 0
