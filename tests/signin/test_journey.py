"""What a portal's journey asks of an account that has not registered there, or not agreed to a new version."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from idp.accounts.models import Account
from idp.actors import Actor, ActorKind
from idp.admissions import admit, withdraw_admission
from idp.admissions.models import AdmissionRecord
from idp.agreements.models import Agreement
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.sessions import SsoSession
from tests.extension.test_journey_part import ask_age
from tests.factories.accounts import create_account
from tests.factories.admissions import create_admission
from tests.factories.agreements import create_agreement
from tests.factories.clients import REDIRECT_URI
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import sign_in
from tests.factories.texts import text, texts

OPERATOR = Actor(kind=ActorKind.OPERATOR, id="command line")
TERMS_URL = "https://shop.example.test/terms"
# Behind "not you?".
FORM = 1


def portals(version=1, *, is_open=True):
    terms = text(version=str(version), url=TERMS_URL)
    shop = {"name": "Shop", "texts": {"terms": terms}, "registration": {"open": is_open}}
    return {"shop": shop, "forum": {"name": "Forum"}}


@pytest.fixture
def app(make_app):
    return make_app(own=True, portals=portals())


@pytest.fixture
def raised(make_app):
    """The same installation after its operator has changed the terms."""
    return make_app(own=True, portals=portals(version=2))


@pytest.fixture
def account(database):
    return create_account(database)


@pytest.fixture
def client(app, database, account):
    client = app.test_client()
    sign_in(client, database, account)
    return client


@pytest.fixture
def rp(client, database):
    return create_relying_party(database, client, portal="shop")


def open_page(rp):
    page = rp.browser.get(rp.authorize().location)
    assert page.request.path.endswith("/journey")
    return page


def agree(client, page):
    """The answer to the application behind the page."""
    return client.get(client.submit(page, {"text_terms": "y"}, form=FORM).location)


def decide(app, decision, account):
    with app.app_context(), transaction() as session:
        decision(session, account.id, "shop", OPERATOR)


def test_at_the_first_visit_the_terms_are_agreed_to(client, rp, database, account, clock):
    page = open_page(rp)
    assert TERMS_URL in page.text

    assert "code" in answer_of(agree(client, page))

    admission, agreement = database.one(select(AdmissionRecord)), database.one(select(Agreement))
    assert (admission.account_id, admission.portal, admission.state) == (account.id, "shop", "admitted")
    assert admission.texts_agreed == ("terms=1",)
    assert (agreement.account_id, agreement.portal, agreement.text, agreement.version) == (
        account.id,
        "shop",
        "terms",
        "1",
    )
    assert (agreement.state, agreement.way, agreement.language) == ("agreed", "sign_in", "de")
    assert (agreement.network, agreement.agreed_at) == ("203.0.113.7", current_time())


def test_the_page_says_whether_the_account_was_there_before(client, rp, raised):
    """With German words, since the browser asks for none."""
    page = open_page(rp)
    assert "zum ersten Mal" in page.text
    agree(client, page)
    client.application = raised

    assert "zum ersten Mal" not in open_page(rp).text


def test_a_visit_of_another_portal_is_none_here(make_app, database, account):
    terms = {"texts": {"terms": text(version="1", url=TERMS_URL)}}
    browser = make_app(portals={"shop": terms, "forum": terms}).test_client()
    sign_in(browser, database, account)
    agree(browser, open_page(create_relying_party(database, browser, portal="shop")))

    page = open_page(create_relying_party(database, browser, portal="forum"))

    assert "first visit" in page.text


def test_they_are_asked_for_once(client, rp):
    agree(client, open_page(rp))

    assert "code" in answer_of(rp.authorize())


def test_the_history_tells_which_version_was_agreed_to(client, rp, database, account):
    agree(client, open_page(rp))

    event = database.one(select(AuditEvent).where(AuditEvent.action == "agreement.given"))
    assert (event.subject, event.portal) == (account.id, "shop")
    assert {name: event.details[name] for name in ("text", "version", "way")} == {
        "text": "terms",
        "version": "1",
        "way": "sign_in",
    }


def test_without_the_tick_nothing_goes_on(client, rp, database):
    answer = client.submit(open_page(rp), form=FORM)

    assert answer.status_code == 422
    assert 'id="text_terms-error"' in answer.text
    assert database.count(AdmissionRecord) == 0


def test_cancelling_leads_back_to_the_application(client, rp, database):
    answer = client.submit(open_page(rp), {"text_terms": "y", "decision": "decline"}, form=FORM)

    assert answer_of(client.get(answer.location))["error"] == "access_denied"
    assert database.count(AdmissionRecord) == 0


def test_silently_it_is_an_error(client, rp):
    assert answer_of(rp.authorize(prompt="none"))["error"] == "interaction_required"

    agree(client, open_page(rp))

    assert "code" in answer_of(rp.authorize(prompt="none"))


def test_a_portal_without_terms_admits_at_once_and_counts_its_journey_as_completed(client, database):
    assert "code" in answer_of(create_relying_party(database, client, portal="forum").authorize())

    assert database.one(select(AdmissionRecord.journey_version)) == 1


def test_with_a_new_version_accounts_that_are_admitted_are_asked_again(client, rp, raised, database):
    agree(client, open_page(rp))
    client.application = raised

    assert answer_of(rp.authorize(prompt="none"))["error"] == "interaction_required"
    assert "code" in answer_of(agree(client, open_page(rp)))

    assert database.one(select(AdmissionRecord.texts_agreed)) == ("terms=1", "terms=2")
    assert database.rows(select(Agreement.version).order_by(Agreement.version)) == ["1", "2"]


def test_an_account_that_was_admitted_before_there_were_terms_is_asked(rp, database, account):
    create_admission(database, account, "shop")

    open_page(rp)


def test_a_text_that_is_asked_at_the_registration_alone_is_not_asked_here(make_app, client, rp):
    own = {"name": "Shop", "texts": {"terms": text(asked_at=["registration"])}}
    client.application = make_app(own=True, portals={"shop": own, "forum": None})

    assert "code" in answer_of(rp.authorize())


def test_only_what_is_missing_is_asked(make_app, client, rp):
    agree(client, open_page(rp))
    own = {"name": "Shop", "texts": texts("terms", "privacy", "marketing")}
    client.application = make_app(own=True, portals={"shop": own, "forum": None})

    page = open_page(rp)

    assert [key for key in own["texts"] if f'name="text_{key}"' in page.text] == ["privacy", "marketing"]
    assert " checked" not in page.text
    assert "code" in answer_of(client.get(client.submit(page, {"text_privacy": "y"}, form=FORM).location))


def test_a_consent_that_was_given_or_withdrawn_is_not_asked_beside_others(make_app, client, rp, database, account):
    own = {"name": "Shop", "texts": texts("terms", "marketing", "other")}
    own["texts"]["other"]["required"] = False
    create_agreement(database, account, "marketing")
    create_agreement(database, account, "other", is_required=False, state="withdrawn", withdrawn_at=current_time())
    client.application = make_app(own=True, portals={"shop": own, "forum": None})

    page = open_page(rp)

    assert [key for key in own["texts"] if f'name="text_{key}"' in page.text] == ["terms"]


def test_tokens_rest_until_a_new_version_is_agreed_to(client, rp, raised):
    agree(client, open_page(rp))
    tokens = rp.obtain_tokens(scope="openid offline_access")
    client.application = raised

    assert rp.refresh(tokens["refresh_token"]).get_json()["error"] == "invalid_grant"
    assert rp.userinfo(tokens["access_token"]).status_code == 401

    agree(client, open_page(rp))
    assert rp.refresh(tokens["refresh_token"]).status_code == 200


def test_an_optional_text_alone_asks_nobody(make_app, client, rp):
    own = {"name": "Shop", "texts": texts("marketing")}
    client.application = make_app(own=True, portals={"shop": own, "forum": None})

    assert "code" in answer_of(rp.authorize())


def test_a_registered_part_is_asked_again_when_the_version_of_the_journey_is_raised(make_app, client, rp, database):
    for version in (1, 2):
        own = {"name": "Shop", "registration": {"journey_version": version}}
        client.application = make_app(own=True, portals={"shop": own, "forum": None})
        ask_age(client.application, "Shop")

        answer = client.submit(open_page(rp), {"age": "y"}, form=FORM)

        assert "code" in answer_of(client.get(answer.location))
        assert database.one(select(AdmissionRecord.journey_version)) == version
        assert "code" in answer_of(rp.authorize())


def test_an_account_that_an_operator_admitted_has_still_to_agree(app, client, rp, account):
    decide(app, admit, account)

    assert "code" in answer_of(agree(client, open_page(rp)))


def test_agreeing_does_not_undo_a_withdrawal(app, client, rp, database, account):
    page = open_page(rp)
    decide(app, withdraw_admission, account)

    assert agree(client, page).location.endswith("/not-admitted")
    assert database.one(select(AdmissionRecord.state)) == "withdrawn"
    assert database.count(Agreement) == 0


def test_terms_that_changed_while_the_page_was_open_are_shown_first(client, rp, raised, database):
    page = open_page(rp)
    client.application = raised

    answer = client.submit(page, {"text_terms": "y"}, form=FORM)
    assert answer.status_code == 422
    assert database.count(AdmissionRecord) == 0

    assert "code" in answer_of(agree(client, answer))


def test_the_answer_counts_for_the_account_that_the_page_showed(client, rp, database):
    page = open_page(rp)
    sign_in(client, database, create_account(database))

    client.submit(page, {"text_terms": "y"}, form=FORM)

    assert database.count(AdmissionRecord) == 0


# Whatever happens in the middle

CHANGES = {
    "withdraw": lambda scene: decide(scene.client.application, withdraw_admission, scene.account),
    "admit": lambda scene: decide(scene.client.application, admit, scene.account),
    "raise": lambda scene: scene.turn_to(version=2),
    "lower": lambda scene: scene.turn_to(version=1),
    "close": lambda scene: scene.turn_to(is_open=False),
    "disable": lambda scene: scene.execute(update(Account).values(disabled_at=current_time())),
    "end the session": lambda scene: scene.execute(update(SsoSession).values(ended_at=current_time())),
    "delete": lambda scene: scene.execute(delete(Account)),
}


class Scene:
    """An account that is signed in, at a portal whose settings change."""

    def __init__(self, make_app, database):
        database.empty()
        self.make_app, self.database = make_app, database
        self.settings = {"version": 1, "is_open": True}
        self.client = make_app(own=True, portals=portals(**self.settings)).test_client()
        self.account = create_account(database)
        sign_in(self.client, database, self.account)
        self.rp = create_relying_party(database, self.client, portal="shop")

    def turn_to(self, **changes):
        self.settings |= changes
        self.client.application = self.make_app(own=True, portals=portals(**self.settings))

    def execute(self, statement):
        with self.database.transaction() as session:
            session.execute(statement)

    def change(self, names):
        for name in names:
            # There is no account to decide about any more.
            if name not in {"withdraw", "admit"} or self.database.count(Account):
                CHANGES[name](self)

    def follow(self, answer):
        """To the page at the end, or to the answer for the application, which must be due."""
        while answer.status_code == 303 and answer.location.startswith("/"):
            answer = self.client.get(answer.location)
        assert answer.status_code < 500, answer.text
        if answer.status_code == 303:
            assert answer.location.startswith(REDIRECT_URI)
            assert "code" not in answer_of(answer) or self.owes_nothing()
        else:
            assert "<form" in answer.text or 'href="' in answer.text
        return answer

    def owes_nothing(self):
        rows = self.database.rows(select(AdmissionRecord))
        due = f"terms={self.settings['version']}"
        return [row.state for row in rows] == ["admitted"] and due in rows[0].texts_agreed


changes = st.lists(st.sampled_from(sorted(CHANGES)), max_size=2)


@given(before=changes, midway=changes)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_code_is_only_for_an_account_that_is_admitted_and_has_completed_the_journey(
    make_app, database, before, midway
):
    scene = Scene(make_app, database)
    scene.change(before)
    page = scene.follow(scene.rp.authorize())
    scene.change(midway)
    if page.request.path.endswith("/journey"):
        scene.follow(scene.client.submit(page, {"text_terms": "y"}, form=FORM))
