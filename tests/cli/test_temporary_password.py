"""`idp users temporary-password`: good once, soon, and only to choose another one."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.interactions import Interaction
from idp.mail.models import OutboxMail
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.sessions.models import SsoSession
from idp.signin.completion import begin_sign_in
from idp.signin.credentials import Accepted
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.factors import create_app_of
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import follow_sign_in, try_password
from tests.provisioning.pages import forms_of
from tests.provisioning.shell import Shell

REASON = "called back on the number we have"
NEW_PASSWORD = "ziegel-Lampe-rot-77"

pytestmark = pytest.mark.threat(51)


@pytest.fixture
def person(database):
    return create_account(database, language="en")


@pytest.fixture
def rp(database, client):
    return create_relying_party(database, client)


@pytest.fixture
def given(shell: Shell, person) -> str:
    """The temporary password."""
    password: str = give(shell, person)["password"]
    return password


def give(shell: Shell, person: Account):
    return shell.answer("users", "temporary-password", person.email, "--reason", REASON)


def choose(client, page, password: str):
    number = next(number for number, form in enumerate(forms_of(page)) if "password" in form.fields)
    answer = client.submit(page, {"password": password}, number)
    while answer.status_code == 303 and answer.headers["Location"].startswith("/"):
        answer = client.get(answer.headers["Location"])
    return answer


def test_it_leads_to_a_new_password_and_then_to_the_application(app, client, rp, person, given):
    page = follow_sign_in(client, rp.authorize(), person.email, given)
    assert page.request.path.endswith("/new-password")
    assert "vorläufigen Passwort" in page.text

    assert "code=" in choose(client, page, NEW_PASSWORD).location

    assert try_password(app.test_client(), person.email, NEW_PASSWORD).status_code == 303


def test_it_opens_however_its_signs_are_composed(client, rp, person, given):
    """NFKC, as for every other password."""
    wide = "".join(each if each == "-" else chr(ord(each) + 0xFEE0) for each in given)

    assert follow_sign_in(client, rp.authorize(), person.email, wide).request.path.endswith("/new-password")


def test_a_second_use_is_refused(app, client, rp, person, given):
    follow_sign_in(client, rp.authorize(), person.email, given)

    assert try_password(app.test_client(), person.email, given).status_code == 422


def test_of_two_uses_at_one_moment_one_counts(app, database, rp, person, given):
    rp.authorize()
    flow = database.one(select(Interaction.id))
    now = current_time()
    accepted = Accepted(person.id, database.one(select(Account.password_hash)), now)

    def use() -> bool:
        with app.app_context(), transaction() as session:
            return begin_sign_in(session, session.get_one(Interaction, flow), accepted, now)

    assert [use(), use()] == [True, False]


def test_it_is_refused_after_its_time(client, database, person, given):
    database.change(database.one(select(Account)), password_expires_at=current_time() - timedelta(seconds=1))

    assert try_password(client, person.email, given).status_code == 422


def test_an_attempt_after_its_time_counts_as_failed(client, database, person, given):
    database.change(database.one(select(Account)), password_expires_at=current_time() - timedelta(seconds=1))

    try_password(client, person.email, given)

    failed = database.one(select(AuditEvent).where(AuditEvent.action == "sign_in.failed"))
    assert failed.details["reason"] == "temporary password is used up or too old"


def test_it_is_good_for_a_day(shell, person):
    given = give(shell, person)

    assert (
        (current_time() + timedelta(hours=23)).isoformat()
        < given["valid_until"]
        < (current_time() + timedelta(hours=25)).isoformat()
    )


def test_it_can_not_become_the_new_one(client, rp, person, given):
    page = follow_sign_in(client, rp.authorize(), person.email, given)

    assert choose(client, page, given).status_code == 422


def test_the_former_password_opens_nothing(client, person, given):
    assert try_password(client, person.email, PASSWORD).status_code == 422


def test_the_second_factor_is_asked_for(app, client, database, rp, person, given):
    create_app_of(database, app.secret_box, person)

    assert "/factor/" in follow_sign_in(client, rp.authorize(), person.email, given).request.path


def test_everything_that_was_opened_ends(shell, client, database, rp, person):
    sign_in(client, database, person)
    rp.obtain_tokens()

    give(shell, person)

    assert database.one(select(SsoSession.ended_at)) is not None
    assert database.one(select(AuthorizationRecord.revoked_at)) is not None


def test_the_person_is_told_and_the_password_stands_nowhere(database, person, given, mailbox):
    assert (mailbox.only.message, mailbox.only.recipient) == ("temporary_password", person.email)
    assert given not in mailbox.only.text
    event = database.one(select(AuditEvent).where(AuditEvent.action == "account.temporary_password_given"))
    assert event.details == {"reason": REASON, "ended_sessions": 0}
    assert database.count(OutboxMail) == 1


def test_nobody_disabled_gets_one(shell, database):
    person = create_account(database, disabled_at=current_time())

    assert "disabled" in shell.refusal("users", "temporary-password", person.email, "--reason", REASON)


def test_without_a_reason_nothing_happens(shell, client, person):
    assert "how you verified" in shell.refusal("users", "temporary-password", person.email, "--reason", " ")

    assert try_password(client, person.email, PASSWORD).status_code == 303


def test_it_is_called_so_where_it_breaks_the_rules_of_the_portal_as_well(make_app, database, person, given):
    client = make_app(portals={"shop": {"password": {"minimum_length": 30}}}).test_client()
    rp = create_relying_party(database, client)

    page = follow_sign_in(client, rp.authorize(), person.email, given)

    assert "vorläufigen Passwort" in page.text
