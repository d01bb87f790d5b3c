"""Choosing the organization that an account acts for, and the authorization that keeps it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.organizations.active.models import LastOrganization, SessionOrganization
from idp.organizations.entitlements.models import OrganizationProduct
from idp.organizations.models import Membership, Organization
from tests.factories.accounts import create_account
from tests.factories.clients import change_client
from tests.factories.organizations import create_membership, create_organization, end_membership, give_at_portal, join
from tests.factories.relying_parties import RelyingParty, answer_of, create_relying_party, machine
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of, ways_on

SCOPE = "openid organization"
# Behind "not you?".
CHOICES = 1


@pytest.fixture
def person(client: PageClient, database: Database) -> Account:
    account = create_account(database)
    sign_in(client, database, account)
    return account


@pytest.fixture
def hafen(database: Database, person: Account) -> Membership:
    return create_membership(database, person, name="Hafenwerk GmbH", role="administrator")


@pytest.fixture
def linden(database: Database, person: Account, hafen: Membership) -> Membership:
    return create_membership(database, person, name="Lindenhof eG")


@pytest.fixture
def rp(database: Database, client: PageClient) -> RelyingParty:
    return create_relying_party(database, client, scope=SCOPE)


def organization_of(rp: RelyingParty, tokens: dict[str, Any]) -> str | None:
    """What userinfo says; the ID token says the same."""
    told = rp.userinfo(tokens["access_token"]).get_json()
    assert rp.read_id_token(tokens["id_token"]).get("tenant") == told.get("tenant")
    organization_id: str | None = told.get("tenant")
    return organization_id


def choose(rp: RelyingParty, membership: Membership, **request: Any) -> dict[str, Any]:
    """Through the page that asks."""
    page = rp.browser.get(rp.authorize(scope=SCOPE, **request).headers["Location"])
    assert "/organization" in page.request.path
    answer = rp.browser.submit(page, {"organization": membership.organization_id}, form=CHOICES)
    code = answer_of(rp.browser.get(answer.headers["Location"]))["code"]
    tokens: dict[str, Any] = rp.redeem(code).get_json()
    return tokens


def test_one_organization_is_not_asked_for(rp: RelyingParty, hafen: Membership) -> None:
    assert organization_of(rp, rp.obtain_tokens(scope=SCOPE)) == hafen.organization_id


def test_of_several_one_is_chosen_once_and_kept(rp: RelyingParty, hafen: Membership, linden: Membership) -> None:
    assert organization_of(rp, choose(rp, linden)) == linden.organization_id
    assert organization_of(rp, rp.obtain_tokens(scope=SCOPE)) == linden.organization_id


def test_a_client_that_asks_for_no_organization_is_answered_at_once(
    rp: RelyingParty, hafen: Membership, linden: Membership
) -> None:
    assert "tenant" not in rp.introspect(rp.obtain_tokens()["access_token"])


def test_the_choice_holds_for_every_client_of_the_portal_and_for_no_other_portal(
    rp: RelyingParty, database: Database, client: PageClient, hafen: Membership, linden: Membership
) -> None:
    choose(rp, linden)
    beside = create_relying_party(database, client, scope=SCOPE)
    assert organization_of(beside, beside.obtain_tokens(scope=SCOPE)) == linden.organization_id

    elsewhere = create_relying_party(database, client, scope=SCOPE, portal="forum")
    assert organization_of(elsewhere, choose(elsewhere, hafen)) == hafen.organization_id
    assert organization_of(rp, rp.obtain_tokens(scope=SCOPE)) == linden.organization_id


def test_a_new_session_begins_with_the_last_choice(
    rp: RelyingParty, database: Database, client: PageClient, person: Account, hafen: Membership, linden: Membership
) -> None:
    choose(rp, linden)
    sign_in(client, database, person)
    assert organization_of(rp, rp.obtain_tokens(scope=SCOPE)) == linden.organization_id


def test_silently_nothing_can_be_chosen(rp: RelyingParty, hafen: Membership, linden: Membership) -> None:
    assert answer_of(rp.authorize(scope=SCOPE, prompt="none"))["error"] == "interaction_required"


def test_the_portal_switches_with_a_silent_request(rp: RelyingParty, hafen: Membership, linden: Membership) -> None:
    choose(rp, linden)
    switched = rp.obtain_tokens(scope=SCOPE, prompt="none", organization=hafen.organization_id)
    assert organization_of(rp, switched) == hafen.organization_id
    assert organization_of(rp, rp.obtain_tokens(scope=SCOPE)) == hafen.organization_id


def test_an_organization_that_was_left_is_not_chosen_any_more(
    rp: RelyingParty, database: Database, hafen: Membership, linden: Membership
) -> None:
    choose(rp, linden)
    end_membership(database, linden)
    assert organization_of(rp, rp.obtain_tokens(scope=SCOPE)) == hafen.organization_id


def test_an_organization_of_others_is_refused(
    rp: RelyingParty, database: Database, person: Account, hafen: Membership
) -> None:
    """Threat 72: not a word on whether there is one of that id."""
    foreign = create_membership(database, create_account(database, email="andere@firma.example"), name="Almhof eG")
    for asked in (foreign.organization_id, "org_unknown"):
        answer = answer_of(rp.authorize(scope=SCOPE, prompt="none", organization=asked))
        assert answer["error"] == "access_denied"
    page = rp.browser.get(rp.authorize(scope=SCOPE, organization=foreign.organization_id).headers["Location"])
    assert "Almhof" not in page.text
    assert "zu der Ihr Konto nicht gehört" in page.text
    answer_page = rp.browser.submit(page, form=CHOICES)
    assert answer_of(rp.browser.get(answer_page.headers["Location"]))["error"] == "access_denied"


def test_a_foreign_choice_on_the_page_changes_nothing(
    rp: RelyingParty, database: Database, hafen: Membership, linden: Membership
) -> None:
    """Threat 73."""
    foreign = create_membership(database, create_account(database, email="andere@firma.example"), name="Almhof eG")
    page = rp.browser.get(rp.authorize(scope=SCOPE).headers["Location"])
    rp.browser.submit(page, {"organization": foreign.organization_id}, form=CHOICES)
    assert database.count(SessionOrganization) == database.count(LastOrganization) == 0


def test_an_ended_membership_cannot_be_chosen(
    rp: RelyingParty, database: Database, person: Account, hafen: Membership, linden: Membership
) -> None:
    ended = create_membership(database, person, name="Almhof eG", expires_at=current_time() - timedelta(seconds=1))
    page = rp.browser.get(rp.authorize(scope=SCOPE).headers["Location"])
    assert "Almhof" not in page.text
    rp.browser.submit(page, {"organization": ended.organization_id}, form=CHOICES)
    assert database.count(SessionOrganization) == 0


def test_a_long_list_is_searched_and_paged(
    rp: RelyingParty, database: Database, client: PageClient, person: Account
) -> None:
    for number in range(25):
        create_membership(database, person, name=f"Firma {number:02}")
    page = client.get(rp.authorize(scope=SCOPE).headers["Location"])
    assert ("Firma 09" in page.text, "Firma 10" in page.text) == (True, False)
    more = client.get(next(way for way in ways_on(page) if "after=" in way))
    assert ("Firma 09" in more.text, "Firma 19" in more.text) == (False, True)
    found = client.get(f"{page.request.path}?q=firma+07")
    assert ("Firma 07" in found.text, "Firma 08" in found.text) == (True, False)
    nothing = client.get(f"{page.request.path}?q=nirgends")
    assert "keine Organisation gefunden" in nothing.text
    assert f'href="{page.request.path}"' in nothing.text, "the whole list is one click away"


# Liveness ---------------------------------------------------------------------------------------------------


def test_an_ended_membership_ends_the_tokens_of_its_organization(
    rp: RelyingParty, database: Database, hafen: Membership, linden: Membership
) -> None:
    """Threats 17 and 72."""
    tokens = choose(rp, linden)
    other = rp.obtain_tokens(scope=SCOPE, organization=hafen.organization_id)
    end_membership(database, linden)

    assert rp.userinfo(tokens["access_token"]).status_code == 401
    assert rp.introspect(tokens["access_token"]) == rp.introspect(tokens["refresh_token"]) == {"active": False}
    assert rp.refresh(tokens["refresh_token"]).get_json()["error"] == "invalid_grant"
    assert organization_of(rp, other) == hafen.organization_id
    assert rp.refresh(other["refresh_token"]).status_code == 200


def test_a_code_of_an_organization_that_was_left_is_refused(
    rp: RelyingParty, database: Database, hafen: Membership
) -> None:
    code = rp.obtain_code(scope=SCOPE)
    end_membership(database, hafen)
    assert rp.redeem(code).get_json()["error"] == "invalid_grant"


def test_a_membership_ends_at_its_time(rp: RelyingParty, database: Database, clock: Any, hafen: Membership) -> None:
    database.change(hafen, expires_at=current_time() + timedelta(minutes=2))
    tokens = rp.obtain_tokens(scope=SCOPE)
    assert rp.userinfo(tokens["access_token"]).status_code == 200
    clock.shift(timedelta(minutes=3))
    assert rp.userinfo(tokens["access_token"]).status_code == 401
    assert rp.refresh(tokens["refresh_token"]).get_json()["error"] == "invalid_grant"


# At a refresh -----------------------------------------------------------------------------------------------


def test_a_refresh_keeps_the_organization(rp: RelyingParty, hafen: Membership, linden: Membership) -> None:
    tokens = choose(rp, linden)
    rp.obtain_tokens(scope=SCOPE, organization=hafen.organization_id)
    assert organization_of(rp, rp.refresh(tokens["refresh_token"]).get_json()) == linden.organization_id


def test_a_client_that_may_not_ask_is_told_so(rp: RelyingParty, hafen: Membership) -> None:
    tokens = rp.obtain_tokens(scope=SCOPE)
    refused = rp.refresh(tokens["refresh_token"], organization=hafen.organization_id)
    assert refused.get_json()["error"] == "invalid_request"
    assert rp.refresh(tokens["refresh_token"]).status_code == 200


def test_a_refresh_asks_for_another_organization(
    rp: RelyingParty, database: Database, hafen: Membership, linden: Membership
) -> None:
    change_client(database, rp.registered, organization_at_refresh="asked")
    tokens = choose(rp, linden)
    switched = rp.refresh(tokens["refresh_token"], organization=hafen.organization_id).get_json()

    assert organization_of(rp, switched) == hafen.organization_id
    assert rp.userinfo(tokens["access_token"]).get_json()["tenant"] == linden.organization_id
    assert organization_of(rp, rp.refresh(switched["refresh_token"]).get_json()) == hafen.organization_id


def test_a_refresh_for_a_foreign_organization_costs_nothing(
    rp: RelyingParty, database: Database, hafen: Membership
) -> None:
    change_client(database, rp.registered, organization_at_refresh="asked")
    foreign = create_membership(database, create_account(database, email="andere@firma.example"), name="Almhof eG")
    tokens = rp.obtain_tokens(scope=SCOPE)
    refused = rp.refresh(tokens["refresh_token"], organization=foreign.organization_id)
    assert refused.get_json()["error"] == "invalid_grant"
    assert organization_of(rp, rp.refresh(tokens["refresh_token"]).get_json()) == hafen.organization_id


def test_a_refresh_follows_the_session(
    rp: RelyingParty, database: Database, client: PageClient, hafen: Membership, linden: Membership
) -> None:
    change_client(database, rp.registered, organization_at_refresh="follows")
    tokens = choose(rp, linden)
    other = create_relying_party(database, client, scope=SCOPE)
    other.obtain_tokens(scope=SCOPE, organization=hafen.organization_id)

    followed = rp.refresh(tokens["refresh_token"]).get_json()
    assert organization_of(rp, followed) == hafen.organization_id
    end_membership(database, hafen)
    assert rp.refresh(followed["refresh_token"]).get_json()["error"] == "invalid_grant"


def test_a_refresh_obeys_the_rules_of_the_target(
    rp: RelyingParty, database: Database, hafen: Membership, linden: Membership
) -> None:
    """Threat 96: the second factor is that of the organization that is asked for."""
    change_client(database, rp.registered, organization_at_refresh="asked")
    tokens = choose(rp, linden)
    with database.transaction() as session:
        session.get_one(Organization, hafen.organization_id).second_factor = "all"

    refused = rp.refresh(tokens["refresh_token"], organization=hafen.organization_id)
    assert refused.get_json()["error"] == "invalid_grant"
    assert rp.refresh(tokens["refresh_token"]).status_code == 200


# Rules of the organization ----------------------------------------------------------------------------------


def test_after_a_choice_the_rule_of_that_organization_holds(
    rp: RelyingParty, database: Database, hafen: Membership, linden: Membership
) -> None:
    tokens = choose(rp, linden)
    with database.transaction() as session:
        session.get_one(Organization, hafen.organization_id).second_factor = "all"

    assert rp.userinfo(tokens["access_token"]).status_code == 200
    assert "code" in answer_of(rp.authorize(scope=SCOPE, prompt="none"))
    strict = rp.authorize(scope=SCOPE, prompt="none", organization=hafen.organization_id)
    assert answer_of(strict)["error"] == "login_required"
    # Of a request that is about no organization, the strictest rule of all holds.
    assert answer_of(rp.authorize(prompt="none"))["error"] == "login_required"


# What a client requires ------------------------------------------------------------------------------------


@pytest.fixture
def strict(database: Database, client: PageClient) -> RelyingParty:
    return create_relying_party(database, client, scope=SCOPE, required_rights=["product:wiki"])


def test_a_right_opens_the_application(strict: RelyingParty, database: Database, hafen: Membership) -> None:
    give_at_portal(database, hafen, "shop", products=("wiki",))
    assert organization_of(strict, strict.obtain_tokens(scope=SCOPE)) == hafen.organization_id


def test_without_the_right_the_page_says_whom_to_ask(strict: RelyingParty, database: Database, person: Account) -> None:
    hafen = create_organization(database, "Hafenwerk GmbH")
    membership = join(database, hafen, person)
    chief = create_account(database, email="chefin@firma.example", given_name="Jana", family_name="Brandt")
    join(database, hafen, chief, role="administrator")
    give_at_portal(database, membership, "shop", products=("wiki",))

    page = strict.browser.get(strict.authorize(scope=SCOPE).headers["Location"])
    assert "Hafenwerk GmbH" in page.text
    assert "Jana Brandt" in page.text
    assert answer_of(strict.authorize(scope=SCOPE, prompt="none"))["error"] == "access_denied"
    answer = strict.browser.submit(page, form=CHOICES)
    assert answer_of(strict.browser.get(answer.headers["Location"]))["error"] == "access_denied"


def test_another_organization_may_have_the_right(
    strict: RelyingParty, database: Database, client: PageClient, hafen: Membership, linden: Membership
) -> None:
    give_at_portal(database, hafen, "shop", products=("wiki",))
    page = client.get(strict.authorize(scope=SCOPE).headers["Location"])
    refused = client.submit(page, {"organization": linden.organization_id}, form=CHOICES, follow_redirects=True)
    assert "Lindenhof eG" in refused.text
    again = client.get(next(way for way in ways_on(refused) if way.endswith("/organization")))
    answer = client.submit(again, {"organization": hafen.organization_id}, form=CHOICES)
    assert "code" in answer_of(client.get(answer.headers["Location"]))


def test_a_person_without_an_organization_is_told_so(strict: RelyingParty, person: Account) -> None:
    page = strict.browser.get(strict.authorize(scope=SCOPE).headers["Location"])
    assert "gehört zu keiner Organisation" in page.text


def test_a_right_that_was_taken_ends_the_refreshing(
    strict: RelyingParty, database: Database, hafen: Membership
) -> None:
    give_at_portal(database, hafen, "shop", products=("wiki",))
    tokens = strict.obtain_tokens(scope=SCOPE)
    code = strict.obtain_code(scope=SCOPE)
    with database.transaction() as session:
        session.execute(delete(OrganizationProduct))

    assert strict.refresh(tokens["refresh_token"]).get_json()["error"] == "invalid_grant"
    assert strict.redeem(code).get_json()["error"] == "invalid_grant"
    # The refusal has cost nothing: with the right, the token opens again.
    assert strict.introspect(tokens["refresh_token"])["active"]
    give_at_portal(database, hafen, "shop", products=("wiki",))
    assert strict.refresh(tokens["refresh_token"]).status_code == 200


def test_one_row_is_kept_for_each_session_and_portal(
    rp: RelyingParty, database: Database, hafen: Membership, linden: Membership
) -> None:
    for chosen in (hafen, linden, hafen):
        rp.obtain_tokens(scope=SCOPE, organization=chosen.organization_id)
    assert database.rows(select(SessionOrganization.organization_id)) == [hafen.organization_id]
    assert database.rows(select(LastOrganization.organization_id)) == [hafen.organization_id]


# The menus ------------------------------------------------------------------------------------------------------


def listed(rp: RelyingParty, token: str, query: str = "") -> dict[str, Any]:
    answer = machine(rp.browser).get(f"/organizations.json{query}", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def test_a_portals_own_menu_lists_the_organizations(
    database: Database, client: PageClient, hafen: Membership, linden: Membership
) -> None:
    give_at_portal(database, hafen, "shop", number="10042")
    rp = create_relying_party(database, client, scope="openid organizations")
    token = rp.obtain_tokens(scope="openid organizations", organization=linden.organization_id)["access_token"]
    assert listed(rp, token) == {
        "organizations": [
            {"id": hafen.organization_id, "name": "Hafenwerk GmbH", "customer_number": "10042", "active": False},
            {"id": linden.organization_id, "name": "Lindenhof eG", "active": True},
        ]
    }
    assert [each["name"] for each in listed(rp, token, "?q=LINDEN")["organizations"]] == ["Lindenhof eG"]


def test_the_list_is_read_page_by_page(database: Database, client: PageClient, person: Account) -> None:
    for number in range(25):
        create_membership(database, person, name="Firma gleichen Namens" if number % 2 else f"Firma {number:02}")
    rp = create_relying_party(database, client, scope="openid organizations")
    one = database.rows(select(Membership.organization_id))[0]
    token = rp.obtain_tokens(scope="openid organizations", organization=one)["access_token"]
    pages = [listed(rp, token)]
    while (after := pages[-1].get("after")) and len(pages) < 9:
        pages.append(listed(rp, token, f"?after={after}"))
    ids = [each["id"] for page in pages for each in page["organizations"]]
    assert (len(pages), len(ids), len(set(ids))) == (3, 25, 25)


def test_the_list_needs_its_scope_and_no_cookie_opens_it(rp: RelyingParty, hafen: Membership) -> None:
    token = rp.obtain_tokens(scope=SCOPE)["access_token"]
    refused = machine(rp.browser).get("/organizations.json", headers={"Authorization": f"Bearer {token}"})
    assert (refused.status_code, refused.get_json()["error"]) == (403, "insufficient_scope")
    assert rp.browser.get("/organizations.json").status_code == 401


def test_the_menu_of_the_account_pages_switches_and_enters_the_portal_anew(
    rp: RelyingParty, database: Database, hafen: Membership, linden: Membership
) -> None:
    change_client(database, rp.registered, initiate_login_uri="https://shop.example.test/login")
    rp.obtain_tokens(scope=SCOPE, organization=linden.organization_id)

    page = rp.browser.get("/account")
    number = next(i for i, form in enumerate(forms_of(page)) if form.action.endswith("/account/organization"))
    answer = rp.browser.submit(page, {"organization": hafen.organization_id}, form=number)

    assert answer.headers["Location"].startswith("https://shop.example.test/login?iss=")
    assert organization_of(rp, rp.obtain_tokens(scope=SCOPE)) == hafen.organization_id


def test_the_menu_does_not_switch_to_an_organization_of_others(
    rp: RelyingParty, database: Database, hafen: Membership, linden: Membership
) -> None:
    """Threat 73."""
    foreign = create_membership(database, create_account(database, email="andere@firma.example"), name="Almhof eG")
    rp.obtain_tokens(scope=SCOPE, organization=linden.organization_id)
    page = rp.browser.get("/account")
    number = next(i for i, form in enumerate(forms_of(page)) if form.action.endswith("/account/organization"))
    rp.browser.submit(page, {"organization": foreign.organization_id}, form=number)
    assert organization_of(rp, rp.obtain_tokens(scope=SCOPE)) == linden.organization_id


def test_the_menu_names_the_only_organization_without_a_switch(
    client: PageClient, database: Database, hafen: Membership
) -> None:
    page = client.get("/account")
    assert "Hafenwerk GmbH" in page.text
    assert not [form for form in forms_of(page) if form.action.endswith("/account/organization")]
