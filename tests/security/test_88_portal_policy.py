"""A session, trust or a token of a lax portal, used at a strict one: the portal of the asking client decides."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.actors import Actor, ActorKind
from idp.admissions import withdraw_admission
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.organizations.models import Organization
from idp.sessions import SsoSession
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.admissions import create_admission
from tests.factories.authenticator import create_passkey
from tests.factories.clients import change_client
from tests.factories.factors import CODE_FORM, MULTI, create_app_of, create_recovery_codes, finish, type_code
from tests.factories.organizations import create_membership
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import sign_in, sign_in_beside
from tests.factories.sign_in_pages import follow_sign_in
from tests.provisioning.pages import forms_of

pytestmark = [pytest.mark.threat(88), pytest.mark.usefixtures("clock")]

ISSUER = "https://id.example.test"
# Behind "not you?".
LATER_FORM = 1
TRUSTING = {"second_factor": {"trusted_device_days": 30}}
PORTALS = {
    "shop": None,
    "forum": None,
    "lax": {"name": "Lax", **TRUSTING},
    "off": {"name": "Off", "second_factor": {"policy": "off"}},
    "strict": {"name": "Strict", "second_factor": {"policy": "all", "grace_days": 0}},
    "patient": {"name": "Patient", "second_factor": {"policy": "all", "grace_days": 14}},
    "lenient": {"name": "Lenient", "second_factor": {"policy": "all", "grace_days": 60}},
    "boards": {"name": "Boards", "second_factor": {"policy": "administrators", "grace_days": 0}},
    "daily": {"name": "Daily", "second_factor": {"policy": "all", "grace_days": 0, "trusted_device_days": 1}},
    "mailing": {"name": "Mailing", "second_factor": {"policy": "all", "grace_days": 0, "mailed_code": True}},
}
ESSENTIAL = '{"id_token": {"acr": {"essential": true, "values": ["urn:einlass:acr:2"]}}}'


@pytest.fixture
def app(make_app):
    return make_app(own=True, portals=PORTALS)


@pytest.fixture
def person(database, clock):
    return create_account(database)


@pytest.fixture
def at(client, database):
    """``at("strict")``: the relying party of a portal."""
    made = {}

    def find(portal):
        if portal not in made:
            made[portal] = create_relying_party(database, client, portal=portal)
        return made[portal]

    return find


def enter(rp, person):
    """From the application through name and password; the page or answer behind."""
    return follow_sign_in(rp.browser, rp.authorize(), person.email, PASSWORD)


def walk(rp, **changes):
    """From the application to the first page, or the answer."""
    return finish(rp.browser, rp.authorize(**changes))


def is_let_in(rp):
    return "code" in answer_of(rp.authorize(prompt="none"))


# Sign-in


def test_a_session_from_a_lax_portal_is_led_to_the_factor_that_the_strict_one_demands(at, person):
    """Trial row S1."""
    assert "code" in answer_of(enter(at("lax"), person))
    assert is_let_in(at("lax"))

    assert walk(at("strict")).request.path.endswith("/enrol")


def test_silently_the_strict_portal_refuses_it(at, person):
    """Trial row S1."""
    enter(at("lax"), person)

    assert answer_of(at("strict").authorize(prompt="none"))["error"] == "login_required"


@pytest.mark.parametrize("named", ["lax", "off", "strict"])
def test_no_address_chooses_the_policy(client, at, person, named):
    """Trial row S1."""
    page = client.get(f"/signin?portal={named}", follow_redirects=True)
    page = client.submit(page, {"email": person.email}, follow_redirects=True)
    client.submit(page, {"password": PASSWORD}, form=1, follow_redirects=True)

    assert is_let_in(at("lax"))
    assert not is_let_in(at("strict"))


def test_a_factor_proved_at_the_strict_portal_opens_it_and_counts_elsewhere(app, at, database, person, clock):
    enter(at("lax"), person)
    phone = create_app_of(database, app.secret_box, person)
    page = walk(at("strict"))
    assert page.request.path.endswith("/factor/totp")

    answer = finish(at("strict").browser, type_code(at("strict").browser, page, phone.code()))

    assert "code" in answer_of(answer)
    assert is_let_in(at("strict"))
    assert is_let_in(at("lax"))


def test_a_session_with_two_factors_is_not_asked_again(client, at, database, person):
    sign_in(client, database, person, **MULTI)

    assert all(is_let_in(at(portal)) for portal in PORTALS if PORTALS[portal])


def test_a_passkey_that_verified_its_person_is_enough(client, at, database, person):
    create_passkey(database, person)
    sign_in(client, database, person, amr=["hwk", "user"], acr="urn:einlass:acr:2")

    assert is_let_in(at("strict"))


def test_a_recovery_code_is_a_second_factor(app, at, database, person):
    enter(at("lax"), person)
    create_app_of(database, app.secret_box, person)
    codes, browser = create_recovery_codes(database, person), at("strict").browser
    page = walk(at("strict"))
    page = browser.get(page.request.path.replace("/totp", "/recovery-code"))

    answer = finish(browser, browser.submit(page, {"code": codes[0]}, form=CODE_FORM))

    assert "code" in answer_of(answer)


def test_a_portal_whose_policy_is_off_asks_for_a_factor_that_is_there(app, at, database, person):
    enter(at("lax"), person)
    assert is_let_in(at("off"))

    create_app_of(database, app.secret_box, person)

    assert not is_let_in(at("off"))


@pytest.mark.parametrize(("role", "expected"), [("administrator", False), ("member", True)])
def test_the_policy_for_administrators_binds_them_alone(at, database, person, role, expected):
    create_membership(database, person, role=role)
    enter(at("lax"), person)

    assert is_let_in(at("boards")) is expected


def test_an_organization_s_policy_that_is_raised_binds_live_sessions(at, database, person):
    membership = create_membership(database, person)
    enter(at("lax"), person)
    assert is_let_in(at("lax"))

    with database.transaction() as session:
        session.get_one(Organization, membership.organization_id).second_factor = "all"

    assert not is_let_in(at("lax"))


def test_another_account_beside_is_decided_by_what_it_has_proved(client, at, database, person):
    sign_in(client, database, person, **MULTI)
    other = create_account(database)
    sign_in_beside(client, database, other)
    claims = f'{{"id_token": {{"sub": {{"value": "{other.id}"}}}}}}'

    assert "code" in answer_of(at("lax").authorize(prompt="none", claims=claims))
    assert answer_of(at("strict").authorize(prompt="none", claims=claims))["error"] == "login_required"


def test_the_interaction_of_a_lax_client_opens_nothing_at_the_strict_one(at, person, client):
    """Begun in two tabs; the step of one portal settles nothing for the other."""
    strict = at("strict").authorize().location
    enter(at("lax"), person)

    page = finish(client, client.get(f"/interaction/{strict.rsplit('/', 1)[1]}"))

    assert page.request.path.endswith("/enrol")


def test_a_code_by_mail_is_asked_for_where_the_portal_accepts_it(at, person):
    enter(at("lax"), person)

    assert "/factor/mail" in walk(at("mailing")).request.path
    assert not is_let_in(at("mailing"))


def test_a_code_by_mail_is_worth_nothing_where_the_portal_does_not_accept_it(at, person, mailbox):
    """Trial row S1."""
    page = enter(at("mailing"), person)
    assert "code" in answer_of(finish(at("mailing").browser, type_code(at("mailing").browser, page, mailbox.only.code)))
    assert is_let_in(at("mailing"))

    assert not is_let_in(at("strict"))
    assert walk(at("strict")).request.path.endswith("/enrol")


def test_nor_does_it_reach_an_acr_there(at, person, mailbox):
    """Trial row S1."""
    page = enter(at("mailing"), person)
    finish(at("mailing").browser, type_code(at("mailing").browser, page, mailbox.only.code))
    assert "code" in answer_of(at("mailing").authorize(prompt="none", claims=ESSENTIAL))

    assert "error" in answer_of(at("lax").authorize(prompt="none", claims=ESSENTIAL))
    tokens = at("lax").obtain_tokens()
    assert at("lax").read_id_token(tokens["id_token"])["acr"] == "urn:einlass:acr:1"


def test_a_code_by_mail_counts_no_more_once_there_is_a_factor(app, at, database, person, mailbox):
    page = enter(at("mailing"), person)
    finish(at("mailing").browser, type_code(at("mailing").browser, page, mailbox.only.code))
    assert is_let_in(at("mailing"))

    create_app_of(database, app.secret_box, person)

    assert not is_let_in(at("mailing"))


def test_no_factor_is_set_up_by_a_password_alone_past_the_portal_that_asks_for_a_code_by_mail(
    at, database, person, mailbox
):
    """It would open that portal. Trial row S1."""
    create_admission(database, person, "mailing")
    enter(at("lax"), person)
    page = walk(at("lax"), claims=ESSENTIAL)
    assert page.request.path.endswith("/factor/mailed-code")
    interaction = page.request.path.split("/")[2]
    past = at("lax").browser.get(f"/account/security/totp?interaction_id={interaction}")
    assert past.location.endswith("/factor")

    page = finish(at("lax").browser, type_code(at("lax").browser, page, mailbox.only.code))

    assert page.request.path.endswith("/enrol")


# Grace


def put_off(rp):
    page = walk(rp)
    assert page.request.path.endswith("/enrol"), page.request.path
    return finish(rp.browser, rp.browser.submit(page, form=LATER_FORM))


def test_what_was_put_off_in_a_session_is_not_asked_again_in_it(at, person):
    enter(at("lax"), person)

    assert "code" in answer_of(put_off(at("patient")))
    assert is_let_in(at("patient"))


def test_what_was_put_off_elsewhere_is_due_where_no_grace_is_granted(at, person):
    enter(at("lax"), person)
    put_off(at("patient"))

    assert not is_let_in(at("strict"))
    assert walk(at("strict")).request.path.endswith("/enrol")


def test_grace_counts_by_the_days_of_the_asking_portal(at, client, database, person, clock):
    enter(at("lax"), person)
    put_off(at("lenient"))
    with database.transaction() as session:
        session.get_one(Account, person.id).second_factor_asked_at = current_time() - timedelta(days=20)

    assert is_let_in(at("lenient"))
    assert not is_let_in(at("patient"))


def test_putting_it_off_is_recorded_as_no_sign_in(at, database, person, clock):
    """It has proved nothing. Trial guard ``_proves_nothing``."""

    def signed_in():
        ways = database.rows(select(AuditEvent.id).where(AuditEvent.action == "sign_in.succeeded"))
        tokens = database.rows(select(SsoSession.token_hash))
        return ways, tokens, database.one(select(Account.last_sign_in_at).where(Account.id == person.id))

    enter(at("lax"), person)
    before = signed_in()
    assert all(before)
    clock.shift(timedelta(minutes=5))

    assert "code" in answer_of(put_off(at("patient")))
    assert signed_in() == before


def test_putting_it_off_makes_no_new_sign_in_of_an_old_one(at, database, person, clock):
    enter(at("lax"), person)
    before = database.one(select(SsoSession))
    clock.shift(timedelta(minutes=5))

    put_off(at("patient"))

    after = database.one(select(SsoSession))
    assert (after.authenticated_at, after.expires_at) == (before.authenticated_at, before.expires_at)
    assert answer_of(at("patient").authorize(prompt="none", max_age=60))["error"] == "login_required"


# Trust


def trust(rp, page, phone):
    sent = forms_of(page)[CODE_FORM].fields | {"code": phone.code(), "trust": "y"}
    return finish(rp.browser, rp.browser.post(page.request.path, data=sent, headers={"Origin": ISSUER}))


@pytest.fixture
def trusted(app, at, database, person, clock):
    """A browser that is trusted since a minute ago, and signed in at the lax portal by the password since."""
    phone = create_app_of(database, app.secret_box, person)
    assert "code" in answer_of(trust(at("lax"), enter(at("lax"), person), phone))
    clock.shift(timedelta(minutes=1))
    assert "code" in answer_of(finish_sign_in_again(at("lax"), person))
    return phone


def finish_sign_in_again(rp, person):
    return follow_sign_in(rp.browser, rp.authorize(prompt="login"), person.email, PASSWORD)


def test_trust_counts_at_the_portal_that_grants_it(at, trusted, database):
    assert database.one(select(SsoSession.amr)) == ["pwd"]
    assert is_let_in(at("lax"))


def test_trust_does_not_count_where_none_is_granted(at, trusted):
    """Trial row S1."""
    assert walk(at("strict")).request.path.endswith("/factor/totp")


def test_trust_counts_as_many_days_as_the_asking_portal_grants(app, at, database, trusted, clock):
    """Trial row S1."""
    assert is_let_in(at("daily"))
    clock.shift(timedelta(hours=23, minutes=59))
    with database.transaction() as session:
        row = session.scalars(select(SsoSession)).one()
        row.last_seen_at, row.expires_at = current_time(), current_time() + timedelta(hours=1)

    assert is_let_in(at("lax"))
    assert not is_let_in(at("daily"))


def test_an_application_that_demands_the_factor_gets_it_in_spite_of_trust(at, trusted):
    assert walk(at("lax"), claims=ESSENTIAL).request.path.endswith("/factor/totp")


# Step-up


def test_a_step_up_keeps_the_absolute_end_of_the_session(app, at, database, person, clock):
    """Trial row S12."""
    enter(at("lax"), person)
    phone = create_app_of(database, app.secret_box, person)
    ends_at = database.one(select(SsoSession.expires_at))
    clock.shift(timedelta(minutes=30))
    page = walk(at("strict"))

    assert "code" in answer_of(finish(at("strict").browser, type_code(at("strict").browser, page, phone.code())))

    assert database.one(select(SsoSession.expires_at)) == ends_at


def test_a_max_age_that_runs_out_during_a_step_up_is_not_passed_over(app, at, database, person, clock):
    enter(at("lax"), person)
    phone = create_app_of(database, app.secret_box, person)
    rp = at("strict")
    page = walk(rp, max_age=60)
    assert page.request.path.endswith("/factor/totp")
    clock.shift(timedelta(seconds=90))

    page = finish(rp.browser, type_code(rp.browser, page, phone.code()))

    assert 'name="email"' in page.text


# Tokens


@pytest.fixture
def tokens(at, person):
    """What the lax portal's client was given, on a password."""
    answer = enter(at("lax"), person)
    return at("lax").redeem(answer_of(answer)["code"]).get_json()


def works(rp, tokens):
    """Whether refresh, userinfo and introspection go on; always all of them or none."""
    seen = {
        rp.userinfo(tokens["access_token"]).status_code == 200,
        rp.introspect(tokens["access_token"])["active"],
        rp.introspect(tokens["refresh_token"])["active"],
        rp.refresh(tokens["refresh_token"]).status_code == 200,
    }
    assert len(seen) == 1
    return seen.pop()


def raise_policy(database, rp, portal):
    """What an operator does who moves the client, or raises the policy of its portal."""
    change_client(database, rp.registered, portal=portal)


@pytest.mark.parametrize(("portal", "expected"), [("off", True), ("strict", False), ("patient", False)])
def test_tokens_end_where_a_fresh_sign_in_would_be_asked_for_more(at, database, tokens, portal, expected):
    """Trial row S1."""
    raise_policy(database, at("lax"), portal)

    assert works(at("lax"), tokens) is expected


def test_a_refused_refresh_says_to_sign_in_again_and_costs_nothing(at, database, tokens):
    """Trial row S1."""
    raise_policy(database, at("lax"), "strict")
    refused = at("lax").refresh(tokens["refresh_token"])

    assert (refused.status_code, refused.get_json()["error"]) == (400, "invalid_grant")
    assert "sign in again" in refused.get_json()["error_description"]
    raise_policy(database, at("lax"), "off")
    assert at("lax").refresh(tokens["refresh_token"]).status_code == 200


def test_a_factor_that_the_session_has_proved_since_lets_its_tokens_go_on(app, at, database, tokens, person):
    raise_policy(database, at("lax"), "strict")
    phone = create_app_of(database, app.secret_box, person)
    assert not works(at("lax"), tokens)

    finish(at("lax").browser, type_code(at("lax").browser, walk(at("lax")), phone.code()))

    assert works(at("lax"), tokens)


def test_tokens_go_on_while_trust_counts_at_their_portal(at, database, trusted):
    tokens = at("lax").obtain_tokens()

    raise_policy(database, at("lax"), "strict")
    assert at("lax").userinfo(tokens["access_token"]).status_code == 401
    raise_policy(database, at("lax"), "daily")
    assert works(at("lax"), tokens)


def test_tokens_end_with_the_admission(app, at, tokens, person):
    with app.app_context(), transaction() as session:
        withdraw_admission(session, person.id, "lax", Actor(kind=ActorKind.OPERATOR, id="command line"))

    assert not works(at("lax"), tokens)


def test_tokens_of_a_password_that_has_to_be_replaced_end(at, database, tokens, person):
    with database.transaction() as session:
        session.get_one(Account, person.id).password_change_due_at = current_time()

    assert not works(at("lax"), tokens)
    assert not is_let_in(at("lax"))


# Codes


@pytest.mark.parametrize(("portal", "expected"), [("off", 200), ("strict", 400), ("patient", 400)])
def test_a_code_is_redeemed_only_where_a_fresh_sign_in_would_be_let_in(at, database, person, portal, expected):
    """Trial row S1."""
    code = answer_of(enter(at("lax"), person))["code"]
    raise_policy(database, at("lax"), portal)

    answer = at("lax").redeem(code)

    assert answer.status_code == expected
    if expected == 400:
        assert answer.get_json()["error"] == "invalid_grant"
        assert "sign in again" in answer.get_json()["error_description"]


def test_a_code_that_was_refused_is_used_up(at, database, person):
    code = answer_of(enter(at("lax"), person))["code"]
    raise_policy(database, at("lax"), "strict")
    assert at("lax").redeem(code).status_code == 400

    raise_policy(database, at("lax"), "off")

    assert at("lax").redeem(code).status_code == 400
    assert database.one(select(AuthorizationRecord.revoked_at)) is not None


def test_a_code_of_an_account_whose_admission_was_withdrawn_is_not_redeemed(app, at, person):
    """Trial row S1."""
    code = answer_of(enter(at("lax"), person))["code"]
    with app.app_context(), transaction() as session:
        withdraw_admission(session, person.id, "lax", Actor(kind=ActorKind.OPERATOR, id="command line"))

    assert at("lax").redeem(code).status_code == 400
