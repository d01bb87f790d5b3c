"""`idp users reset-factors`: the last way back, which gives nobody more than the password gives."""

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.factors.passkeys.models import Passkey
from idp.factors.recovery_codes.models import RecoveryCode
from idp.factors.totp.models import TotpSecret
from idp.mail.models import OutboxMail
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.sessions.models import SsoSession
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.factors import MULTI, create_app_of, create_recovery_codes
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import follow_sign_in
from tests.provisioning.shell import Shell

REASON = "showed her identity card at the counter in Husum"


@pytest.fixture
def person(app, database):
    """Has an app, a passkey and recovery codes."""
    account = create_account(database, language="en")
    create_app_of(database, app.secret_box, account)
    create_recovery_codes(database, account)
    database.save(Passkey(account_id=account.id, name="key", credential_id="elsewhere", public_key=b"elsewhere"))
    return account


def reset(shell: Shell, person, reason: str = REASON):
    return shell.answer("users", "reset-factors", person.email, "--reason", reason)


def test_every_factor_goes(shell, database, person):
    assert sorted(reset(shell, person)["removed"]) == ["passkeys", "recovery_codes", "totp"]

    assert [database.count(kind) for kind in (TotpSecret, Passkey, RecoveryCode)] == [0, 0, 0]


def test_the_password_alone_opens_the_account_again(shell, database, client, person):
    rp = create_relying_party(database, client)
    before = follow_sign_in(client, rp.authorize(), person.email, PASSWORD)
    assert "/factor/" in before.request.path

    reset(shell, person)

    assert "code=" in follow_sign_in(client, rp.authorize(), person.email, PASSWORD).location


@pytest.mark.threat(35)
def test_everything_that_was_opened_ends(shell, database, client, person):
    sign_in(client, database, person, **MULTI)
    create_relying_party(database, client).obtain_tokens()

    reset(shell, person)

    assert database.one(select(SsoSession.ended_at)) is not None
    assert database.one(select(AuthorizationRecord.revoked_at)) is not None


def test_the_person_is_told_and_the_audit_knows_why(shell, database, person):
    reset(shell, person)

    mail = database.one(select(OutboxMail))
    assert (mail.recipient, mail.message, mail.language) == (person.email, "factors_reset", "en")
    event = database.one(select(AuditEvent).where(AuditEvent.action == "factors.reset"))
    assert (event.subject, event.details["reason"]) == (person.id, REASON)


def test_without_a_reason_nothing_happens(shell, database, person):
    assert "how you verified" in shell.refusal("users", "reset-factors", person.email, "--reason", "  ")

    assert database.count(TotpSecret) == 1


def test_others_keep_theirs(shell, app, database, person):
    other = create_account(database)
    create_app_of(database, app.secret_box, other)

    reset(shell, person)

    assert database.one(select(TotpSecret.account_id)) == other.id


def test_where_there_is_none_it_says_so(shell, database):
    somebody = create_account(database)

    assert "no second factor" in shell.refusal("users", "reset-factors", somebody.email, "--reason", REASON)
