"""Which accounts a relying party is answered for, by what its portal asks of an account that enters."""

import json
from functools import partial

import pytest
from sqlalchemy import delete, select

from idp.accounts.models import Account
from idp.actors import Actor, ActorKind
from idp.admissions import admit, withdraw_admission
from idp.admissions.models import AdmissionRecord
from idp.audit.models import AuditEvent
from idp.clients.registry import find_client
from idp.infrastructure.database import current_session, transaction
from idp.interactions import Interaction
from idp.interactions.lifecycle import consume_interaction
from idp.protocol.admission import AdmissionDecision
from idp.protocol.errors import InteractionRequired
from idp.protocol.steps import RequestStep
from idp.sessions import SignedIn, current_sign_in
from idp.signin.admission import join_portal_of
from idp.signin.steps import add_step
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import PASSWORD_FORM
from tests.provisioning.pages import forms_of

OPERATOR = Actor(kind=ActorKind.OPERATOR, id="command line")
# Behind "not you?".
BACK_FORM = NEW_PASSWORD_FORM = 1
PORTALS = {
    "shop": {"name": "Shop"},
    "club": {"name": "Club", "registration": {"open": False}},
    "bank": {"name": "Bank", "password": {"minimum_length": 40}},
    "desk": {"name": "Desk", "password": {"require_digit": True}},
}


@pytest.fixture
def app(make_app):
    return make_app(own=True, portals=PORTALS)


@pytest.fixture
def account(database):
    return create_account(database)


@pytest.fixture
def client(app):
    return app.test_client()


def relying_party(database, client, portal):
    return create_relying_party(database, client, portal=portal)


def sign_in_with_password(client, page, account, password=PASSWORD):
    """Through the pages: the name, then the password; the answer of the last one."""
    if "email" in forms_of(page)[0].fields:
        page = client.submit(page, {"email": account.email}, follow_redirects=True)
    return client.submit(page, {"password": password}, form=PASSWORD_FORM)


def decide(app, decision, account, portal):
    with app.app_context():
        change(decision, account, portal)


def change(decision, account, portal):
    with transaction() as session:
        decision(session, account.id, portal, OPERATOR)


def in_the_middle(app, happening, *, before=None):
    """Let something happen after a request was looked at, and before it is answered."""

    def happen(_):
        happening()
        return False

    step = RequestStep(key="happening", page="", is_due=happen, silent_error=partial(InteractionRequired, ""))
    add_step(app, step, before=before)


# Open and closed portals


def test_the_first_answer_of_an_open_portal_admits_the_account(client, database, account):
    sign_in(client, database, account)

    assert "code" in answer_of(relying_party(database, client, "shop").authorize())

    admission = database.one(select(AdmissionRecord))
    assert (admission.account_id, admission.portal, admission.evidence) == (account.id, "shop", {"way": "sign_in"})
    event = database.one(select(AuditEvent).where(AuditEvent.action == "admission.joined"))
    assert (event.subject, event.actor_id, event.portal) == (account.id, account.id, "shop")


@pytest.mark.threat(37)
def test_a_closed_portal_refuses_an_account_that_it_did_not_admit(client, database, account):
    sign_in(client, database, account)

    page = client.get(relying_party(database, client, "club").authorize().location)

    assert page.request.path.endswith("/not-admitted")
    assert account.email.partition("@")[0] in page.text
    assert database.count(AdmissionRecord) == 0


def test_the_page_leads_back_to_the_application_with_an_error(client, database, account):
    sign_in(client, database, account)
    page = client.get(relying_party(database, client, "club").authorize().location)

    answer = client.submit(page, form=BACK_FORM)

    assert answer_of(client.get(answer.location))["error"] == "access_denied"


def test_of_two_tabs_only_one_tells_the_application_that_the_account_was_refused(app, client, database, account):
    sign_in(client, database, account)
    page = client.get(relying_party(database, client, "club").authorize().location)
    answer = client.submit(page, form=BACK_FORM)
    interaction = database.one(select(Interaction.id))
    in_the_middle(app, lambda: consume_interaction(current_session(), interaction), before="not_admitted")

    assert client.get(answer.location).location == answer.location
    assert client.get(answer.location).location == "/signin?portal=club"


def test_an_account_that_was_admitted_meanwhile_goes_on(app, client, database, account):
    sign_in(client, database, account)
    page = client.get(relying_party(database, client, "club").authorize().location)

    decide(app, admit, account, "club")

    assert "code" in answer_of(client.get(client.get(page.request.path).location))


def test_silently_it_is_an_error_at_once(client, database, account):
    sign_in(client, database, account)

    answer = answer_of(relying_party(database, client, "club").authorize(prompt="none"))

    assert answer["error"] == "interaction_required"


def test_another_account_of_the_browser_may_enter(app, client, database, account):
    sign_in(client, database, account)
    guest = create_account(database)
    decide(app, admit, guest, "club")
    page = client.get(relying_party(database, client, "club").authorize().location)

    page = client.submit(page, form=0, follow_redirects=True)
    answer = sign_in_with_password(client, page, guest)

    assert "code" in answer_of(client.get(answer.location))


def test_an_admitted_account_enters_a_closed_portal(app, client, database, account):
    sign_in(client, database, account)
    decide(app, admit, account, "club")

    assert "code" in answer_of(relying_party(database, client, "club").authorize())


def test_a_withdrawn_admission_is_refused_at_once(app, client, database, account):
    sign_in(client, database, account)
    rp = relying_party(database, client, "shop")
    assert "code" in answer_of(rp.authorize())

    decide(app, withdraw_admission, account, "shop")

    assert rp.authorize().location.endswith("/not-admitted")


def test_an_admission_that_is_withdrawn_while_a_request_is_answered_lets_no_code_through(
    app, client, database, account
):
    """The account has no admission when the request is looked at, and a withdrawn one when it would join."""
    sign_in(client, database, account)
    rp = relying_party(database, client, "shop")
    in_the_middle(app, lambda: change(withdraw_admission, account, "shop"))

    assert rp.authorize().location.endswith("/not-admitted")
    assert answer_of(rp.authorize(prompt="none"))["error"] == "interaction_required"


def test_an_account_that_joins_in_another_tab_meanwhile_enters(app, client, database, account):
    sign_in(client, database, account)
    in_the_middle(app, lambda: change(admit, account, "shop"))

    assert "code" in answer_of(relying_party(database, client, "shop").authorize())


def test_an_account_that_is_deleted_while_a_request_is_looked_at_is_no_error_of_the_server(
    app, client, database, account
):
    sign_in(client, database, account)
    rp = relying_party(database, client, "club")

    @app.before_request
    def delete_after_look_up():
        if current_sign_in() is not None:
            with transaction() as session:
                session.execute(delete(Account).where(Account.id == account.id))

    page = client.get(rp.authorize().location, follow_redirects=True)

    assert page.status_code == 200
    assert "email" in forms_of(page)[0].fields


def test_an_account_that_was_deleted_meanwhile_joins_nowhere(app, client, database, account):
    rp = relying_party(database, client, "shop")
    session = sign_in(client, database, account)
    with database.transaction() as writing:
        writing.execute(delete(Account))

    with app.test_request_context(base_url=app.settings.issuer):
        decision = join_portal_of(find_client(rp.client_id), SignedIn.of(session))

    assert decision is AdmissionDecision.REFUSE


# Password rules


def test_a_password_that_was_never_compared_with_the_rules_is_asked_for_once(client, database, account):
    sign_in(client, database, account)
    rp = relying_party(database, client, "desk")

    page = client.get(rp.authorize().location)
    assert page.request.path.startswith("/signin/")
    answer = sign_in_with_password(client, page, account)

    assert "code" in answer_of(client.get(answer.location))
    assert "code" in answer_of(rp.authorize())


def test_a_password_that_was_typed_elsewhere_and_meets_the_rules_is_not_asked_for_again(client, database, account):
    page = client.get(relying_party(database, client, "shop").authorize().location)
    sign_in_with_password(client, page, account)

    assert "code" in answer_of(relying_party(database, client, "desk").authorize())


@pytest.mark.threat(58)
def test_a_password_that_breaks_the_rules_is_replaced_before_the_portal_is_entered(client, database, account):
    page = client.get(relying_party(database, client, "shop").authorize().location)
    sign_in_with_password(client, page, account)
    rp = relying_party(database, client, "bank")
    assert answer_of(rp.authorize(prompt="none"))["error"] == "login_required"

    page = client.get(rp.authorize().location)
    answer = sign_in_with_password(client, page, account)
    assert answer.location.endswith("/new-password")
    page = client.get(answer.location)
    answer = client.submit(page, {"password": "Zwanzig Kähne fahren auf dem Fluss nach Hause"}, form=NEW_PASSWORD_FORM)

    assert "code" in answer_of(client.get(answer.location))
    assert "code" in answer_of(rp.authorize())


def test_a_session_without_a_password_is_not_asked_for_one(client, database, account):
    sign_in(client, database, account, amr=["hwk", "user"], acr="urn:einlass:acr:2")

    assert "code" in answer_of(relying_party(database, client, "bank").authorize())
    assert database.one(select(AdmissionRecord.portal)) == "bank"


def test_changing_the_password_does_not_ask_for_it_again(client, database, account):
    sign_in(client, database, account)
    page = client.get("/account/password")
    form = next(number for number, form in enumerate(forms_of(page)) if "password" in form.fields)
    client.submit(page, {"password": "Sieben-Boote-auf-dem-See-12"}, form=form)

    assert database.one(select(Account.password_rules_met)) != ()
    assert "code" in answer_of(relying_party(database, client, "desk").authorize())


def test_an_account_that_is_named_beside_the_active_one_is_decided_by_its_own_admission(app, client, database, account):
    other = create_account(database)
    decide(app, admit, other, "club")
    sign_in(client, database, account)
    claims = json.dumps({"id_token": {"sub": {"value": account.id}}})

    answer = answer_of(relying_party(database, client, "club").authorize(prompt="none", claims=claims))

    assert answer["error"] == "interaction_required"
