"""What the use of a passkey leaves behind, and what an answer must look like to be read at all."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import delete, select
from webauthn.helpers import bytes_to_base64url

from idp.audit.models import AuditEvent
from idp.factors.passkeys.assertion import Assertion, accept_use
from idp.factors.passkeys.ceremony import guarded, parse_answer
from idp.factors.passkeys.challenges import Purpose, issue_challenge
from idp.factors.passkeys.enrolment import NewPasskey, add_passkey, check_new_passkey
from idp.factors.passkeys.errors import PasskeyRefused
from idp.factors.passkeys.models import Passkey
from idp.factors.passkeys.relying_party import RelyingParty
from idp.infrastructure.clock import current_time
from idp.protocol.authentication_methods import AMR_PASSKEY, AMR_USER_VERIFIED
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.authenticator import HOST, Authenticator
from tests.provisioning.applications import ISSUER

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.threat(61)]


@pytest.fixture
def person(database):
    return create_account(database)


@pytest.fixture
def create(database, person):
    def make(**values):
        given = {"account_id": person.id, "credential_id": "one", "public_key": b"key", "sign_count": 5}
        passkey = Passkey(**given | values)
        database.save(passkey)
        return passkey

    return make


@pytest.fixture
def use(database, person):
    def accept(passkey, received, *, account_id=person.id, is_backed_up=False):
        assertion = Assertion(passkey.id, account_id, received, is_backed_up, is_user_verified=True)
        with database.transaction() as session:
            return accept_use(session, assertion, person_actor(person.id))

    return accept


@pytest.mark.parametrize(
    ("stored", "received", "lives_on_several", "is_accepted", "is_suspicious", "kept"),
    [
        (0, 0, False, True, False, 0),
        (0, 1, False, True, False, 1),
        (5, 6, False, True, False, 6),
        (5, 5, False, False, True, 5),
        (5, 4, False, False, True, 5),
        (5, 0, False, False, True, 5),
        (1, 0, False, False, True, 1),
        (5, 5, True, True, True, 5),
        (5, 4, True, True, True, 5),
        (0, 0, True, True, False, 0),
    ],
)
def test_a_counter_that_does_not_rise_tells_of_a_copy(
    database, create, use, stored, received, lives_on_several, is_accepted, is_suspicious, kept
):
    other = create(credential_id="two")
    passkey = create(sign_count=stored, is_backed_up=lives_on_several)
    assert use(passkey, received) is is_accepted

    row = database.one(select(Passkey).where(Passkey.id == passkey.id))
    assert row.sign_count == kept
    assert row.suspicious_at == (current_time() if is_suspicious else None)
    assert row.last_used_at == (current_time() if is_accepted else None)
    events = database.rows(select(AuditEvent))
    assert [event.action for event in events] == ["passkey.counter_fell"] * is_suspicious
    for event in events:
        told = {"passkey": passkey.id, "stored": stored, "received": received, "refused": not lives_on_several}
        assert event.details.items() >= told.items()
    untouched = database.one(select(Passkey).where(Passkey.id == other.id))
    assert (untouched.sign_count, untouched.last_used_at) == (5, None)


@pytest.mark.parametrize("is_backed_up", [True, False])
def test_where_it_lives_now_is_what_the_last_use_said(database, create, use, is_backed_up):
    assert use(create(is_backed_up=not is_backed_up), 6, is_backed_up=is_backed_up)
    assert database.one(select(Passkey.is_backed_up)) is is_backed_up


def test_one_that_was_removed_or_went_to_another_account_meanwhile_is_refused(database, create, use):
    passkey = create()
    assert not use(passkey, 6, account_id="acc_other")
    with database.transaction() as session:
        session.execute(delete(Passkey))
    assert not use(passkey, 6)


@pytest.mark.parametrize(("is_verified", "amr"), [(True, (AMR_PASSKEY, AMR_USER_VERIFIED)), (False, (AMR_PASSKEY,))])
def test_only_with_its_person_verified_it_counts_as_two_factors(is_verified, amr):
    assertion = Assertion("pky_1", "acc_1", 1, is_backed_up=False, is_user_verified=is_verified)
    assert assertion.amr == amr


@pytest.mark.parametrize("sent", ["", "nonsense", "[]", "null", "{}", '{"response": []}', '{"response": null}'])
def test_what_is_no_answer_is_refused(sent):
    with pytest.raises(PasskeyRefused) as refused:
        parse_answer(sent)
    assert refused.value.reason.startswith("malformed answer")


def test_an_answer_has_at_most_20_000_characters():
    longest = '{"response": {}, "id": "' + "x" * 19_974 + '"}'
    assert len(longest) == 20_000
    assert parse_answer(longest)["response"] == {}
    with pytest.raises(PasskeyRefused) as refused:
        parse_answer(f"{longest} ")
    assert refused.value.reason == "answer too long"


def test_whatever_a_reader_raises_is_a_refusal():
    assert guarded(lambda: 1, "read") == 1
    with pytest.raises(PasskeyRefused) as refused:
        guarded(lambda: timedelta(days=10**12), "read")
    assert refused.value.reason == "read: OverflowError"


def test_a_new_passkey_is_stored_as_it_was_made_for_its_account(database, person):
    new = NewPasskey("new", b"key", 7, ("usb",), "aaguid", is_backed_up=True, is_user_verified=True)
    with database.transaction() as session:
        assert add_passkey(session, person.id, new, "My key") is not None
    row = database.one(select(Passkey))
    assert (row.account_id, row.credential_id, row.public_key, row.name) == (person.id, "new", b"key", "My key")
    assert (row.sign_count, row.transports, row.aaguid, row.is_backed_up) == (7, ["usb"], "aaguid", True)


@pytest.mark.parametrize(
    ("sent", "kept"), [(["usb", "unknown", 7], ("usb",)), ([], ()), (None, ()), (7, ()), ("usb", ())], ids=str
)
def test_only_transports_that_are_known_are_kept_whatever_was_sent(app, person, sent, kept):
    """Nothing signs them."""
    with app.app_context():
        challenge = bytes_to_base64url(issue_challenge(Purpose.ENROL, "here", person.id))
        options = {"user": {"id": bytes_to_base64url(person.id.encode())}, "rp": {"id": HOST}, "challenge": challenge}
        answer = json.loads(Authenticator().create(options))
        answer["response"]["transports"] = sent
        new = check_new_passkey(json.dumps(answer), RelyingParty(HOST, ISSUER, "Shop"), "here", person.id)
    assert new.transports == kept
