"""Threat 96: a hint, or another organization's rules, in place of the organization that was asked for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.organizations.models import Membership, Organization
from idp.sessions.models import SsoSession
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.organizations import create_membership, give_at_portal
from tests.factories.relying_parties import RelyingParty, answer_of, create_relying_party
from tests.factories.sessions import sign_in, sign_in_beside
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of

pytestmark = pytest.mark.threat(96)
SCOPE = "openid organization"
# Each names the other organization, or somebody of it, in a way in which some provider or other takes a hint.
HINTS = {
    "the address of an account beside": lambda other, its: {"login_hint": other.email},
    "the id of the organization": lambda other, its: {"login_hint": its.organization_id},
    "its customer number": lambda other, its: {"login_hint": "L-2"},
    "a domain": lambda other, its: {"domain_hint": "lindenhof.example", "hd": "lindenhof.example"},
    "other names of the parameter": lambda other, its: dict.fromkeys(
        ("org", "org_id", "organization_id", "organization_hint", "tenant"), its.organization_id
    ),
}


@pytest.fixture
def person(client: PageClient, database: Database) -> Account:
    account = create_account(database)
    sign_in(client, database, account, authenticated_at=current_time() - timedelta(hours=2))
    return account


@pytest.fixture
def own(database: Database, person: Account) -> Membership:
    return create_membership(database, person, name="Hafenwerk GmbH")


@pytest.fixture
def other(client: PageClient, database: Database, person: Account) -> Account:
    """Of another organization, and signed in beside."""
    account = create_account(database, email="selin@lindenhof.example")
    sign_in_beside(client, database, account)
    return account


@pytest.fixture
def foreign(database: Database, other: Account) -> Membership:
    membership = create_membership(database, other, name="Lindenhof eG")
    give_at_portal(database, membership, "shop", number="L-2")
    return membership


@pytest.fixture
def rp(database: Database, client: PageClient) -> RelyingParty:
    return create_relying_party(database, client, scope=SCOPE)


def told(rp: RelyingParty, code: str) -> dict[str, Any]:
    tokens = rp.redeem(code).get_json()
    claims: dict[str, Any] = rp.read_id_token(tokens["id_token"])
    assert rp.userinfo(tokens["access_token"]).get_json().get("tenant") == claims.get("tenant")
    return claims


@pytest.mark.parametrize("hint", HINTS)
def test_a_hint_overrides_no_organization(
    rp: RelyingParty, person: Account, own: Membership, other: Account, foreign: Membership, hint: str
) -> None:
    """The organization that was asked for is answered for, or the request is refused. Issue 10, item 4."""
    hints = HINTS[hint](other, foreign)
    asked = {"scope": SCOPE, "prompt": "none", **hints}

    claims = told(rp, answer_of(rp.authorize(**asked, organization=own.organization_id))["code"])
    assert (claims["sub"], claims["tenant"]) == (person.id, own.organization_id)
    claims = told(rp, answer_of(rp.authorize(**asked))["code"])
    assert (claims["sub"], claims["tenant"]) == (person.id, own.organization_id)
    refused = answer_of(rp.authorize(**asked, organization=foreign.organization_id))
    assert refused["error"] == "access_denied"


def test_the_account_that_a_hint_names_is_answered_for_its_own_organizations_alone(
    rp: RelyingParty, client: PageClient, database: Database, own: Membership, other: Account, foreign: Membership
) -> None:
    """A person chooses the hinted account on a page; the organization that was asked for is not its own."""
    asked = rp.authorize(scope=SCOPE, login_hint=other.email, organization=own.organization_id)
    page = client.get(asked.headers["Location"])
    first = next(i for i, form in enumerate(forms_of(page)) if "session_id" in dict(form.buttons))
    hinted = database.one(select(SsoSession.id).where(SsoSession.account_id == other.id))
    page = client.submit(page, {"session_id": hinted}, form=first, follow_redirects=True)

    assert "zu der Ihr Konto nicht gehört" in page.text
    assert "Hafenwerk" not in page.text


def test_a_sign_in_with_a_hint_ends_at_the_refusal(
    rp: RelyingParty, app: Any, database: Database, person: Account, own: Membership, foreign: Membership
) -> None:
    """Whoever is hinted at, and signs in: nothing of another's organization."""
    stranger = replace(rp, browser=app.test_client())
    asked = stranger.authorize(scope=SCOPE, login_hint=person.email, organization=foreign.organization_id)
    page = stranger.browser.get(asked.headers["Location"], follow_redirects=True)
    page = stranger.browser.submit(page, {"email": person.email}, follow_redirects=True)
    number = next(i for i, form in enumerate(forms_of(page)) if "password" in form.fields)
    page = stranger.browser.submit(page, {"password": PASSWORD}, form=number, follow_redirects=True)

    assert "zu der Ihr Konto nicht gehört" in page.text
    assert "Lindenhof" not in page.text


# What a password of two hours ago does not satisfy.
RULES = ({"second_factor": "all"}, {"session_hours": 1})
by_rule = pytest.mark.parametrize("rule", RULES, ids=str)


def be_strict(database: Database, membership: Membership, rule: Mapping[str, Any]) -> None:
    organization = database.one(select(Organization).where(Organization.id == membership.organization_id))
    database.change(organization, **rule)


@pytest.fixture
def second(database: Database, person: Account, own: Membership) -> Membership:
    """Another organization of the person's own."""
    return create_membership(database, person, name="Almhof eG")


@by_rule
@pytest.mark.parametrize("is_target_strict", [True, False])
def test_the_rules_are_those_of_the_organization_that_is_asked_for(
    rp: RelyingParty,
    database: Database,
    own: Membership,
    second: Membership,
    rule: Mapping[str, Any],
    *,
    is_target_strict: bool,
) -> None:
    """Not those of the one that the session acts for. Issue 10, item 5."""
    answer_of(rp.authorize(scope=SCOPE, prompt="none", organization=own.organization_id))
    be_strict(database, second if is_target_strict else own, rule)

    asked = answer_of(rp.authorize(scope=SCOPE, prompt="none", organization=second.organization_id))
    if is_target_strict:
        assert asked["error"] == "login_required"
    else:
        assert told(rp, asked["code"])["tenant"] == second.organization_id


@by_rule
def test_a_token_obeys_the_rules_of_its_own_organization(
    rp: RelyingParty, database: Database, own: Membership, second: Membership, rule: Mapping[str, Any]
) -> None:
    """The session acts for another one by now, whose rules are stricter; and the other way round."""
    tokens = rp.obtain_tokens(scope=SCOPE, organization=own.organization_id)
    answer_of(rp.authorize(scope=SCOPE, prompt="none", organization=second.organization_id))
    be_strict(database, second, rule)
    assert rp.userinfo(tokens["access_token"]).status_code == 200
    tokens = rp.refresh(tokens["refresh_token"]).get_json()
    assert rp.userinfo(tokens["access_token"]).get_json()["tenant"] == own.organization_id

    be_strict(database, own, rule)
    assert rp.refresh(tokens["refresh_token"]).get_json()["error"] == "invalid_grant"


@by_rule
def test_the_rules_of_an_organization_of_another_person_in_the_browser_do_not_count(
    rp: RelyingParty, database: Database, own: Membership, foreign: Membership, rule: Mapping[str, Any]
) -> None:
    be_strict(database, foreign, rule)
    claims = told(rp, answer_of(rp.authorize(scope=SCOPE, prompt="none"))["code"])
    assert claims["tenant"] == own.organization_id
