import itertools
import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol.authentication_methods import ACR_MULTI_FACTOR, ACR_SINGLE_FACTOR
from idp.protocol.authorization_request import AuthorizationRequest
from idp.protocol.client import Client
from idp.protocol.errors import (
    AccessDenied,
    AccountSelectionRequired,
    ConsentRequired,
    LoginRequired,
    OAuthError,
    UnmetAuthenticationRequirements,
)
from idp.protocol.request_demands import demands_multi_factor, needed_scopes
from idp.protocol.request_facts import Facts, Situation, find_answering
from idp.protocol.steps import ACCOUNT_CHOSEN, CONSENTED, SIGNED_IN, Due, Issue, Refuse, Switch, decide_request
from idp.signin.steps import STEPS
from tests.protocol.factories import CLIENT, NOW, request, session

GRANTED = frozenset({"openid", "profile", "email", "offline_access"})
FIRST_PARTY = replace(CLIENT, consent="implicit")

NOBODY = Facts()
HERE = Facts(session=session(), granted_scopes=GRANTED)
FRESH = replace(HERE, session=session(age=5), settled=frozenset({SIGNED_IN}))
NEW = replace(HERE, granted_scopes=frozenset())
ALLOWED = replace(HERE, settled=frozenset({CONSENTED}))
OTHER = replace(HERE, hint_subject="acc_bob")
ONLY_OTHERS = replace(NOBODY, has_others=True)
BESIDE = replace(HERE, is_active=False, hint_subject="acc_ada")

ESSENTIAL_ACR = f'{{"id_token":{{"acr":{{"essential":true,"value":"{ACR_MULTI_FACTOR}"}}}}}}'
SUB_BOB = '{"id_token":{"sub":{"value":"acc_bob"}}}'
ISSUE = "issue"


Decision = Due | Switch | Issue | Refuse


def decide(asked: AuthorizationRequest, client: Client, facts: Facts, now: datetime) -> Decision:
    return decide_request(STEPS, Situation(request=asked, client=client, facts=facts, now=now))


def outcome(decision: Decision) -> object:
    """The part of a decision that the tables state: the key of the step that is due, or what ends the request."""
    match decision:
        case Issue():
            return ISSUE
        case Refuse(error):
            return type(error)
        case Due(step):
            return step.key
        case _:
            return type(decision)


def has_settled(facts: Facts, *steps: str) -> Facts:
    return replace(facts, settled=frozenset(steps))


@pytest.mark.parametrize(
    ("prompt", "facts", "expected"),
    [
        (None, NOBODY, "no_session"),
        (None, HERE, ISSUE),
        (None, FRESH, ISSUE),
        (None, NEW, "consent"),
        (None, OTHER, "other_person"),
        (None, has_settled(OTHER, SIGNED_IN), LoginRequired),
        (None, replace(HERE, hint_subject="acc_ada"), ISSUE),
        ("login", NOBODY, "no_session"),
        ("login", HERE, "prompt_login"),
        ("login", has_settled(HERE, ACCOUNT_CHOSEN, CONSENTED), "prompt_login"),
        ("login", FRESH, ISSUE),
        ("consent", NOBODY, "no_session"),
        ("consent", HERE, "consent"),
        ("consent", FRESH, "consent"),
        ("consent", ALLOWED, ISSUE),
        ("select_account", NOBODY, "no_session"),
        ("select_account", HERE, "select_account"),
        ("select_account", has_settled(HERE, ACCOUNT_CHOSEN), ISSUE),
        ("select_account", FRESH, ISSUE),
        ("create", NOBODY, "create"),
        ("create", HERE, "create"),
        ("create", FRESH, ISSUE),
        ("create login", HERE, "create"),
        ("login select_account", HERE, "select_account"),
        ("login select_account", has_settled(HERE, ACCOUNT_CHOSEN), "prompt_login"),
        ("login consent", HERE, "prompt_login"),
        ("login consent", FRESH, "consent"),
        ("login consent", has_settled(FRESH, SIGNED_IN, CONSENTED), ISSUE),
        ("none", HERE, ISSUE),
        ("none", replace(HERE, hint_subject="acc_ada"), ISSUE),
    ],
)
def test_prompts(prompt: str | None, facts: Facts, expected: object) -> None:
    assert outcome(decide(request(prompt=prompt), CLIENT, facts, NOW)) == expected


@pytest.mark.threat(13)
@pytest.mark.parametrize(
    ("changes", "facts", "error"),
    [
        ({}, NOBODY, LoginRequired),
        ({}, OTHER, LoginRequired),
        ({"claims": SUB_BOB}, HERE, LoginRequired),
        ({"max_age": "0"}, HERE, LoginRequired),
        ({"max_age": "59"}, HERE, LoginRequired),
        ({"claims": ESSENTIAL_ACR}, HERE, LoginRequired),
        ({}, NEW, ConsentRequired),
    ],
)
def test_silent_authentication_never_asks(changes: dict[str, Any], facts: Facts, error: type[OAuthError]) -> None:
    assert outcome(decide(request(prompt="none", **changes), CLIENT, facts, NOW)) is error


@pytest.mark.threat(13)
@pytest.mark.parametrize(
    ("max_age", "age", "signed_in_here", "expected"),
    [
        (None, 10**6, False, ISSUE),
        ("0", 0, False, "too_old"),
        ("0", 5, True, ISSUE),
        ("60", 60, False, ISSUE),
        ("60", 61, False, "too_old"),
        ("1", 30, True, ISSUE),
        ("10000", 60, False, ISSUE),
    ],
)
def test_max_age(max_age: str | None, age: int, signed_in_here: bool, expected: object) -> None:
    facts = replace(HERE, session=session(age), settled=frozenset({SIGNED_IN} if signed_in_here else ()))
    assert outcome(decide(request(max_age=max_age), CLIENT, facts, NOW)) == expected


def test_the_client_has_a_default_max_age_which_the_request_overrides() -> None:
    client = replace(CLIENT, default_max_age=30)
    assert outcome(decide(request(), client, HERE, NOW)) == "too_old"
    assert outcome(decide(request(max_age="90"), client, HERE, NOW)) == ISSUE


@pytest.mark.threat(37)
def test_whoever_signs_in_as_somebody_else_than_was_asked_for_gets_no_answer() -> None:
    facts = replace(FRESH, session=session(subject="acc_eve"), hint_subject="acc_ada")
    assert outcome(decide(request(), CLIENT, facts, NOW)) is LoginRequired
    assert outcome(decide(request(claims=SUB_BOB), CLIENT, FRESH, NOW)) is LoginRequired


@pytest.mark.parametrize(
    ("acr", "signed_in_here", "expected"),
    [
        (ACR_SINGLE_FACTOR, False, "step_up"),
        (None, False, "step_up"),
        (ACR_SINGLE_FACTOR, True, UnmetAuthenticationRequirements),
        (ACR_MULTI_FACTOR, False, ISSUE),
    ],
)
def test_an_essential_acr_binds(acr: str | None, signed_in_here: bool, expected: object) -> None:
    facts = replace(HERE, session=session(acr=acr), settled=frozenset({SIGNED_IN} if signed_in_here else ()))
    assert outcome(decide(request(claims=ESSENTIAL_ACR), CLIENT, facts, NOW)) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([ACR_MULTI_FACTOR], True),
        ([ACR_MULTI_FACTOR, "urn:of:another"], True),
        ([ACR_MULTI_FACTOR, ACR_SINGLE_FACTOR], False),
        ([ACR_SINGLE_FACTOR], False),
        ([], False),
    ],
)
def test_a_second_factor_is_demanded_where_nothing_less_would_do(values: list[str], expected: bool) -> None:
    claims = json.dumps({"id_token": {"acr": {"essential": True, "values": values}}}) if values else None
    assert demands_multi_factor(request(claims=claims)) is expected


def test_acr_values_are_a_wish() -> None:
    assert outcome(decide(request(acr_values=ACR_MULTI_FACTOR), CLIENT, HERE, NOW)) == ISSUE


@pytest.mark.parametrize(
    ("parameters", "acr", "expected"),
    [
        ({"acr_values": ACR_MULTI_FACTOR}, ACR_SINGLE_FACTOR, "preferred_step_up"),
        ({"acr_values": f"{ACR_MULTI_FACTOR} {ACR_SINGLE_FACTOR}"}, ACR_SINGLE_FACTOR, "preferred_step_up"),
        ({"acr_values": f"{ACR_SINGLE_FACTOR} {ACR_MULTI_FACTOR}"}, ACR_SINGLE_FACTOR, ISSUE),
        ({"acr_values": ACR_MULTI_FACTOR}, ACR_MULTI_FACTOR, ISSUE),
        ({"acr_values": ACR_MULTI_FACTOR, "prompt": "none"}, ACR_SINGLE_FACTOR, ISSUE),
        ({}, ACR_SINGLE_FACTOR, ISSUE),
    ],
)
def test_the_wish_leads_to_a_second_factor_where_there_is_one(
    parameters: dict[str, str], acr: str, expected: object
) -> None:
    facts = replace(HERE, session=session(acr=acr), can_step_up=True)
    assert outcome(decide(request(**parameters), CLIENT, facts, NOW)) == expected


@pytest.mark.parametrize(
    ("client", "scope", "granted", "expected"),
    [
        (CLIENT, "openid", {"openid"}, ISSUE),
        (CLIENT, "openid email", {"openid"}, "consent"),
        (CLIENT, "openid offline_access", {"openid"}, "consent"),
        (CLIENT, "openid offline_access", {"openid", "offline_access"}, ISSUE),
        (FIRST_PARTY, "openid email offline_access", set(), ISSUE),
    ],
)
def test_consent_is_asked_for_what_is_not_granted(
    client: Client, scope: str, granted: set[str], expected: object
) -> None:
    facts = replace(HERE, granted_scopes=frozenset(granted))
    assert outcome(decide(request(client, scope=scope), client, facts, NOW)) == expected


def test_prompt_consent_asks_for_first_parties_too() -> None:
    decision = decide(request(prompt="consent", scope="email openid"), FIRST_PARTY, NEW, NOW)
    assert outcome(decision) == "consent"


def test_claims_asked_for_one_by_one_need_consent_like_their_scope() -> None:
    asked = request(scope="openid", claims='{"userinfo":{"email":null}}')
    facts = replace(HERE, granted_scopes=frozenset({"openid"}))
    assert outcome(decide(asked, CLIENT, facts, NOW)) == "consent"


def test_nothing_is_issued_beyond_what_was_granted() -> None:
    asked = request(scope="openid profile offline_access", claims='{"userinfo":{"email":null,"name":null}}')
    facts = replace(ALLOWED, granted_scopes=frozenset({"openid", "profile", "phone"}))
    decision = decide(asked, CLIENT, facts, NOW)
    assert isinstance(decision, Issue)
    assert decision.scopes == ("openid", "profile")
    assert set(decision.claims.userinfo) == {"name"}


@pytest.mark.parametrize("client", [CLIENT, FIRST_PARTY])
@pytest.mark.parametrize("granted", [set(), {"profile"}])
def test_without_an_allowance_there_is_no_answer(client: Client, granted: set[str]) -> None:
    facts = replace(ALLOWED, granted_scopes=frozenset(granted))
    assert outcome(decide(request(client), client, facts, NOW)) is AccessDenied


PROMPTS = ["login", "consent", "select_account", "create"]


@pytest.mark.parametrize(
    "prompt", [" ".join(c) for size in range(len(PROMPTS) + 1) for c in itertools.combinations(PROMPTS, size)]
)
@pytest.mark.parametrize("max_age", [None, "0", "1"])
def test_every_interaction_ends_when_the_person_does_what_is_asked(prompt: str, max_age: str | None) -> None:
    asked = request(prompt=prompt or None, max_age=max_age)
    facts = NOBODY
    for _ in range(6):
        match decide(asked, CLIENT, facts, NOW):
            case Due(step) if step.page in {"signin.sign_in", "registration.register"}:
                facts = replace(facts, session=session(age=3), settled=facts.settled | {SIGNED_IN})
            case Due(step) if step.page == "chooser.choose":
                facts = replace(facts, settled=facts.settled | {ACCOUNT_CHOSEN})
            case Due():
                facts = replace(facts, settled=facts.settled | {CONSENTED}, granted_scopes=frozenset(asked.scope))
            case Issue():
                return
            case Refuse(error):
                pytest.fail(str(error))
    pytest.fail("The interaction goes round in circles.")


def test_the_person_named_in_the_claims_gets_the_answer() -> None:
    asked = request(claims='{"id_token":{"sub":{"value":"acc_ada"}}}')
    assert outcome(decide(asked, CLIENT, HERE, NOW)) == ISSUE


@pytest.mark.parametrize(("granted", "expected"), [(set(), AccessDenied), ({"profile"}, ISSUE)])
def test_plain_oauth_needs_no_openid_but_some_scope(granted: set[str], expected: object) -> None:
    facts = replace(ALLOWED, granted_scopes=frozenset(granted))
    assert outcome(decide(request(scope="profile"), CLIENT, facts, NOW)) == expected


# Several people in one browser ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "facts", "expected"),
    [
        ({}, ONLY_OTHERS, "choice_among_others"),
        ({"prompt": "select_account"}, ONLY_OTHERS, "choice_among_others"),
        ({"prompt": "login select_account"}, ONLY_OTHERS, "choice_among_others"),
        ({"prompt": "consent"}, ONLY_OTHERS, "choice_among_others"),
        ({"prompt": "login"}, ONLY_OTHERS, "no_session"),
        ({"prompt": "create"}, ONLY_OTHERS, "create"),
        ({"prompt": "none"}, ONLY_OTHERS, AccountSelectionRequired),
        ({"claims": SUB_BOB}, ONLY_OTHERS, "no_session"),
        ({}, replace(ONLY_OTHERS, hint_subject="acc_bob"), "no_session"),
        ({"prompt": "none"}, replace(ONLY_OTHERS, hint_subject="acc_bob"), LoginRequired),
    ],
)
def test_where_nobody_is_active_the_person_chooses(parameters: dict[str, str], facts: Facts, expected: object) -> None:
    assert outcome(decide(request(**parameters), CLIENT, facts, NOW)) == expected


@pytest.mark.parametrize(
    ("parameters", "facts", "expected"),
    [
        ({}, BESIDE, ISSUE),
        ({"prompt": "none"}, BESIDE, ISSUE),
        ({"prompt": "consent"}, BESIDE, Switch),
        ({}, replace(BESIDE, granted_scopes=frozenset()), Switch),
        ({"prompt": "none"}, replace(BESIDE, granted_scopes=frozenset()), ConsentRequired),
        ({"claims": ESSENTIAL_ACR}, BESIDE, Switch),
        ({"claims": ESSENTIAL_ACR, "prompt": "none"}, BESIDE, LoginRequired),
        ({"prompt": "login"}, BESIDE, "prompt_login"),
        ({"max_age": "1"}, BESIDE, "too_old"),
        ({"prompt": "select_account"}, BESIDE, "select_account"),
        ({"prompt": "create"}, BESIDE, "create"),
    ],
)
def test_somebody_beside_answers_at_once_or_becomes_active_for_a_page_about_that_person(
    parameters: dict[str, str], facts: Facts, expected: object
) -> None:
    assert outcome(decide(request(**parameters), CLIENT, facts, NOW)) == expected


@pytest.mark.parametrize(
    ("prompt", "facts", "expected"),
    [
        (None, HERE, "select_account"),
        (None, has_settled(HERE, ACCOUNT_CHOSEN), ISSUE),
        (None, FRESH, ISSUE),
        ("none", HERE, ISSUE),
    ],
)
def test_a_login_hint_for_another_one_who_is_here_asks_and_says_nothing_silently(
    prompt: str | None, facts: Facts, expected: object
) -> None:
    assert outcome(decide(request(prompt=prompt), CLIENT, replace(facts, is_other_hinted=True), NOW)) == expected


ADA, BOB, EVE = session(), session(subject="acc_bob", sid="ses_2"), session(subject="acc_eve", sid="ses_3")


@pytest.mark.parametrize(
    ("hint", "claims", "active", "others", "expected"),
    [
        (None, None, ADA, [BOB], ADA),
        (None, None, None, [BOB], None),
        ("acc_ada", None, ADA, [BOB], ADA),
        ("acc_bob", None, ADA, [EVE, BOB], BOB),
        ("acc_bob", None, None, [BOB], BOB),
        (None, SUB_BOB, ADA, [BOB], BOB),
        ("acc_bob", SUB_BOB, ADA, [BOB], BOB),
        ("acc_eve", SUB_BOB, ADA, [BOB, EVE], ADA),
        ("acc_eve", None, ADA, [BOB], ADA),
        ("acc_eve", None, None, [BOB], None),
    ],
)
def test_the_person_who_was_named_answers(
    hint: str | None, claims: str | None, active: Any, others: list[Any], expected: object
) -> None:
    assert find_answering(request(claims=claims), hint, active, others) == expected


@pytest.mark.threat(37)
def test_nobody_answers_in_the_place_of_who_has_just_signed_in_or_was_chosen() -> None:
    assert find_answering(request(), "acc_bob", ADA, [BOB], is_settled=True) == ADA


PEOPLE = st.sampled_from([ADA, BOB, EVE])
NAMES = st.sampled_from([None, "acc_ada", "acc_bob", "acc_eve", "acc_nobody"])


@pytest.mark.threat(37)
@given(
    prompt=st.sets(st.sampled_from(["login", "consent", "select_account", "none"])),
    hint=NAMES,
    named=NAMES,
    active=st.none() | PEOPLE,
    others=st.lists(PEOPLE, unique_by=lambda each: each.sid),
    said=st.sets(st.sampled_from([SIGNED_IN, ACCOUNT_CHOSEN, CONSENTED])),
    is_other_hinted=st.booleans(),
    granted=st.sampled_from([frozenset(), GRANTED]),
)
def test_only_who_was_named_is_answered_for_and_somebody_beside_only_by_name(
    prompt: set[str],
    hint: Any,
    named: Any,
    active: Any,
    others: Any,
    said: set[str],
    is_other_hinted: bool,
    granted: Any,
) -> None:
    """Whatever there is: the answer is about the person named, and without a name about who is active."""
    others = [each for each in others if active is None or each.subject != active.subject]
    if "none" in prompt:
        prompt = {"none"}
    claims = f'{{"id_token":{{"sub":{{"value":"{named}"}}}}}}' if named else None
    asked = request(prompt=" ".join(sorted(prompt)) or None, claims=claims)
    is_settled = active is not None and not said.isdisjoint({SIGNED_IN, ACCOUNT_CHOSEN})
    answering = find_answering(asked, hint, active, others, is_settled=is_settled)
    is_active = answering == active
    facts = Facts(
        session=answering,
        is_active=is_active,
        has_others=bool(others),
        is_other_hinted=is_other_hinted,
        hint_subject=hint,
        granted_scopes=granted,
        settled=frozenset(said) if is_active and active is not None else frozenset(),
    )

    decision = decide(asked, CLIENT, facts, NOW)

    names = {name for name in (hint, named) if name}
    if isinstance(decision, Issue):
        assert answering is not None
        assert names <= {answering.subject}
        assert is_active or names
    if isinstance(decision, Switch):
        assert not is_active and names == {answering.subject}
    if "none" in prompt:
        assert isinstance(decision, Issue | Refuse)


def test_individually_asked_claims_count_as_their_scopes() -> None:
    asked = request(scope="openid", claims='{"userinfo": {"email": null}}')
    assert needed_scopes(asked) == ("openid", "email")
